DELETE FROM held USING unnest($1::bytea[], $2::bytea[]) AS gone (log_id, event_id)
WHERE held.log_id = gone.log_id AND held.event_id = gone.event_id
