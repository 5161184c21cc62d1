SELECT d.lane, d.number, d.name, l.sort_key, l.haystack
FROM door d LEFT JOIN door_list l ON l.entity_id = d.entity_id AND l.log_id = d.log_id
WHERE d.log_id = ?1 AND d.entity_id = ?2 AND d.closed = 0
