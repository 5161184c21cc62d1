UPDATE device SET token_hash = NULL WHERE account_id = ?1 AND id <> ?2 AND token_hash IS NOT NULL
