DELETE FROM door_round USING unnest($2::bytea[], $3::bytea[]) AS gone (entity_id, round_id)
WHERE door_round.log_id = $1 AND door_round.entity_id = gone.entity_id AND door_round.round_id = gone.round_id
