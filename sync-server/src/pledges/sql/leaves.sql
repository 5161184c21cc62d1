SELECT l.place, l.log_id, l.event_id, l.hash, l.effective, l.received_at, l.code, e.hash
FROM pledge_leaf l LEFT JOIN event e ON e.log_id = l.log_id AND e.event_id = l.event_id
WHERE l.place >= ?1 ORDER BY l.place LIMIT ?2
