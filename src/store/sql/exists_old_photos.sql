SELECT EXISTS (
  SELECT 1 FROM photo_bytes CROSS JOIN photo ON photo.hash = photo_bytes.hash
  WHERE photo.state = 'checked' OR (photo.state = 'received' AND photo.changed_at < ?1)
) OR EXISTS (
  SELECT 1 FROM photo_bytes
  WHERE kept_at < ?1 AND NOT EXISTS (SELECT 1 FROM photo WHERE photo.hash = photo_bytes.hash)
)
