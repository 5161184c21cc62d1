INSERT INTO tally (log_id, round_id, area_id, metric, day, count)
SELECT $1, * FROM unnest($2::bytea[], $3::bytea[], $4::text[], $5::bigint[], $6::bigint[])
ON CONFLICT (log_id, round_id, area_id, metric, day) DO UPDATE SET count = tally.count + excluded.count
RETURNING round_id, area_id, metric, day, count
