SELECT account.id, account.name, account.role, account.area_id,
  device.id, device.label, device.enrolled_at, device.last_heard, device.revoked_at, device.token_at,
  CASE WHEN device.token_hash IS NULL THEN 0 ELSE 1 END
FROM device JOIN account ON account.id = device.account_id ORDER BY device.enrolled_at DESC, device.id
