INSERT INTO door_round (
    log_id, entity_id, round_id, state, pledge, counts_from, attempts, away_until, revisit, last_visit, seen
) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
ON CONFLICT (log_id, entity_id, round_id) DO UPDATE SET
    state = excluded.state, pledge = excluded.pledge, counts_from = excluded.counts_from,
    attempts = excluded.attempts, away_until = excluded.away_until, revisit = excluded.revisit,
    last_visit = excluded.last_visit, seen = excluded.seen
