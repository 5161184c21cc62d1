CREATE TABLE IF NOT EXISTS projection (
    one          INTEGER PRIMARY KEY CHECK (one = 1),
    version      INTEGER NOT NULL,
    zone_minutes INTEGER            -- NULL = the default, Asia/Shanghai
);
