INSERT INTO pledge_waiting (log_id, seq)
SELECT e.log_id, e.seq FROM event e WHERE e.kind LIKE 'pledge.%'
  AND NOT EXISTS (SELECT 1 FROM pledge_leaf l WHERE l.log_id = e.log_id AND l.event_id = e.event_id)
ON CONFLICT DO NOTHING
