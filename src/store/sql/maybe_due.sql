coalesce(r.state, 'unreached') <> 'exempt'
AND (coalesce(r.state, 'unreached') <> 'reached' OR r.revisit IS NOT NULL OR l.key_group = 1 OR l.kind = 'unit')
