INSERT INTO server_key (id, seed, made_at) VALUES (?1, ?2, ?3)
