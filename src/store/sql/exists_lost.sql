SELECT EXISTS (
    SELECT 1 FROM event
    WHERE seq IS NOT NULL AND print IS NULL AND log_id IN (SELECT log_id FROM subscription)
)
