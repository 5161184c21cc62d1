SELECT metric, day, count FROM tally WHERE log_id = ?1 AND round_id = ?2 AND area_id = ?3
