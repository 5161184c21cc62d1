SELECT header, body, proof, hash, effective, received_at, receipt, outbox.position
FROM outbox JOIN event ON event.log_id = outbox.log_id AND event.event_id = outbox.event_id
WHERE outbox.state = 'queued'
ORDER BY outbox.position
LIMIT ?1
