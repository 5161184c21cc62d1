INSERT INTO own_record (log_id, event_id, entity_id, kind, made_at) VALUES (?1, ?2, ?3, ?4, ?5)
