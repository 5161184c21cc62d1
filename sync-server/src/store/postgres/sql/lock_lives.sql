SELECT device_id, incarnation, seen FROM life
WHERE (device_id, incarnation) IN (SELECT * FROM unnest($1::bytea[], $2::bytea[]))
ORDER BY device_id, incarnation FOR UPDATE
