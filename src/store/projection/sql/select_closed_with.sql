SELECT DISTINCT d.entity_id
FROM door d CROSS JOIN event e ON e.log_id = d.log_id AND e.entity_id = d.entity_id
WHERE d.log_id = ?1 AND d.closed = 1 AND e.kind = 'door.closed' AND instr(CAST(e.body AS TEXT), ?2) > 0
ORDER BY d.entity_id
