INSERT INTO device (id, account_id, key, label, token_hash, enrolled_at, token_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
ON CONFLICT (id) DO UPDATE SET token_hash = excluded.token_hash, label = excluded.label, token_at = excluded.token_at
