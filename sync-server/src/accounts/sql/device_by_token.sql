SELECT account.id, account.name, account.role, account.area_id, device.id, device.key, device.revoked_at,
  device.enrolled_at, device.token_at, device.last_heard
FROM device JOIN account ON account.id = device.account_id WHERE device.token_hash = ?1
