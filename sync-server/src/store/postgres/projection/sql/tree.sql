SELECT DISTINCT ON (area_id) area_id, parent, field_log FROM area
ORDER BY area_id, effective DESC, stamp DESC, event_id DESC
