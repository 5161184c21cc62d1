SELECT entity_id FROM door WHERE log_id = ?1 AND closed = 0 ORDER BY registered_at, entity_id
