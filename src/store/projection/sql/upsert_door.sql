INSERT INTO door (
    log_id, entity_id, area_id, grid, kind, lane, number, name, tags, adults, longitude, latitude, registered_at,
    last_visit, closed, conflict
) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
-- An update, not a replacement: the key's own index stays as it is. Nothing is written when nothing changed.
ON CONFLICT (log_id, entity_id) DO UPDATE SET
    area_id = excluded.area_id, grid = excluded.grid, kind = excluded.kind, lane = excluded.lane,
    number = excluded.number, name = excluded.name, tags = excluded.tags, adults = excluded.adults,
    longitude = excluded.longitude, latitude = excluded.latitude, registered_at = excluded.registered_at,
    last_visit = excluded.last_visit, closed = excluded.closed, conflict = excluded.conflict
WHERE (area_id, grid, kind, lane, number, name, tags, adults, longitude, latitude, registered_at, last_visit, closed,
       conflict)
    IS NOT (excluded.area_id, excluded.grid, excluded.kind, excluded.lane, excluded.number, excluded.name,
            excluded.tags, excluded.adults, excluded.longitude, excluded.latitude, excluded.registered_at,
            excluded.last_visit, excluded.closed, excluded.conflict)
