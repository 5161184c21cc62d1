-- Second version: what the device keeps for notices, snapshots, photos and relay files.

-- To whom relay files are sealed; given at enrolment, or asked for once.
CREATE TABLE server_key (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    key BLOB NOT NULL                   -- X25519, 32 bytes
);

-- Relay files that somebody handed over, until there is a network. Copies: their authors hold what is inside until the
-- server acknowledges it to them.
CREATE TABLE relay_file (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    digest   BLOB NOT NULL UNIQUE,      -- SHA-256 of the content: the same file is carried once
    name     TEXT NOT NULL,
    content  BLOB NOT NULL,
    kept_at  INTEGER NOT NULL,          -- Unix ms
    code     TEXT                       -- why the server refused it; NULL while it waits
);
