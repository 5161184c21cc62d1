INSERT INTO point_round (log_id, entity_id, round_id, area_id, tally)
SELECT $1, * FROM unnest($2::bytea[], $3::bytea[], $4::bytea[], $5::text[])
