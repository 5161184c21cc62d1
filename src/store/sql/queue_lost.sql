INSERT INTO outbox (log_id, event_id, entity_id)
SELECT log_id, event_id, entity_id FROM event
WHERE seq IS NOT NULL AND print IS NULL AND log_id IN (SELECT log_id FROM subscription)
ORDER BY log_id, seq
ON CONFLICT DO NOTHING
