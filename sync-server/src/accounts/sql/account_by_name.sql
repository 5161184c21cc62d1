SELECT id, name, role, area_id, password FROM account WHERE name = ?1
