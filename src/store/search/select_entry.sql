SELECT sort_key, haystack, area_id, grid, kind, key_group FROM door_list WHERE log_id = ?1 AND entity_id = ?2
