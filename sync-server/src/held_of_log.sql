SELECT held.header, held.body, held.proof, held.hash, held.reason, held.received_at,
  held_decision.reason, held_decision.decided_at, account.name
FROM held
LEFT JOIN held_decision ON held_decision.log_id = held.log_id AND held_decision.event_id = held.event_id
LEFT JOIN account ON account.id = held_decision.decided_by
WHERE held.log_id = ?1 AND held.event_id = coalesce(?2, held.event_id)
ORDER BY held.received_at, held.event_id
