-- Whether the list was written to since it was read into memory. A transaction that is rolled back takes the note along.
CREATE TEMP TABLE IF NOT EXISTS listing (stale INTEGER NOT NULL);
INSERT INTO temp.listing (stale) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM temp.listing);
CREATE TEMP TRIGGER IF NOT EXISTS listing_gains AFTER INSERT ON main.door_list WHEN NOT (SELECT stale FROM listing)
BEGIN UPDATE listing SET stale = 1; END;
CREATE TEMP TRIGGER IF NOT EXISTS listing_changes AFTER UPDATE ON main.door_list WHEN NOT (SELECT stale FROM listing)
BEGIN UPDATE listing SET stale = 1; END;
CREATE TEMP TRIGGER IF NOT EXISTS listing_loses AFTER DELETE ON main.door_list WHEN NOT (SELECT stale FROM listing)
BEGIN UPDATE listing SET stale = 1; END;
