INSERT INTO invitation (code_hash, account_id, created_by, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)
