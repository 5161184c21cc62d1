SELECT event_id, hash, seq, effective, received_at, receipt FROM event WHERE log_id = $1 AND event_id = ANY($2)
