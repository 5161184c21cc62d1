SELECT account.id, account.name, account.role, account.area_id,
  key_release.id, device.id, device.label, key_release.asked_at
FROM key_release JOIN device ON device.id = key_release.device_id JOIN account ON account.id = device.account_id
WHERE key_release.decided_at IS NULL AND key_release.asked_at >= ?1 ORDER BY key_release.asked_at DESC, key_release.id
