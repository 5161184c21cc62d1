-- Accounts, invitations, devices, the server's own device, audit. Secrets are stored as hashes only.

CREATE TABLE account (
  id         BLOB PRIMARY KEY,              -- 16 bytes
  name       TEXT NOT NULL UNIQUE,
  role       TEXT NOT NULL,                 -- county, reviewer, committee, worker, police
  area_id    BLOB NOT NULL,
  password   TEXT,                          -- argon2 PHC string; NULL = comes in by invitation only
  created_at INTEGER NOT NULL               -- Unix milliseconds, as all times here
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
  id          BLOB PRIMARY KEY,
  account_id  BLOB NOT NULL REFERENCES account (id),
  key         BLOB NOT NULL,                -- Ed25519 public key, 32 bytes
  label       TEXT NOT NULL,
  token_hash  BLOB UNIQUE,                  -- SHA-256 of the bearer token
  enrolled_at INTEGER NOT NULL,
  last_heard  INTEGER,                      -- written once an hour at most
  revoked_at  INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX device_of_account ON device (account_id);

CREATE TABLE invitation (
  code_hash    BLOB PRIMARY KEY,            -- SHA-256 of the code
  account_id   BLOB NOT NULL REFERENCES account (id),
  created_by   BLOB,                        -- account; NULL = from the command line
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL,
  spent_at     INTEGER,
  spent_device BLOB
) STRICT, WITHOUT ROWID;

-- The server writes events (imports, moves, titles) as a device of its own.
CREATE TABLE server_device (
  one         INTEGER PRIMARY KEY CHECK (one = 1),
  id          BLOB NOT NULL,
  secret      BLOB NOT NULL,                -- Ed25519 secret key, 32 bytes
  incarnation BLOB NOT NULL,
  n           INTEGER NOT NULL,             -- the last one given out
  stamp       INTEGER NOT NULL              -- the last one given out, a bit cast of u64
) STRICT;

CREATE TABLE audit (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  at      INTEGER NOT NULL,
  actor   BLOB,                             -- account; NULL = nobody signed in, or the command line
  action  TEXT NOT NULL,                    -- sign_in, sign_in_failed, invitation, enrolment, account, revocation, import
  subject BLOB,                             -- the account, device or area it is about
  detail  TEXT NOT NULL DEFAULT ''          -- codes and counts, never personal data
) STRICT;

CREATE TRIGGER audit_keeps_rows BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_keeps_values BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
