UPDATE life SET seen = new.seen
FROM unnest($1::bytea[], $2::bytea[], $3::bytea[]) AS new (device_id, incarnation, seen)
WHERE life.device_id = new.device_id AND life.incarnation = new.incarnation
