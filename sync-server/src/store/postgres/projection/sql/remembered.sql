SELECT projection.zone_minutes, scope.fingerprint
FROM projection LEFT JOIN scope ON scope.log_id = $1
WHERE projection.one = 1
