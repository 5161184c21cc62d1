UPDATE log SET head_seq = new.head_seq, print = new.print, last_received = new.last_received
FROM unnest($1::bytea[], $2::bigint[], $3::bigint[], $4::bigint[]) AS new (id, head_seq, print, last_received)
WHERE log.id = new.id
