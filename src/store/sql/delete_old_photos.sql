-- Bytes that the server has had for a while, and those that never came to a record: no draft speaks of them.
DELETE FROM photo_bytes
WHERE kept_at < ?1
  AND NOT EXISTS (
    SELECT 1 FROM photo
    WHERE photo.hash = photo_bytes.hash AND (photo.state <> 'received' OR photo.changed_at >= ?1)
  )
  AND NOT EXISTS (SELECT 1 FROM draft WHERE instr(draft.content, lower(hex(photo_bytes.hash))) > 0)
