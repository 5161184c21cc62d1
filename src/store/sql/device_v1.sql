-- The device's own tables. Projections are created beside them, see projection/sql.

-- Everything that counts: acknowledged, queued and sent events. Ids are 16 bytes; stamps and prints are bit casts of u64.
CREATE TABLE event (
    log_id      BLOB NOT NULL,
    seq         INTEGER,                -- NULL until acknowledged
    event_id    BLOB NOT NULL,
    hash        BLOB NOT NULL,
    print       INTEGER,                -- cumulative print at seq; NULL until read in a page
    kind        TEXT NOT NULL,
    entity_id   BLOB NOT NULL,
    effective   INTEGER NOT NULL,       -- own stamp until acknowledged
    received_at INTEGER,                -- Unix ms, of the receipt
    device_id   BLOB NOT NULL,
    header      BLOB NOT NULL,          -- canonical bytes
    body        BLOB NOT NULL,          -- as received, byte for byte
    proof       BLOB,                   -- prev ‖ signature
    receipt     BLOB,                   -- 16 bytes
    PRIMARY KEY (log_id, event_id)
);
CREATE INDEX event_entity ON event (log_id, entity_id);
CREATE INDEX event_id ON event (event_id);
CREATE INDEX event_seq ON event (log_id, seq) WHERE seq IS NOT NULL;
-- Acknowledged, but not met in a page yet: few, and looked for at the end of every sync.
CREATE INDEX event_unmet ON event (log_id) WHERE seq IS NOT NULL AND print IS NULL;

-- Events to send, in the order in which they were made (or held, after a reset).
CREATE TABLE outbox (
    position  INTEGER PRIMARY KEY AUTOINCREMENT,
    log_id    BLOB NOT NULL,
    event_id  BLOB NOT NULL,
    entity_id BLOB NOT NULL,
    state     TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent')),
    UNIQUE (log_id, event_id),
    FOREIGN KEY (log_id, event_id) REFERENCES event (log_id, event_id)
);
CREATE INDEX outbox_state ON outbox (state, position);
CREATE INDEX outbox_event ON outbox (event_id);
CREATE INDEX outbox_entity ON outbox (entity_id);

-- Held by the server or refused by it: shown, exportable, never counted, never dropped.
CREATE TABLE aside (
    log_id    BLOB NOT NULL,
    event_id  BLOB NOT NULL,
    fate      TEXT NOT NULL CHECK (fate IN ('held', 'quarantined')),
    code      TEXT NOT NULL,
    kind      TEXT NOT NULL,
    entity_id BLOB NOT NULL,
    hash      BLOB NOT NULL,
    device_id BLOB NOT NULL,
    header    BLOB NOT NULL,
    body      BLOB NOT NULL,
    proof     BLOB,
    receipt   BLOB,
    PRIMARY KEY (log_id, event_id, hash)
);
CREATE INDEX aside_entity ON aside (log_id, entity_id);

-- Every record made on this device, ever; what became of it is read from the tables above.
CREATE TABLE own_record (
    position  INTEGER PRIMARY KEY AUTOINCREMENT,
    log_id    BLOB NOT NULL,
    event_id  BLOB NOT NULL,
    entity_id BLOB NOT NULL,
    kind      TEXT NOT NULL,
    made_at   INTEGER NOT NULL,         -- Unix ms of the own stamp
    UNIQUE (log_id, event_id)
);

-- Last proven event per log of the present incarnation: the next proof names it.
CREATE TABLE proof_chain (
    log_id      BLOB PRIMARY KEY,
    incarnation BLOB NOT NULL,
    hash        BLOB NOT NULL
);

-- This installation of the app; made before the first enrolment is tried, so that a lost reply can be asked for again.
CREATE TABLE device (
    one         INTEGER PRIMARY KEY CHECK (one = 1),
    device_id   BLOB NOT NULL,
    incarnation BLOB NOT NULL,
    next_n      INTEGER NOT NULL,
    secret      BLOB NOT NULL,          -- Ed25519, 32 bytes
    clock       INTEGER NOT NULL        -- greatest stamp given out or observed
);

CREATE TABLE enrolment (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    token      TEXT NOT NULL,
    account_id BLOB NOT NULL,
    name       TEXT NOT NULL,
    role       TEXT NOT NULL,
    area_id    BLOB NOT NULL,
    epoch      INTEGER NOT NULL,
    revoked    INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE subscription (
    log_id  BLOB PRIMARY KEY,
    area_id BLOB,                       -- NULL for a log that was granted later, until its area is known
    class   TEXT,
    write   INTEGER NOT NULL,
    seq     INTEGER NOT NULL DEFAULT 0, -- cursor
    print   INTEGER NOT NULL DEFAULT 0,
    head    INTEGER NOT NULL DEFAULT 0  -- as last heard, for progress
);

CREATE TABLE sync_state (
    one          INTEGER PRIMARY KEY CHECK (one = 1),
    last_sync    INTEGER,               -- Unix ms, server's
    clock_off_ms INTEGER,               -- own wall clock minus the server's
    problem      TEXT
);
INSERT INTO sync_state (one) VALUES (1);

CREATE TABLE draft (
    entity_id BLOB NOT NULL,
    form      TEXT NOT NULL,
    content   TEXT NOT NULL,
    kept_at   INTEGER NOT NULL,
    PRIMARY KEY (entity_id, form)
);

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- Open doors in the order of lists, with all that can be searched; see search.rs.
CREATE TABLE door_list (
    sort_key  TEXT NOT NULL,
    log_id    BLOB NOT NULL,
    entity_id BLOB NOT NULL,
    haystack  TEXT NOT NULL,
    area_id   BLOB,                     -- as in door: filters that need no other table
    grid      BLOB,
    kind      TEXT NOT NULL,
    key_group INTEGER NOT NULL,         -- 0, 1
    PRIMARY KEY (sort_key, log_id, entity_id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX door_list_door ON door_list (entity_id, log_id);
