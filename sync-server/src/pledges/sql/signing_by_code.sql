SELECT l.log_id, l.event_id, e.entity_id, l.effective
FROM pledge_leaf l JOIN event e ON e.log_id = l.log_id AND e.event_id = l.event_id
WHERE l.code = ?1 AND e.kind = 'pledge.signed' ORDER BY l.place
