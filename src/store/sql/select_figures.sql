WITH waiting AS (
    SELECT own_record.made_at FROM outbox
    JOIN own_record ON own_record.log_id = outbox.log_id AND own_record.event_id = outbox.event_id
)
SELECT
    (SELECT count(*) FROM own_record),
    (SELECT count(*) FROM waiting),
    (SELECT min(made_at) FROM waiting),
    (SELECT count(*) FROM aside WHERE fate = 'quarantined'),
    (SELECT count(*) FROM aside WHERE fate = 'held'),
    (SELECT count(*) FROM outbox),
    (SELECT coalesce(sum(seq), 0) FROM subscription),
    (SELECT coalesce(sum(max(head, seq)), 0) FROM subscription),
    last_sync,
    clock_off_ms
FROM sync_state
