SELECT d.area_id, d.grid, r.round_id, r.seen, d.kind, d.lane, d.number, d.name, d.tags, d.closed
FROM door d LEFT JOIN door_round r ON r.log_id = d.log_id AND r.entity_id = d.entity_id
WHERE d.log_id = ?1 AND d.entity_id = ?2
