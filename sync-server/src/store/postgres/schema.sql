-- The server's tables, first version. What SQLite's log.sql, accounts.sql and operation.sql hold, column by column: BYTEA
-- for BLOB, BIGINT for INTEGER. u64 values (stamps, prints) are bit casts, ids 16 bytes, times Unix milliseconds.
--
-- PARTITION BY is taken out when the schema is made without partitions; every log table leads with log_id.

CREATE TABLE meta (
  one        BIGINT PRIMARY KEY CHECK (one = 1),
  epoch      BIGINT NOT NULL,               -- which life of this database; a restore begins another
  secret     BYTEA NOT NULL                 -- 32 bytes, key of the receipts
);

-- What SQLite keeps in the file's header, and how the log tables were made.
CREATE TABLE schema_version (
  one        BIGINT PRIMARY KEY CHECK (one = 1),
  version    BIGINT NOT NULL,
  partitions BIGINT NOT NULL                -- hash partitions of every log table; 0 = none
);

CREATE TABLE log (
  id            BYTEA PRIMARY KEY,
  area_id       BYTEA NOT NULL,
  class         TEXT NOT NULL,              -- field, cases, review
  head_seq      BIGINT NOT NULL DEFAULT 0,
  print         BIGINT NOT NULL DEFAULT 0,  -- at head_seq
  last_received BIGINT NOT NULL DEFAULT 0,  -- received_at never goes back within a log
  UNIQUE (area_id, class)
) WITH (fillfactor = 50);                   -- heads change with every batch: room to do so in place

-- No foreign key to log: its row is locked before anything is inserted, and a check per event would cost more than that.
CREATE TABLE event (
  log_id      BYTEA NOT NULL,
  seq         BIGINT NOT NULL,              -- 1, 2, 3 … without gaps, in the order of commit
  event_id    BYTEA NOT NULL,
  hash        BYTEA NOT NULL,
  print       BIGINT NOT NULL,              -- of the log up to and with this event
  kind        TEXT NOT NULL,
  entity_id   BYTEA NOT NULL,
  effective   BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  device_id   BYTEA NOT NULL,
  header      BYTEA NOT NULL,               -- canonical bytes
  body        BYTEA NOT NULL,
  proof       BYTEA,                        -- prev ‖ signature, 96 bytes
  receipt     BYTEA NOT NULL,               -- 16 bytes
  PRIMARY KEY (log_id, seq),
  UNIQUE (log_id, event_id)
) PARTITION BY HASH (log_id);

CREATE INDEX event_of_entity ON event (log_id, entity_id);

-- Offered by somebody without the right: outside the log until a reviewer decides.
CREATE TABLE held (
  log_id      BYTEA NOT NULL REFERENCES log (id),
  event_id    BYTEA NOT NULL,
  hash        BYTEA NOT NULL,
  reason      TEXT NOT NULL,                -- no_grant, foreign_author
  received_at BIGINT NOT NULL,
  header      BYTEA NOT NULL,
  body        BYTEA NOT NULL,
  proof       BYTEA,
  PRIMARY KEY (log_id, event_id)
) PARTITION BY HASH (log_id);

-- Which numbers of a device's life were seen: two ids under one number betray a clone.
CREATE TABLE life (
  device_id   BYTEA NOT NULL,
  incarnation BYTEA NOT NULL,
  seen        BYTEA NOT NULL,               -- ranges, pairs of 8-byte big-endian numbers
  PRIMARY KEY (device_id, incarnation)
);

-- Accounts, invitations, devices, the server's own device, audit. Secrets are stored as hashes only.

CREATE TABLE account (
  id         BYTEA PRIMARY KEY,
  name       TEXT NOT NULL UNIQUE,
  role       TEXT NOT NULL,                 -- county, reviewer, committee, worker, police
  area_id    BYTEA NOT NULL,
  password   TEXT,                          -- argon2 PHC string; NULL = comes in by invitation only
  created_at BIGINT NOT NULL
);

CREATE TABLE device (
  id          BYTEA PRIMARY KEY,
  account_id  BYTEA NOT NULL REFERENCES account (id),
  key         BYTEA NOT NULL,               -- Ed25519 public key, 32 bytes
  label       TEXT NOT NULL,
  token_hash  BYTEA UNIQUE,                 -- SHA-256 of the bearer token
  token_at    BIGINT,                       -- when the device got it
  enrolled_at BIGINT NOT NULL,
  last_heard  BIGINT,                       -- written once an hour at most
  revoked_at  BIGINT
);

CREATE INDEX device_of_account ON device (account_id);

