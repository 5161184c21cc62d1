SELECT e.hash, e.proof FROM pledge_leaf l JOIN event e ON e.log_id = l.log_id AND e.event_id = l.event_id
WHERE l.hash = ?1 AND e.log_id = ?2 AND e.device_id = ?3
