-- Nothing happened in this round at most doors: of those neither the door nor what the round says is read.
SELECT l.log_id, l.entity_id, l.key_group,
       CASE WHEN r.state = 'unreached' THEN r.last_visit
            ELSE (SELECT d.last_visit FROM door d WHERE d.log_id = l.log_id AND d.entity_id = l.entity_id) END,
       CASE WHEN r.state = 'unreached' AND r.revisit IS NULL THEN NULL ELSE r.seen END
