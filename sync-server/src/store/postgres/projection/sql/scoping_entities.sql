SELECT DISTINCT log_id, entity_id FROM event
WHERE kind IN ('area.defined', 'round.opened', 'rule_set.adopted')
ORDER BY log_id, entity_id
