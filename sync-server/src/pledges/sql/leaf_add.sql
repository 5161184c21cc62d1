INSERT INTO pledge_leaf (place, log_id, event_id, hash, effective, received_at, code) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
