INSERT INTO point_round (log_id, entity_id, round_id, area_id, tally) VALUES (?1, ?2, ?3, ?4, ?5)
