-- Bytes that the server has had for a while and has still, and those that never came to a record: no draft speaks of them.
-- The former by the server's time alone: a phone's clock may have been years ahead when they were kept.
DELETE FROM photo_bytes
WHERE NOT EXISTS (SELECT 1 FROM photo WHERE photo.hash = photo_bytes.hash AND photo.state <> 'checked')
  AND (kept_at < ?1 OR EXISTS (SELECT 1 FROM photo WHERE photo.hash = photo_bytes.hash))
  AND NOT EXISTS (SELECT 1 FROM draft WHERE instr(draft.content, lower(hex(photo_bytes.hash))) > 0)
