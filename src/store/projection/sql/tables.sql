-- What the events add up to. Thrown away and rebuilt at will: projection::rebuild.
CREATE TABLE area (
    log_id    BLOB NOT NULL,        -- an area stands in its own log and in its parent's
    area_id   BLOB NOT NULL,
    parent    BLOB,
    level     TEXT NOT NULL,
    name      TEXT NOT NULL,
    body      TEXT NOT NULL,        -- the whole definition as JSON
    field_log BLOB NOT NULL,        -- id of the area's field log
    effective INTEGER NOT NULL,     -- order of the definition that holds in this log
    stamp     INTEGER NOT NULL,
    event_id  BLOB NOT NULL,
    PRIMARY KEY (log_id, area_id)
) WITHOUT ROWID;
CREATE INDEX area_id ON area (area_id);
CREATE INDEX area_parent ON area (parent);
CREATE INDEX area_field_log ON area (field_log);

-- One hash over all definitions: whoever keeps the tree of areas in memory sees by it whether it is still the same.
CREATE TABLE area_tree (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    print BLOB NOT NULL
);

-- Entities that are no doors, by family: area, round, rule_set, assignment, point, activity, message, sample,
-- inspection, case. What they state is read from their events.
CREATE TABLE other_entity (
    log_id    BLOB NOT NULL,
    entity_id BLOB NOT NULL,
    family    TEXT NOT NULL,
    PRIMARY KEY (log_id, family, entity_id)
) WITHOUT ROWID;
CREATE INDEX other_entity_id ON other_entity (log_id, entity_id);

CREATE TABLE door (
    log_id        BLOB NOT NULL,
    entity_id     BLOB NOT NULL,
    area_id       BLOB,             -- its village; NULL until the definition is known
    grid          BLOB,
    kind          TEXT NOT NULL,    -- household, unit
    lane          TEXT NOT NULL,
    number        TEXT NOT NULL,
    name          TEXT NOT NULL,
    tags          TEXT NOT NULL,
    adults        INTEGER NOT NULL,
    longitude     INTEGER,          -- 1e-7 degree
    latitude      INTEGER,
    registered_at INTEGER NOT NULL, -- stamp
    last_visit    INTEGER,          -- day, of any outcome and round
    closed        INTEGER NOT NULL, -- 0, 1
    conflict      INTEGER NOT NULL, -- 0, 1
    PRIMARY KEY (log_id, entity_id)
) WITHOUT ROWID;
CREATE INDEX door_entity ON door (entity_id);
CREATE INDEX door_conflict ON door (log_id) WHERE conflict = 1;

CREATE TABLE door_round (
    log_id       BLOB NOT NULL,
    entity_id    BLOB NOT NULL,
    round_id     BLOB NOT NULL,
    state        TEXT NOT NULL,
    pledge       TEXT NOT NULL,
    counts_from  INTEGER,           -- day; NULL = does not count in this round
    attempts     INTEGER NOT NULL,
    away_until   INTEGER,           -- day
    revisit      INTEGER,           -- day
    last_visit   INTEGER,           -- day, up to the end of the round
    seen         TEXT NOT NULL,     -- the whole DoorInRound as JSON; what it adds to tallies follows from it
    PRIMARY KEY (log_id, entity_id, round_id)
) WITHOUT ROWID;

CREATE TABLE point_round (
    log_id    BLOB NOT NULL,
    entity_id BLOB NOT NULL,
    round_id  BLOB NOT NULL,
    area_id   BLOB NOT NULL,        -- whose tally it was added to
    tally     TEXT NOT NULL,        -- what it adds, as JSON
    PRIMARY KEY (log_id, entity_id, round_id)
) WITHOUT ROWID;

-- Sums over doors per village and per grid. Free of time: what depends on the day is kept by day.
CREATE TABLE tally (
    log_id   BLOB NOT NULL,
    round_id BLOB NOT NULL,
    area_id  BLOB NOT NULL,
    metric   TEXT NOT NULL,
    day      INTEGER NOT NULL,
    count    INTEGER NOT NULL,
    PRIMARY KEY (log_id, round_id, area_id, metric, day)
) WITHOUT ROWID;
CREATE INDEX tally_zero ON tally (log_id) WHERE count = 0;

-- Under which village, rounds and rule sets the doors of a log were folded; when it changes, they are folded again.
CREATE TABLE scope (
    log_id      BLOB PRIMARY KEY,
    fingerprint BLOB NOT NULL,
    rounds      TEXT NOT NULL       -- its rounds as JSON, in order of their days
) WITHOUT ROWID;
