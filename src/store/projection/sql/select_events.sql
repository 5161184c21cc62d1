SELECT header, body, effective FROM event WHERE log_id = ?1 AND entity_id = ?2
