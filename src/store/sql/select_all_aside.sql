SELECT header, body, proof, hash, 0, NULL, NULL, fate, code FROM aside WHERE true ORDER BY event_id
