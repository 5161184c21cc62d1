SELECT log_id, entity_id FROM door_list
ORDER BY sort_key, log_id, entity_id
LIMIT ?1 OFFSET ?2