CREATE TABLE invitation (
  code_hash    BYTEA PRIMARY KEY,           -- SHA-256 of the code
  account_id   BYTEA NOT NULL REFERENCES account (id),
  created_by   BYTEA,                       -- account; NULL = from the command line
  created_at   BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL,
  spent_at     BIGINT,
  spent_device BYTEA
);

-- The server writes events (imports, moves, titles) as a device of its own.
CREATE TABLE server_device (
  one         BIGINT PRIMARY KEY CHECK (one = 1),
  id          BYTEA NOT NULL,
  secret      BYTEA NOT NULL,               -- Ed25519 secret key, 32 bytes
  incarnation BYTEA NOT NULL,
  n           BIGINT NOT NULL,              -- the last one given out
  stamp       BIGINT NOT NULL               -- the last one given out, a bit cast of u64
);

CREATE TABLE audit (
  id      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at      BIGINT NOT NULL,
  actor   BYTEA,                            -- account; NULL = nobody signed in, or the command line
  action  TEXT NOT NULL,                    -- sign_in, sign_in_failed, invitation, enrolment, account, revocation, import
  subject BYTEA,                            -- the account, device or area it is about
  detail  TEXT NOT NULL DEFAULT ''          -- codes and counts, never personal data
);

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'audit is append-only'; END $$;
CREATE TRIGGER audit_keeps_rows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

-- Operation: blobs, snapshots, erasures, decisions on held events.

-- What reviewers decided on held events. Nothing is deleted: a refused event stays in held, an admitted one is in its log.
CREATE TABLE held_decision (
  log_id     BYTEA NOT NULL REFERENCES log (id),
  event_id   BYTEA NOT NULL,
  device_id  BYTEA NOT NULL,                -- of the author: it is told in its notices
  decision   TEXT NOT NULL,                 -- admitted, refused
  reason     TEXT NOT NULL,                 -- the reviewer's words
  decided_by BYTEA NOT NULL,                -- account
  decided_at BIGINT NOT NULL,
  PRIMARY KEY (log_id, event_id)
) PARTITION BY HASH (log_id);

CREATE INDEX held_decision_device ON held_decision (device_id, decided_at);

-- Erased on legal demand. Kept beside the backups too (exported), and replayed by a restore: whatever brings the event
-- back, its body is dropped.
CREATE TABLE erasure (
  log_id    BYTEA NOT NULL REFERENCES log (id),
  event_id  BYTEA NOT NULL,
  erased_by BYTEA NOT NULL,                 -- the event that says so
  erased_at BIGINT NOT NULL,
  PRIMARY KEY (log_id, event_id)
) PARTITION BY HASH (log_id);

-- Where each log stood when the database was restored by command: up to there, older epochs agree.
CREATE TABLE restored (
  log_id   BYTEA NOT NULL REFERENCES log (id),
  epoch    BIGINT NOT NULL,                 -- that began
  head_seq BIGINT NOT NULL,
  print    BIGINT NOT NULL,
  PRIMARY KEY (log_id, epoch)
) PARTITION BY HASH (log_id);

-- Entities that were moved to another log, or merged into another entity: what arrives here is forwarded.
CREATE TABLE moved (
  log_id    BYTEA NOT NULL REFERENCES log (id),
  entity_id BYTEA NOT NULL,
  to_log    BYTEA NOT NULL REFERENCES log (id),
  to_entity BYTEA NOT NULL,                 -- the same one, or the one that it was merged into
  moved_on  BIGINT NOT NULL,                -- day, days since 1970
  active    BIGINT NOT NULL,                -- 0 once it came back; kept, for copies were made
  PRIMARY KEY (log_id, entity_id, to_log, to_entity)
) PARTITION BY HASH (log_id);

-- Up to which sequence the logs with moved entities were looked through for what is to be forwarded.
CREATE TABLE forwarded (
  log_id    BYTEA PRIMARY KEY REFERENCES log (id),
  up_to     BIGINT NOT NULL,
  to_log    BYTEA REFERENCES log (id),      -- of a log that was closed as a whole: everything goes there
  closed_on BIGINT                          -- day, days since 1970
) PARTITION BY HASH (log_id);

-- To whom relay files are sealed. Older keys stay: a file that was sealed to one can still be taken.
CREATE TABLE server_key (
  id      BYTEA PRIMARY KEY,                -- the first 8 bytes of SHA-256 of the public key
  seed    BYTEA NOT NULL,                   -- 32 random bytes
  made_at BIGINT NOT NULL
);

