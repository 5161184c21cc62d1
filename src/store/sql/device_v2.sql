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

-- Bytes of photos, from the moment they were taken until some days after everybody who names them was received.
CREATE TABLE photo_bytes (
    hash    BLOB PRIMARY KEY,
    kind    TEXT NOT NULL,              -- image/jpeg, image/png, image/webp
    content BLOB NOT NULL,
    kept_at INTEGER NOT NULL            -- Unix ms
);

-- Own events that name photos, and what became of each photo.
CREATE TABLE photo (
    position   INTEGER PRIMARY KEY AUTOINCREMENT,
    log_id     BLOB NOT NULL,
    event_id   BLOB NOT NULL,
    hash       BLOB NOT NULL,
    size       INTEGER NOT NULL,
    state      TEXT NOT NULL DEFAULT 'waiting' -- 'due': received long ago, and asked about once more; 'checked': the server has it still, the bytes may go
        CHECK (state IN ('waiting', 'received', 'due', 'checked', 'refused')),
    code       TEXT NOT NULL DEFAULT '',
    changed_at INTEGER NOT NULL,        -- Unix ms
    UNIQUE (log_id, event_id, hash)
);
CREATE INDEX photo_state ON photo (state, position);
CREATE INDEX photo_hash ON photo (hash);

-- What is kept apart says more: what a reviewer wrote, the hash of the event that has its id, whether a newer app may try.
ALTER TABLE aside ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE aside ADD COLUMN other_hash BLOB;
ALTER TABLE aside ADD COLUMN retry INTEGER NOT NULL DEFAULT 0;

-- What only the server knows, under the tag of the last notices; replaced as a whole.
CREATE TABLE notice (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    tag        TEXT NOT NULL,
    newest     TEXT NOT NULL,           -- version of the app that the server gives out; '' = not heard yet
    tried_with TEXT NOT NULL            -- version of the app that last tried what is kept apart
);
INSERT INTO notice (one, tag, newest, tried_with) VALUES (1, '', '', '');

CREATE TABLE area_notice (
    area_id BLOB PRIMARY KEY,
    content TEXT NOT NULL               -- JSON: sync::notices::AreaNotice
);

-- What was seen and taken out here, for the server's audit; the same thing once an hour. Delivered rows stay for that hour.
CREATE TABLE audit_note (
    n         INTEGER PRIMARY KEY AUTOINCREMENT,
    at        INTEGER NOT NULL,         -- Unix ms
    hour      INTEGER NOT NULL,         -- at, in hours
    action    TEXT NOT NULL,
    subject   BLOB NOT NULL,            -- 16 bytes, or none
    delivered INTEGER NOT NULL DEFAULT 0,
    UNIQUE (hour, action, subject)
);

-- With which key the server answers for pledges, and whether strangers' phones open its page; of the enrolment, or the
-- first that was heard.
CREATE TABLE pledge_server (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    key  BLOB NOT NULL,                 -- Ed25519, 32 bytes
    link INTEGER NOT NULL
);

-- What the server signed about pledges; without content it had nothing to say when it was asked.
CREATE TABLE evidence (
    log_id   BLOB NOT NULL,
    event_id BLOB NOT NULL,
    content  TEXT,                      -- JSON: domain::pledge::evidence::Evidence, checked before it was kept
    asked_at INTEGER NOT NULL,          -- Unix ms
    PRIMARY KEY (log_id, event_id)
);
-- Own pledges are few: those without evidence are found without reading all own records.
CREATE INDEX own_pledge ON own_record (position) WHERE kind >= 'pledge.' AND kind < 'pledge/';

-- When the server was last heard, complete or not; `last_sync` says when everything that it had was here.
ALTER TABLE sync_state ADD COLUMN heard_at INTEGER; -- Unix ms, server's
UPDATE sync_state SET heard_at = last_sync;

-- Recordings for reading texts aloud, as the server lists them; 'whole' once all pieces are here and make up the hash.
CREATE TABLE recording (
    hash  BLOB PRIMARY KEY,
    text  TEXT NOT NULL,                -- id of the text that is read
    label TEXT NOT NULL,
    kind  TEXT NOT NULL,                -- media type
    size  INTEGER NOT NULL,
    whole INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE recording_piece (
    hash    BLOB NOT NULL,
    piece   INTEGER NOT NULL,           -- from 0
    content BLOB NOT NULL,
    PRIMARY KEY (hash, piece)
);
CREATE TABLE recording_list (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    asked_at INTEGER NOT NULL           -- Unix ms
);
