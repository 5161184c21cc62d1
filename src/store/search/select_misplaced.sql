SELECT d.entity_id FROM door d LEFT JOIN door_list l ON l.entity_id = d.entity_id AND l.log_id = d.log_id
WHERE d.log_id = ?1 AND d.closed = 0 AND (l.sort_key IS NULL OR substr(l.sort_key, 1, length(?2) + 1) <> ?2 || char(31))
UNION
SELECT l.entity_id FROM door_list l LEFT JOIN door d ON d.entity_id = l.entity_id AND d.log_id = l.log_id
WHERE l.log_id = ?1 AND (d.entity_id IS NULL OR d.closed = 1)
