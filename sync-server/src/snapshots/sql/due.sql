SELECT log.id, log.head_seq, there.seq
FROM log
LEFT JOIN snapshot AS there
  ON there.log_id = log.id AND there.epoch = ?2 AND there.manifest IS NOT NULL AND there.replaced_at IS NULL
WHERE log.head_seq > ?1
