INSERT OR REPLACE INTO door (
    log_id, entity_id, area_id, grid, kind, lane, number, name, tags, adults, longitude, latitude, registered_at,
    last_visit, closed, conflict
) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
