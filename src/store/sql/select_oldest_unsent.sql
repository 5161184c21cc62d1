SELECT outbox.log_id, min(own_record.made_at)
FROM outbox JOIN own_record ON own_record.log_id = outbox.log_id AND own_record.event_id = outbox.event_id
GROUP BY outbox.log_id
