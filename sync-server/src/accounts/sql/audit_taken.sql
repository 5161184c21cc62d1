INSERT INTO audit_taken (device_id, up_to) VALUES (?1, ?2)
ON CONFLICT (device_id) DO UPDATE SET up_to = excluded.up_to
