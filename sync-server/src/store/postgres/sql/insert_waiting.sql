INSERT INTO pledge_waiting (log_id, seq)
SELECT * FROM unnest($1::bytea[], $2::bigint[])
