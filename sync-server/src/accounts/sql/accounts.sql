SELECT id, name, role, area_id,
  (SELECT count(*) FROM device WHERE device.account_id = account.id AND revoked_at IS NULL)
FROM account ORDER BY name