-- A log up to a sequence as one immutable object; without a manifest it is being built. Whoever changes what lies in a log
-- deletes its rows in the same transaction.
CREATE TABLE snapshot (
  log_id      BYTEA NOT NULL REFERENCES log (id),
  build       BYTEA NOT NULL,               -- 16 random bytes, the name of the object
  epoch       BIGINT NOT NULL,
  began_at    BIGINT NOT NULL,
  seq         BIGINT,                       -- the last one in it
  hash        BYTEA,                        -- SHA-256 of the object
  manifest    TEXT,                         -- JSON, as the device gets it
  replaced_at BIGINT,                       -- kept a day from then on
  PRIMARY KEY (log_id, build)
) PARTITION BY HASH (log_id);

-- Photos that are here, verified and durable.
CREATE TABLE blob (
  hash      BYTEA PRIMARY KEY,              -- SHA-256 of its bytes
  object    TEXT NOT NULL,                  -- where its bytes are
  size      BIGINT NOT NULL,
  kind      TEXT NOT NULL,                  -- image/jpeg, image/png, image/webp: as the bytes say
  stored_at BIGINT NOT NULL
);

-- Which events name a photo that was uploaded for them: who may read the log may read the photo.
CREATE TABLE blob_use (
  log_id   BYTEA NOT NULL REFERENCES log (id),
  event_id BYTEA NOT NULL,
  hash     BYTEA NOT NULL,
  PRIMARY KEY (log_id, event_id, hash)
) PARTITION BY HASH (log_id);

CREATE INDEX blob_use_of_hash ON blob_use (hash);

-- Photos that are on their way, by device.
CREATE TABLE upload (
  device_id BYTEA NOT NULL,
  hash      BYTEA NOT NULL,
  size      BIGINT NOT NULL,                -- in the end
  received  BIGINT NOT NULL,                -- so far
  parts     TEXT NOT NULL,                  -- sizes of the chunks, separated by spaces
  began_at  BIGINT NOT NULL,
  PRIMARY KEY (device_id, hash)
);

-- Notes that devices delivered for the audit: the number of the last one, so that none is taken twice.
CREATE TABLE audit_taken (
  device_id BYTEA PRIMARY KEY REFERENCES device (id),
  up_to     BIGINT NOT NULL
);

-- Villages that were opened on devices of a county: their logs are sent there, those of the others are not.
CREATE TABLE subscription (
  device_id BYTEA NOT NULL REFERENCES device (id),
  area_id   BYTEA NOT NULL,
  opened_at BIGINT NOT NULL,
  PRIMARY KEY (device_id, area_id)
);

-- Keys that the server signs evidence of pledges with. Older keys stay, as what they signed does.
CREATE TABLE evidence_key (
  id      BYTEA PRIMARY KEY,                -- the first 8 bytes of SHA-256 of the public key
  seed    BYTEA NOT NULL,                   -- 32 random bytes
  made_at BIGINT NOT NULL
);

-- Pledge events that were accepted and have no place in the log of pledges yet: noted by whoever stores them, in the same
-- transaction; they get their places in groups, one after the other.
CREATE TABLE pledge_waiting (
  log_id BYTEA NOT NULL REFERENCES log (id),
  seq    BIGINT NOT NULL,
  PRIMARY KEY (log_id, seq)
) PARTITION BY HASH (log_id);

-- The log of pledges: append-only, a Merkle tree over these rows in the order of place. An erasure changes nothing here.
CREATE TABLE pledge_leaf (
  place       BIGINT PRIMARY KEY,           -- from 0, without gaps
  log_id      BYTEA NOT NULL REFERENCES log (id),
  event_id    BYTEA NOT NULL,
  hash        BYTEA NOT NULL,
  effective   BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  code        TEXT NOT NULL,                -- on the resident's slip
  UNIQUE (log_id, event_id)
);

CREATE INDEX pledge_leaf_code ON pledge_leaf (code);
CREATE INDEX pledge_leaf_hash ON pledge_leaf (hash);

-- Hashes of the tree's whole subtrees, numbered as in RFC 9420: written once.
CREATE TABLE pledge_node (
  number BIGINT PRIMARY KEY,
  hash   BYTEA NOT NULL
);

-- Devices whose PIN was forgotten ask for the key of their database. The key itself is never here in the clear.
CREATE TABLE key_release (
  id         BYTEA PRIMARY KEY,             -- the first 16 bytes of SHA-256 of reply_to
  device_id  BYTEA NOT NULL REFERENCES device (id),
  reply_to   BYTEA NOT NULL,                -- X25519 public key, made for this request
  sealed     BYTEA NOT NULL,                -- the key, sealed to a key of this server
  asked_at   BIGINT NOT NULL,
  decided_by BYTEA,                         -- account
  decided_at BIGINT,
  answer     BYTEA                          -- the key, sealed to reply_to; NULL = undecided or refused
);
