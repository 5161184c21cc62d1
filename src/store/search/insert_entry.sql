INSERT INTO door_list (sort_key, log_id, entity_id, haystack, area_id, grid, kind, key_group)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
