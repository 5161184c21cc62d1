SELECT seed FROM server_key ORDER BY made_at DESC, id DESC LIMIT 1
