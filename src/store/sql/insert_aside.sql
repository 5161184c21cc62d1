INSERT OR REPLACE INTO aside (
    log_id, event_id, fate, code, kind, entity_id, hash, device_id, header, body, proof, receipt, reason, other_hash, retry
)
SELECT log_id, event_id, ?3, ?4, kind, entity_id, hash, device_id, header, body, proof, receipt, ?5, ?6, ?7
FROM event WHERE log_id = ?1 AND event_id = ?2
