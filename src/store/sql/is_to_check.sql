((r.state <> 'exempt' AND json_array_length(CAST(r.seen AS TEXT), '$.gone') > 0)
 OR EXISTS (SELECT 1 FROM door d WHERE d.log_id = l.log_id AND d.entity_id = l.entity_id AND d.conflict = 1))
