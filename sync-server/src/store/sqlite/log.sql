-- Logs and their events. u64 values (stamps, prints) are bit casts. Every log table leads with log_id.

CREATE TABLE meta (
  one    INTEGER PRIMARY KEY CHECK (one = 1),
  epoch  INTEGER NOT NULL,               -- which life of this database; a restore begins another
  secret BLOB NOT NULL                   -- 32 bytes, key of the receipts
) STRICT;

CREATE TABLE log (
  id            BLOB PRIMARY KEY,
  area_id       BLOB NOT NULL,
  class         TEXT NOT NULL,           -- field, cases, review
  head_seq      INTEGER NOT NULL DEFAULT 0,
  print         INTEGER NOT NULL DEFAULT 0,   -- at head_seq
  last_received INTEGER NOT NULL DEFAULT 0,   -- received_at never goes back within a log
  UNIQUE (area_id, class)
) STRICT, WITHOUT ROWID;

-- A rowid table: rows with bodies make a poor WITHOUT ROWID tree, and appends stay sequential whatever the log.
CREATE TABLE event (
  log_id      BLOB NOT NULL REFERENCES log (id),
  seq         INTEGER NOT NULL,          -- 1, 2, 3 … without gaps, in the order of commit
  event_id    BLOB NOT NULL,
  hash        BLOB NOT NULL,
  print       INTEGER NOT NULL,          -- of the log up to and with this event
  kind        TEXT NOT NULL,
  entity_id   BLOB NOT NULL,
  effective   INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  device_id   BLOB NOT NULL,
  header      BLOB NOT NULL,             -- canonical bytes
  body        BLOB NOT NULL,
  proof       BLOB,                      -- prev ‖ signature, 96 bytes
  receipt     BLOB NOT NULL,             -- 16 bytes
  PRIMARY KEY (log_id, seq),
  UNIQUE (log_id, event_id)
) STRICT;

CREATE INDEX event_of_entity ON event (log_id, entity_id);

-- Offered by somebody without the right: outside the log until a reviewer decides.
CREATE TABLE held (
  log_id      BLOB NOT NULL REFERENCES log (id),
  event_id    BLOB NOT NULL,
  hash        BLOB NOT NULL,
  reason      TEXT NOT NULL,             -- no_grant, foreign_author
  received_at INTEGER NOT NULL,
  header      BLOB NOT NULL,
  body        BLOB NOT NULL,
  proof       BLOB,
  PRIMARY KEY (log_id, event_id)
) STRICT, WITHOUT ROWID;

-- Which numbers of a device's life were seen: two ids under one number betray a clone.
CREATE TABLE life (
  device_id   BLOB NOT NULL,
  incarnation BLOB NOT NULL,
  seen        BLOB NOT NULL,             -- ranges, pairs of 8-byte big-endian numbers
  PRIMARY KEY (device_id, incarnation)
) STRICT, WITHOUT ROWID;
