INSERT INTO subscription (log_id, area_id, class, write) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (log_id) DO UPDATE SET area_id = excluded.area_id, class = excluded.class, write = excluded.write
