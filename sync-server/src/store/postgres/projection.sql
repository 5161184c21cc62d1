-- What the events add up to: the tables of the device's projection, column by column (BIGINT for its INTEGER, 0 and 1 for
-- its truths). Thrown away and rebuilt at will. PARTITION BY is taken out when the schema has no partitions.

CREATE TABLE projection (
  one          BIGINT PRIMARY KEY CHECK (one = 1),
  version      BIGINT NOT NULL,
  zone_minutes BIGINT                       -- NULL = the default, Asia/Shanghai
);

CREATE TABLE area (
  log_id    BYTEA NOT NULL,                 -- an area stands in its own log and in its parent's
  area_id   BYTEA NOT NULL,
  parent    BYTEA,
  level     TEXT NOT NULL,
  name      TEXT NOT NULL,
  body      TEXT NOT NULL,                  -- the whole definition as JSON
  field_log BYTEA NOT NULL,                 -- id of the area's field log
  effective BIGINT NOT NULL,                -- order of the definition that holds in this log
  stamp     BIGINT NOT NULL,
  event_id  BYTEA NOT NULL,
  PRIMARY KEY (log_id, area_id)
) PARTITION BY HASH (log_id);
CREATE INDEX area_id ON area (area_id);
CREATE INDEX area_parent ON area (parent);
CREATE INDEX area_field_log ON area (field_log);

-- One hash over all definitions: whoever keeps the tree of areas in memory sees by it whether it is still the same.
CREATE TABLE area_tree (
  one   BIGINT PRIMARY KEY CHECK (one = 1),
  print BYTEA NOT NULL
);

CREATE TABLE other_entity (
  log_id    BYTEA NOT NULL,
  entity_id BYTEA NOT NULL,
  family    TEXT NOT NULL,
  PRIMARY KEY (log_id, family, entity_id)
) PARTITION BY HASH (log_id);
CREATE INDEX other_entity_id ON other_entity (log_id, entity_id);
CREATE INDEX other_entity_rounds ON other_entity (family) WHERE family IN ('round', 'rule_set');

CREATE TABLE door (
  log_id        BYTEA NOT NULL,
  entity_id     BYTEA NOT NULL,
  area_id       BYTEA,                      -- its village; NULL until the definition is known
  grid          BYTEA,
  kind          TEXT NOT NULL,              -- household, unit
  lane          TEXT NOT NULL,
  number        TEXT NOT NULL,
  name          TEXT NOT NULL,
  tags          TEXT NOT NULL,
  adults        BIGINT NOT NULL,
  longitude     BIGINT,                     -- 1e-7 degree
  latitude      BIGINT,
  registered_at BIGINT NOT NULL,            -- stamp
  last_visit    BIGINT,                     -- day, of any outcome and round
  closed        BIGINT NOT NULL,            -- 0, 1
  conflict      BIGINT NOT NULL,            -- 0, 1
  PRIMARY KEY (log_id, entity_id)
) PARTITION BY HASH (log_id);
CREATE INDEX door_entity ON door (entity_id);
CREATE INDEX door_conflict ON door (log_id) WHERE conflict = 1;

CREATE TABLE door_round (
  log_id       BYTEA NOT NULL,
  entity_id    BYTEA NOT NULL,
  round_id     BYTEA NOT NULL,
  state        TEXT NOT NULL,
  pledge       TEXT NOT NULL,
  counts_from  BIGINT,                      -- day; NULL = does not count in this round
  attempts     BIGINT NOT NULL,
  away_until   BIGINT,                      -- day
  revisit      BIGINT,                      -- day
  last_visit   BIGINT,                      -- day, up to the end of the round
  seen         TEXT NOT NULL,               -- the whole DoorInRound as JSON; what it adds to tallies follows from it
  PRIMARY KEY (log_id, entity_id, round_id)
) PARTITION BY HASH (log_id);

CREATE TABLE point_round (
  log_id    BYTEA NOT NULL,
  entity_id BYTEA NOT NULL,
  round_id  BYTEA NOT NULL,
  area_id   BYTEA NOT NULL,                 -- whose tally it was added to
  tally     TEXT NOT NULL,                  -- what it adds, as JSON
  PRIMARY KEY (log_id, entity_id, round_id)
) PARTITION BY HASH (log_id);

-- Sums over doors per village and per grid. No index holds `count`, so that a change stays in its page.
CREATE TABLE tally (
  log_id   BYTEA NOT NULL,
  round_id BYTEA NOT NULL,
  area_id  BYTEA NOT NULL,
  metric   TEXT NOT NULL,
  day      BIGINT NOT NULL,
  count    BIGINT NOT NULL,
  PRIMARY KEY (log_id, round_id, area_id, metric, day)
) PARTITION BY HASH (log_id);

CREATE TABLE scope (
  log_id      BYTEA PRIMARY KEY,
  fingerprint BYTEA NOT NULL,
  rounds      TEXT NOT NULL                 -- its rounds as JSON, in order of their days
) PARTITION BY HASH (log_id);
