SELECT DISTINCT log_id, entity_id FROM event ORDER BY log_id, entity_id
