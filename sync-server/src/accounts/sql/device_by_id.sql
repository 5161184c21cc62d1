SELECT account_id, key, revoked_at FROM device WHERE id = ?1
