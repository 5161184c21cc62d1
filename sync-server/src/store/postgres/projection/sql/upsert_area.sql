INSERT INTO area (log_id, area_id, parent, level, name, body, field_log, effective, stamp, event_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (log_id, area_id) DO UPDATE SET
  parent = excluded.parent, level = excluded.level, name = excluded.name, body = excluded.body,
  effective = excluded.effective, stamp = excluded.stamp, event_id = excluded.event_id
