DELETE FROM other_entity USING unnest($2::bytea[], $3::text[]) AS gone (entity_id, family)
WHERE other_entity.log_id = $1 AND other_entity.entity_id = gone.entity_id AND other_entity.family = gone.family
