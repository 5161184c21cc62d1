UPDATE invitation SET spent_at = ?2, spent_device = ?3 WHERE code_hash = ?1 AND spent_device IS NULL
