SELECT id, name, role, area_id FROM account WHERE id = ?1
