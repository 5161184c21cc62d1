INSERT INTO held (log_id, event_id, hash, reason, received_at, header, body, proof)
SELECT log_id, event_id, hash, reason, $5::bigint, header, body, proof
FROM unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::text[], $6::bytea[], $7::bytea[], $8::bytea[])
  AS new (log_id, event_id, hash, reason, header, body, proof)
