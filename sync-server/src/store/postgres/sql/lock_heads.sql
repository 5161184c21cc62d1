-- Locked in sorted order, so that two batches over the same logs never wait for each other.
SELECT id, head_seq, print, last_received FROM log WHERE id = ANY($1) ORDER BY id FOR UPDATE
