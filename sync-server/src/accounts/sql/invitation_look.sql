SELECT account.id, account.name, account.role, account.area_id, invitation.expires_at, invitation.spent_device
FROM invitation JOIN account ON account.id = invitation.account_id WHERE invitation.code_hash = ?1
