SELECT l.place, l.effective, l.received_at, e.device_id, e.proof
FROM pledge_leaf l JOIN event e ON e.log_id = l.log_id AND e.event_id = l.event_id
WHERE l.log_id = ?1 AND l.event_id = ?2
