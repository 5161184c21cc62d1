INSERT INTO event (
    log_id, seq, event_id, hash, print, kind, entity_id, effective, received_at, device_id, header, body, proof, receipt
) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
ON CONFLICT DO NOTHING
