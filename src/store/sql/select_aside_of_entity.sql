SELECT header, body, proof, hash, 0, NULL, NULL, fate, code, reason, other_hash, retry FROM aside WHERE log_id = ?1 AND entity_id = ?2
