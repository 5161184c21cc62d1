SELECT body FROM (
    SELECT body, parent, row_number() OVER (PARTITION BY area_id ORDER BY effective DESC, stamp DESC, event_id DESC) AS place
    FROM area WHERE area_id IN (SELECT area_id FROM area WHERE parent = ?1)
) WHERE place = 1 AND parent = ?1
