SELECT r.log_id, r.event_id FROM own_record r
WHERE r.kind >= 'pledge.' AND r.kind < 'pledge/'
  AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.log_id = r.log_id AND o.event_id = r.event_id)
  AND NOT EXISTS (SELECT 1 FROM aside a WHERE a.log_id = r.log_id AND a.event_id = r.event_id)
  AND NOT EXISTS (SELECT 1 FROM evidence e WHERE e.log_id = r.log_id AND e.event_id = r.event_id
                  AND (e.content IS NOT NULL OR e.asked_at > ?1))
ORDER BY r.position LIMIT ?2
