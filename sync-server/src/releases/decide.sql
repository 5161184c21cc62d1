UPDATE key_release SET decided_by = ?2, decided_at = ?3, answer = ?4 WHERE id = ?1
