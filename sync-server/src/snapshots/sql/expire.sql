DELETE FROM snapshot
WHERE epoch <> ?1
   OR replaced_at < ?2
   OR (manifest IS NULL AND began_at < ?3)
