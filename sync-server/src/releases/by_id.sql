SELECT device_id, reply_to, sealed, decided_at, answer FROM key_release WHERE id = ?1
