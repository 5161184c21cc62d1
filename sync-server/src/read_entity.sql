SELECT seq, header, body, proof, effective FROM event WHERE log_id = ?1 AND entity_id = ?2 ORDER BY seq
