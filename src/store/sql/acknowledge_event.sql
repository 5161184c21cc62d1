UPDATE event
SET seq = ?3, print = coalesce(?4, print), effective = ?5, received_at = ?6, receipt = ?7
WHERE log_id = ?1 AND event_id = ?2
