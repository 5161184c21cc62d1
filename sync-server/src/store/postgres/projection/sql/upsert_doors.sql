INSERT INTO door (log_id, entity_id, area_id, grid, kind, lane, number, name, tags, adults, longitude, latitude,
                  registered_at, last_visit, closed, conflict)
SELECT $1, * FROM unnest($2::bytea[], $3::bytea[], $4::bytea[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
                         $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[],
                         $16::bigint[])
ON CONFLICT (log_id, entity_id) DO UPDATE SET
  area_id = excluded.area_id, grid = excluded.grid, kind = excluded.kind, lane = excluded.lane,
  number = excluded.number, name = excluded.name, tags = excluded.tags, adults = excluded.adults,
  longitude = excluded.longitude, latitude = excluded.latitude, registered_at = excluded.registered_at,
  last_visit = excluded.last_visit, closed = excluded.closed, conflict = excluded.conflict
-- What did not change is not written again.
WHERE door IS DISTINCT FROM excluded
