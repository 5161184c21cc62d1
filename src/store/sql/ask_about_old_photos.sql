-- Received long ago: before the bytes go, the server is asked whether it has them still.
UPDATE photo SET state = 'due'
WHERE state = 'received' AND changed_at < ?1
  AND EXISTS (SELECT 1 FROM photo_bytes WHERE photo_bytes.hash = photo.hash)
