SELECT w.log_id, w.seq, e.event_id, e.hash, e.effective, e.received_at
FROM pledge_waiting w JOIN event e ON e.log_id = w.log_id AND e.seq = w.seq
ORDER BY w.log_id, w.seq LIMIT ?1
