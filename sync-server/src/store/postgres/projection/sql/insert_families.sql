INSERT INTO other_entity (log_id, entity_id, family)
SELECT $1, * FROM unnest($2::bytea[], $3::text[])
ON CONFLICT DO NOTHING
