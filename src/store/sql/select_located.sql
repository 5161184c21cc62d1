-- What a point on the map shows; what happened at the door is not read.
SELECT d.entity_id, d.longitude, d.latitude, d.lane, d.number, r.state
