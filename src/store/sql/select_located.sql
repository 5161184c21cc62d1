-- What a point on the map shows; what happened at the door is not read. Doors bear the letter of the list here: its
-- conditions on areas hold for both.
SELECT l.entity_id, l.longitude, l.latitude, l.lane, l.number, r.state
FROM door l
LEFT JOIN temp.present p ON p.log_id = l.log_id
LEFT JOIN door_round r ON r.log_id = l.log_id AND r.entity_id = l.entity_id AND r.round_id = p.round_id
WHERE l.closed = 0 AND l.longitude IS NOT NULL AND l.latitude IS NOT NULL
