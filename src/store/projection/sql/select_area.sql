SELECT body FROM area WHERE area_id = ?1 ORDER BY effective DESC, stamp DESC, event_id DESC LIMIT 1
