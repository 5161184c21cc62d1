DELETE FROM subscription WHERE device_id = ?1 AND area_id = ?2
