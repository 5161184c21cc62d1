-- Photos go after their events: what is queued, held or refused keeps its photos here.
SELECT log_id, event_id, hash, size
FROM photo
WHERE state IN ('waiting', 'due')
  AND EXISTS (SELECT 1 FROM photo_bytes WHERE photo_bytes.hash = photo.hash)
  AND NOT EXISTS (
    SELECT 1 FROM outbox WHERE outbox.log_id = photo.log_id AND outbox.event_id = photo.event_id
  )
  AND NOT EXISTS (
    SELECT 1 FROM aside WHERE aside.log_id = photo.log_id AND aside.event_id = photo.event_id
  )
ORDER BY position
LIMIT ?1
