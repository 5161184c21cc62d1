DELETE FROM event
WHERE log_id = ?1
  AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.log_id = event.log_id AND outbox.event_id = event.event_id)
