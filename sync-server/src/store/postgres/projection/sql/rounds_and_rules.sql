SELECT family.log_id, family.family, family.entity_id, event.header, event.body, event.effective
FROM other_entity AS family JOIN event ON event.log_id = family.log_id AND event.entity_id = family.entity_id
WHERE family.family IN ('round', 'rule_set')
