EXISTS (SELECT 1 FROM door d WHERE d.log_id = l.log_id AND d.entity_id = l.entity_id AND d.lane = ?)
