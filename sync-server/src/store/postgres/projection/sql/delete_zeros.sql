DELETE FROM tally USING unnest($2::bytea[], $3::bytea[], $4::text[], $5::bigint[]) AS gone (round_id, area_id, metric, day)
WHERE tally.log_id = $1 AND tally.round_id = gone.round_id AND tally.area_id = gone.area_id
  AND tally.metric = gone.metric AND tally.day = gone.day AND tally.count = 0
