FROM door_list l
LEFT JOIN temp.present p ON p.log_id = l.log_id
LEFT JOIN door_round r ON r.log_id = l.log_id AND r.entity_id = l.entity_id AND r.round_id = p.round_id
