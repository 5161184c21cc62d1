SELECT header, body, proof, hash, effective, received_at, receipt, outbox.state
FROM outbox JOIN event ON event.log_id = outbox.log_id AND event.event_id = outbox.event_id
ORDER BY outbox.position
