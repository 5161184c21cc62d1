SELECT event.log_id, event.entity_id
FROM outbox JOIN event ON event.log_id = outbox.log_id AND event.event_id = outbox.event_id
WHERE outbox.event_id = ?1
