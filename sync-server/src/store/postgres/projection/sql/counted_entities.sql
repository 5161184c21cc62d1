SELECT entity_id FROM door WHERE log_id = $1
UNION SELECT entity_id FROM other_entity WHERE log_id = $1 AND family = 'point'
ORDER BY entity_id
