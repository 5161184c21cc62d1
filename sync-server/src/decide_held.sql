INSERT INTO held_decision (log_id, event_id, device_id, decision, reason, decided_by, decided_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (log_id, event_id) DO UPDATE SET
  decision = excluded.decision, reason = excluded.reason, decided_by = excluded.decided_by,
  decided_at = excluded.decided_at
