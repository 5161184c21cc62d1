INSERT INTO server_device (one, id, secret, incarnation, n, stamp) VALUES (1, ?1, ?2, ?3, ?4, ?5)
ON CONFLICT (one) DO UPDATE SET n = excluded.n, stamp = excluded.stamp
