INSERT INTO tally (log_id, round_id, area_id, metric, day, count) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (log_id, round_id, area_id, metric, day) DO UPDATE SET count = count + excluded.count
