DELETE FROM key_release WHERE asked_at < ?2 OR (device_id = ?1 AND decided_at IS NULL)
