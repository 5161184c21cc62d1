SELECT held_decision.event_id, held_decision.reason, event.seq, event.effective, event.received_at, event.receipt
FROM held_decision
LEFT JOIN event ON event.log_id = held_decision.log_id AND event.event_id = held_decision.event_id
WHERE held_decision.device_id = ?1 AND held_decision.decided_at >= ?2
ORDER BY held_decision.decided_at DESC, held_decision.event_id
LIMIT ?3
