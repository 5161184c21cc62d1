SELECT DISTINCT ON (area_id) body FROM area ORDER BY area_id, effective DESC, stamp DESC, event_id DESC
