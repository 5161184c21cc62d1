SELECT lane, number, name, area_id, grid, kind, tags FROM door WHERE log_id = ?1 AND entity_id = ?2 AND closed = 0
