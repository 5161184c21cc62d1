SELECT seed FROM server_key WHERE id = ?1
