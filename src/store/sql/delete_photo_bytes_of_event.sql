DELETE FROM photo_bytes
WHERE hash IN (SELECT hash FROM photo WHERE log_id = ?1 AND event_id = ?2)
  AND NOT EXISTS (
    SELECT 1 FROM photo
    WHERE photo.hash = photo_bytes.hash AND NOT (photo.log_id = ?1 AND photo.event_id = ?2)
  )
