INSERT OR REPLACE INTO door_round (
    log_id, entity_id, round_id, state, pledge, counts_from, attempts, away_until, revisit, last_visit, seen
) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
