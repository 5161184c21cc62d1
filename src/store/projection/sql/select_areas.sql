SELECT body FROM (
    SELECT body, row_number() OVER (PARTITION BY area_id ORDER BY effective DESC, stamp DESC, event_id DESC) AS place
    FROM area
) WHERE place = 1
