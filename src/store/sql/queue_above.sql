-- In the order of the log; what waits already keeps its place before them.
INSERT INTO outbox (log_id, event_id, entity_id)
SELECT log_id, event_id, entity_id FROM event WHERE log_id = ?1 AND seq > ?2 ORDER BY seq
ON CONFLICT DO NOTHING
