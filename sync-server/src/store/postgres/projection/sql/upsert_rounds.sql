INSERT INTO door_round (log_id, entity_id, round_id, state, pledge, counts_from, attempts, away_until, revisit,
                        last_visit, seen)
SELECT $1, * FROM unnest($2::bytea[], $3::bytea[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::bigint[],
                         $9::bigint[], $10::bigint[], $11::text[])
ON CONFLICT (log_id, entity_id, round_id) DO UPDATE SET
  state = excluded.state, pledge = excluded.pledge, counts_from = excluded.counts_from,
  attempts = excluded.attempts, away_until = excluded.away_until, revisit = excluded.revisit,
  last_visit = excluded.last_visit, seen = excluded.seen
-- All columns follow from what is seen.
WHERE door_round.seen IS DISTINCT FROM excluded.seen
