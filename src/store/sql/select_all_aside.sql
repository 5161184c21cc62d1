SELECT header, body, proof, hash, 0, NULL, NULL, fate, code, reason, other_hash, retry FROM aside ORDER BY event_id
