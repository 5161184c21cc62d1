INSERT INTO event (log_id, seq, event_id, hash, print, kind, entity_id, effective, received_at, device_id,
                   header, body, proof, receipt)
SELECT * FROM unnest($1::bytea[], $2::bigint[], $3::bytea[], $4::bytea[], $5::bigint[], $6::text[], $7::bytea[],
                     $8::bigint[], $9::bigint[], $10::bytea[], $11::bytea[], $12::bytea[], $13::bytea[], $14::bytea[])
