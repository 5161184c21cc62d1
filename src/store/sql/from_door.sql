FROM door d
LEFT JOIN temp.present p ON p.log_id = d.log_id
LEFT JOIN door_round r ON r.log_id = d.log_id AND r.entity_id = d.entity_id AND r.round_id = p.round_id
