INSERT INTO subscription (device_id, area_id, opened_at) VALUES (?1, ?2, ?3)
ON CONFLICT (device_id, area_id) DO NOTHING
