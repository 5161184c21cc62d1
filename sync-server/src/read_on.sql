SELECT seq, header, body, proof, effective FROM event WHERE log_id = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3
