INSERT INTO account (id, name, role, area_id, password, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (name) DO NOTHING
