-- An area stands in its own log and in its parent's: the later definition holds.
SELECT area_id, parent, level, name FROM (
  SELECT area_id, parent, level, name,
    row_number() OVER (PARTITION BY area_id ORDER BY effective DESC, stamp DESC, event_id DESC) AS place
  FROM area
) AS latest WHERE place = 1
