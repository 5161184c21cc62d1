INSERT INTO key_release (id, device_id, reply_to, sealed, asked_at) VALUES (?1, ?2, ?3, ?4, ?5)
