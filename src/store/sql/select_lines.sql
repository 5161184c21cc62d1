SELECT d.log_id, d.entity_id, d.area_id, d.kind, d.lane, d.number, d.name, d.tags, d.longitude, d.latitude,
       d.last_visit, d.conflict, EXISTS (SELECT 1 FROM outbox o WHERE o.entity_id = d.entity_id), r.seen
