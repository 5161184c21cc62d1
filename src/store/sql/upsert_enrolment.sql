INSERT INTO enrolment (one, token, account_id, name, role, area_id, epoch, revoked) VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, 0)
ON CONFLICT (one) DO UPDATE SET
    token = excluded.token, account_id = excluded.account_id, name = excluded.name, role = excluded.role,
    area_id = excluded.area_id, epoch = excluded.epoch, revoked = 0
