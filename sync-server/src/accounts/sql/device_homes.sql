SELECT device.id, account.area_id FROM device JOIN account ON account.id = device.account_id
