-- Third version: what running the server needs: blobs, snapshots, erasures, decisions on held events.

-- What reviewers decided on held events. Nothing is deleted: a refused event stays in held, an admitted one is in its log.
CREATE TABLE held_decision (
  log_id     BLOB NOT NULL REFERENCES log (id),
  event_id   BLOB NOT NULL,
  device_id  BLOB NOT NULL,              -- of the author: it is told in its notices
  decision   TEXT NOT NULL,              -- admitted, refused
  reason     TEXT NOT NULL,              -- the reviewer's words
  decided_by BLOB NOT NULL,              -- account
  decided_at INTEGER NOT NULL,
  PRIMARY KEY (log_id, event_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX held_decision_device ON held_decision (device_id, decided_at);

-- Erased on legal demand. Kept beside the backups too (exported), and replayed by a restore: whatever brings the event
-- back, its body is dropped.
CREATE TABLE erasure (
  log_id    BLOB NOT NULL REFERENCES log (id),
  event_id  BLOB NOT NULL,
  erased_by BLOB NOT NULL,               -- the event that says so
  erased_at INTEGER NOT NULL,
  PRIMARY KEY (log_id, event_id)
) STRICT, WITHOUT ROWID;

-- Where each log stood when the database was restored by command: up to there, older epochs agree.
CREATE TABLE restored (
  log_id   BLOB NOT NULL REFERENCES log (id),
  epoch    INTEGER NOT NULL,             -- that began
  head_seq INTEGER NOT NULL,
  print    INTEGER NOT NULL,
  PRIMARY KEY (log_id, epoch)
) STRICT, WITHOUT ROWID;

-- Entities that were moved to another log, or merged into another entity: what arrives here is forwarded.
CREATE TABLE moved (
  log_id    BLOB NOT NULL REFERENCES log (id),
  entity_id BLOB NOT NULL,
  to_log    BLOB NOT NULL REFERENCES log (id),
  to_entity BLOB NOT NULL,               -- the same one, or the one that it was merged into
  moved_on  INTEGER NOT NULL,            -- day, days since 1970
  active    INTEGER NOT NULL,            -- 0 once it came back; kept, for copies were made
  PRIMARY KEY (log_id, entity_id, to_log, to_entity)
) STRICT, WITHOUT ROWID;

-- Up to which sequence the logs with moved entities were looked through for what is to be forwarded.
CREATE TABLE forwarded (
  log_id    BLOB PRIMARY KEY REFERENCES log (id),
  up_to     INTEGER NOT NULL,
  to_log    BLOB REFERENCES log (id),    -- of a log that was closed as a whole: everything goes there
  closed_on INTEGER                      -- day, days since 1970
) STRICT, WITHOUT ROWID;

-- To whom relay files are sealed. Older keys stay: a file that was sealed to one can still be taken.
CREATE TABLE server_key (
  id      BLOB PRIMARY KEY,                 -- the first 8 bytes of SHA-256 of the public key
  seed    BLOB NOT NULL,                    -- 32 random bytes
  made_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A log up to a sequence as one immutable object; without a manifest it is being built. Whoever changes what lies in a log
-- deletes its rows in the same transaction.
CREATE TABLE snapshot (
  log_id      BLOB NOT NULL REFERENCES log (id),
  build       BLOB NOT NULL,             -- 16 random bytes, the name of the object
  epoch       INTEGER NOT NULL,
  began_at    INTEGER NOT NULL,
  seq         INTEGER,                   -- the last one in it
  hash        BLOB,                      -- SHA-256 of the object
  manifest    TEXT,                      -- JSON, as the device gets it
  replaced_at INTEGER,                   -- kept a day from then on
  PRIMARY KEY (log_id, build)
) STRICT, WITHOUT ROWID;

-- Photos that are here, verified and durable.
CREATE TABLE blob (
  hash      BLOB PRIMARY KEY,            -- SHA-256 of its bytes
  object    TEXT NOT NULL,               -- where its bytes are
  size      INTEGER NOT NULL,
  kind      TEXT NOT NULL,               -- image/jpeg, image/png, image/webp: as the bytes say
  stored_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Which events name a photo that was uploaded for them: who may read the log may read the photo.
CREATE TABLE blob_use (
  log_id   BLOB NOT NULL REFERENCES log (id),
  event_id BLOB NOT NULL,
  hash     BLOB NOT NULL,
  PRIMARY KEY (log_id, event_id, hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX blob_use_of_hash ON blob_use (hash);

-- Photos that are on their way, by device.
CREATE TABLE upload (
  device_id BLOB NOT NULL,
  hash      BLOB NOT NULL,
  size      INTEGER NOT NULL,            -- in the end
  received  INTEGER NOT NULL,            -- so far
  parts     TEXT NOT NULL,               -- sizes of the chunks, separated by spaces
  began_at  INTEGER NOT NULL,
  PRIMARY KEY (device_id, hash)
) STRICT, WITHOUT ROWID;

-- When the device got its token; NULL = at its enrolment, by an older version.
ALTER TABLE device ADD COLUMN token_at INTEGER;

-- Notes that devices delivered for the audit: the number of the last one, so that none is taken twice.
CREATE TABLE audit_taken (
  device_id BLOB PRIMARY KEY REFERENCES device (id),
  up_to     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Villages that were opened on devices of a county: their logs are sent there, those of the others are not.
CREATE TABLE subscription (
  device_id BLOB NOT NULL REFERENCES device (id),
  area_id   BLOB NOT NULL,
  opened_at INTEGER NOT NULL,
  PRIMARY KEY (device_id, area_id)
) STRICT, WITHOUT ROWID;

-- Keys that the server signs evidence of pledges with. Older keys stay, as what they signed does.
CREATE TABLE evidence_key (
  id      BLOB PRIMARY KEY,              -- the first 8 bytes of SHA-256 of the public key
  seed    BLOB NOT NULL,                 -- 32 random bytes
  made_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Pledge events that were accepted and have no place in the log of pledges yet: noted by whoever stores them, in the same
-- transaction; they get their places in groups, one after the other.
CREATE TABLE pledge_waiting (
  log_id BLOB NOT NULL REFERENCES log (id),
  seq    INTEGER NOT NULL,
  PRIMARY KEY (log_id, seq)
) STRICT, WITHOUT ROWID;

-- The log of pledges: append-only, a Merkle tree over these rows in the order of place. An erasure changes nothing here.
CREATE TABLE pledge_leaf (
  place       INTEGER PRIMARY KEY,       -- from 0, without gaps
  log_id      BLOB NOT NULL REFERENCES log (id),
  event_id    BLOB NOT NULL,
  hash        BLOB NOT NULL,
  effective   INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  code        TEXT NOT NULL,             -- on the resident's slip
  UNIQUE (log_id, event_id)
) STRICT;

CREATE INDEX pledge_leaf_code ON pledge_leaf (code);
CREATE INDEX pledge_leaf_hash ON pledge_leaf (hash);

-- Hashes of the tree's whole subtrees, numbered as in RFC 9420: written once.
CREATE TABLE pledge_node (
  number INTEGER PRIMARY KEY,
  hash   BLOB NOT NULL
) STRICT;

INSERT INTO pledge_waiting (log_id, seq) SELECT log_id, seq FROM event WHERE kind LIKE 'pledge.%';

-- Devices whose PIN was forgotten ask for the key of their database. The key itself is never here in the clear.
CREATE TABLE key_release (
  id         BLOB PRIMARY KEY,           -- the first 16 bytes of SHA-256 of reply_to
  device_id  BLOB NOT NULL REFERENCES device (id),
  reply_to   BLOB NOT NULL,              -- X25519 public key, made for this request
  sealed     BLOB NOT NULL,              -- the key, sealed to a key of this server
  asked_at   INTEGER NOT NULL,
  decided_by BLOB,                       -- account
  decided_at INTEGER,
  answer     BLOB                        -- the key, sealed to reply_to; NULL = undecided or refused
) STRICT, WITHOUT ROWID;
