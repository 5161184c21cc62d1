INSERT INTO held (log_id, event_id, hash, reason, received_at, header, body, proof)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
