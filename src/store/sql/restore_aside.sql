INSERT INTO event (
    log_id, seq, event_id, hash, print, kind, entity_id, effective, received_at, device_id, header, body, proof, receipt
)
SELECT log_id, NULL, event_id, hash, NULL, kind, entity_id, ?4, NULL, device_id, header, body, proof, NULL
FROM aside WHERE log_id = ?1 AND event_id = ?2 AND hash = ?3
ON CONFLICT DO NOTHING
