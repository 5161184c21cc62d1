INSERT INTO life (device_id, incarnation, seen)
SELECT device_id, incarnation, ''::bytea FROM unnest($1::bytea[], $2::bytea[]) AS new (device_id, incarnation)
ORDER BY device_id, incarnation
ON CONFLICT DO NOTHING
