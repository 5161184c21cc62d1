SELECT d.entity_id, d.area_id, d.grid, r.round_id, r.seen
FROM door d LEFT JOIN door_round r ON r.log_id = d.log_id AND r.entity_id = d.entity_id
WHERE d.log_id = $1 AND d.entity_id = ANY($2)
