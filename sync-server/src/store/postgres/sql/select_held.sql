SELECT held.event_id, held.hash, held_decision.reason
FROM held LEFT JOIN held_decision
  ON held_decision.log_id = held.log_id AND held_decision.event_id = held.event_id AND held_decision.decision = 'refused'
WHERE held.log_id = $1 AND held.event_id = ANY($2)
