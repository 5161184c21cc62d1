SELECT account.area_id, coalesce(device.last_heard, device.enrolled_at)
FROM device JOIN account ON account.id = device.account_id
WHERE device.revoked_at IS NULL
