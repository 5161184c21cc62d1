//! The server's database in one SQLite file.
//!
//! One connection writes, under a lock; others read beside it (WAL). Durable means durable: a commit has reached the disk
//! before anything is acknowledged. `write` and `read` are the only ways in; what lies where is in the .sql files.

mod error;
pub(super) mod ingest;
mod line;
mod migrations;
mod pages;
mod readers;

use std::{
    collections::BTreeMap,
    fs::OpenOptions,
    io,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::Mutex,
};

use nfv::{
    domain::{
        area::Class,
        ids::{AreaId, DeviceId, LogId},
    },
    store::{plan_once, projection},
    sync::messages::{Cursor, Print, Seq},
};
use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior};

use line::{Line, Told, lock};
use readers::Readers;

use super::{Birth, Candidate, Ingested, Meta, Store, StoreError, StoredEvent, Tx, Window, receipt::Secret};

/// A device's `last_heard` is written once in so many milliseconds at most.
const HEARD_EVERY_MS: u64 = 60 * 60 * 1000;

/// A reader's page cache, in KiB: pages of a log are read once, one after the other.
const READER_CACHE_KIB: i32 = 2048;

/// Set on every connection, each with its reason.
const PRAGMAS: &str = "
    -- Readers never wait for the writer, nor it for them.
    PRAGMA journal_mode = WAL;
    -- A commit is on the disk before it is acknowledged; NORMAL may lose the last ones with the power.
    PRAGMA synchronous = FULL;
    -- An event without its log must not exist.
    PRAGMA foreign_keys = ON;
    -- Another process (backup, command line) may hold the file for a moment.
    PRAGMA busy_timeout = 5000;
    -- 8 MiB of pages: the indexes' hot ends fit, and an idle server stays small.
    PRAGMA cache_size = -8192;
    -- 32 MiB of log before it is brought into the file: many events touch the same pages of indexes, written there once.
    PRAGMA wal_autocheckpoint = 8000;
    -- Sorting needs no files.
    PRAGMA temp_store = MEMORY;
    -- A database file from elsewhere runs no functions of ours.
    PRAGMA trusted_schema = OFF;
";

/// The server's database in one SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    path: PathBuf,
    meta: Meta,
    writer: Mutex<Connection>,
    line: Line,
    /// When a device was heard of, as far as this process knows; spares looking it up.
    heard: Mutex<BTreeMap<DeviceId, u64>>,
    readers: Readers,
}

impl SqliteStore {
    /// Opens the file, makes or migrates its schema in one transaction. `birth` counts for a new file only.
    ///
    /// # Errors
    /// When the file cannot be opened, is no database, or was written by a newer version.
    pub fn open(path: &Path, birth: &Birth) -> Result<Self, StoreError> {
        make_private(path)?;
        let mut writer = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        migrations::migrate(&mut writer, birth)?;
        let meta = read_meta(&writer)?;
        Ok(Self {
            path: path.to_owned(),
            meta,
            writer: Mutex::new(writer),
            line: Line::default(),
            heard: Mutex::default(),
            readers: Readers::default(),
        })
    }

    /// Runs `work` in one write transaction; its error undoes everything.
    ///
    /// # Errors
    /// When `work` fails or the commit does.
    pub fn write<T, E: From<StoreError>>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, E>) -> Result<T, E> {
        let result = {
            let mut writer = lock(&self.writer);
            // IMMEDIATE: the lock is taken before anything is read, so what was read still holds when it is written.
            let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StoreError::from)?;
            let result = work(&tx)?;
            tx.commit().map_err(StoreError::from)?;
            result
        };
        self.settle();
        Ok(result)
    }

    /// Waits in line: somebody who serves it stores the batch, or it is this caller's turn to serve.
    fn in_line(&self, batch: &[Candidate], now: u64) -> Result<Ingested, StoreError> {
        let (mine, duty) = self.line.join(batch, now);
        let duty = match duty {
            Some(duty) => duty,
            None => match mine.wait() {
                Told::Done(outcome) => return outcome,
                Told::Serve => self.line.take_over(),
            },
        };
        // The own batch stands first.
        self.line.serve(&duty, &mut lock(&self.writer), &self.meta.secret);
        drop(duty);
        mine.outcome()
    }

    /// Stores a batch while nobody writes and nobody waits: no copy is made. None: somebody does.
    fn alone(&self, batch: &[Candidate], now: u64) -> Option<Result<Ingested, StoreError>> {
        let _duty = self.line.begin()?;
        let mut writer = self.writer.try_lock().ok()?;
        Some(self.line.store(&mut writer, &self.meta.secret, batch, now))
    }

    /// Writes who was heard of, unless somebody writes now: they do it when they have done.
    fn settle(&self) {
        while self.line.has_heard() {
            let Ok(mut writer) = self.writer.try_lock() else { return };
            // A note that cannot be written now is taken along later: nothing hangs on it.
            if self.line.write_heard(&mut writer).is_err() {
                return;
            }
        }
    }

    fn heard_is_due(&self, device: DeviceId, now: u64) -> Result<bool, StoreError> {
        let due = |last: Option<u64>| last.is_none_or(|last| last.saturating_add(HEARD_EVERY_MS) <= now);
        let known = lock(&self.heard).get(&device).copied();
        if !due(known) {
            return Ok(false);
        }
        // Another process may have heard of it since.
        let last: Option<i64> = SqliteStore::read(self, |tx| {
            let last = tx
                .prepare_cached("SELECT last_heard FROM device WHERE id = ?1")?
                .query_row([device.as_bytes()], |row| row.get(0))
                .optional()?;
            Ok::<_, StoreError>(last.flatten())
        })?;
        let last = last.map(i64::cast_unsigned);
        lock(&self.heard).insert(device, if due(last) { now } else { last.unwrap_or(now) });
        Ok(due(last))
    }

    /// Runs `work` in one read transaction: it sees one moment of the database.
    ///
    /// # Errors
    /// When `work` fails or no connection can be opened.
    pub fn read<T, E: From<StoreError>>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, E>) -> Result<T, E> {
        let open = || {
            // Not read-only: a WAL reader may have to make the shared-memory file.
            let reader = connect(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
            reader.pragma_update(None, "cache_size", -READER_CACHE_KIB)?;
            Ok(reader)
        };
        self.readers.with(open, |reader| work(&reader.transaction().map_err(StoreError::from)?))
    }
}

/// Makes the file if there is none: people's names are not for the machine's other users. SQLite gives the files that it
/// puts beside it the same mode; a file that is there keeps its own.
fn make_private(path: &Path) -> Result<(), StoreError> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        // Where there is no such folder, SQLite says so, or it has a file system of its own, as in the simulator.
        Err(error) if !matches!(error.kind(), io::ErrorKind::AlreadyExists | io::ErrorKind::NotFound) => {
            Err(StoreError::Database(format!("{}: {error}", path.display())))
        }
        _ => Ok(()),
    }
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.execute_batch(PRAGMAS)?;
    plan_once(&connection)?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}

fn read_meta(connection: &Connection) -> Result<Meta, StoreError> {
    let schema = migrations::version(connection)?;
    let (epoch, secret) = connection.query_row("SELECT epoch, secret FROM meta", [], |row| {
        Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get::<_, Vec<u8>>(1)?))
    })?;
    let secret = Secret::from_slice(&secret).map_err(|_| StoreError::Corrupt("meta.secret"))?;
    Ok(Meta { epoch, schema, secret })
}

impl Store for SqliteStore {
    fn meta(&self) -> &Meta {
        &self.meta
    }

    fn open_log(&self, area: AreaId, class: Class) -> Result<LogId, StoreError> {
        self.write(|tx| Tx::Sqlite(tx).open_log(area, class))
    }

    fn heads(&self, logs: &[LogId]) -> Result<BTreeMap<LogId, Cursor>, StoreError> {
        self.read(|tx| pages::heads(tx, logs))
    }

    fn print_at(&self, log: LogId, seq: Seq) -> Result<Option<Print>, StoreError> {
        self.read(|tx| pages::print_at(tx, log, seq))
    }

    fn read(&self, log: LogId, after: Seq, window: Window) -> Result<Vec<StoredEvent>, StoreError> {
        SqliteStore::read(self, |tx| pages::events(tx, log, after, window))
    }

    fn ingest(&self, batch: &[Candidate], now: u64) -> Result<Ingested, StoreError> {
        let outcome = self.alone(batch, now).unwrap_or_else(|| self.in_line(batch, now));
        self.settle();
        outcome
    }

    fn heard(&self, device: DeviceId, now: u64) -> Result<(), StoreError> {
        if self.heard_is_due(device, now)? {
            self.line.heard(device, now);
            self.settle();
        }
        Ok(())
    }

    fn rebuild(&self) -> Result<(), StoreError> {
        self.write(|tx| Ok(projection::rebuild(tx).map(drop)?))
    }
}

#[cfg(test)]
mod golden;

#[cfg(test)]
mod tests {
    use nfv::{
        domain::{
            event::{Event, Header, VERSION},
            ids::{AccountId, EntityId, EventId, Incarnation},
            stamp::Stamp,
        },
        sync::messages::Fate,
    };

    use super::*;
    use crate::store::Right;

    #[test]
    fn what_is_acknowledged_is_on_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        let birth = Birth { epoch: 7, secret: [1; 32] };
        let store = SqliteStore::open(&folder.path().join("server.db"), &birth).unwrap();
        let pragmas = store.write(|tx| {
            let mode: String = tx.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
            let synchronous: u32 = tx.pragma_query_value(None, "synchronous", |row| row.get(0))?;
            Ok::<_, StoreError>((mode, synchronous))
        });
        // 2 is FULL.
        assert_eq!(pragmas.unwrap(), ("wal".to_owned(), 2));
    }

    #[test]
    fn a_file_of_a_newer_version_is_refused_untouched() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("server.db");
        let birth = Birth { epoch: 7, secret: [1; 32] };
        let schema = SqliteStore::open(&path, &birth).unwrap().meta().schema;
        Connection::open(&path).unwrap().pragma_update(None, "user_version", schema + 1).unwrap();
        let refused = SqliteStore::open(&path, &birth).unwrap_err();
        assert!(matches!(refused, StoreError::NewerSchema { found, .. } if found == schema + 1), "{refused}");
    }

    fn candidate(log: LogId, n: u64, right: Right) -> Candidate {
        let id = |first: u8| uuid::Uuid::from_u128(u128::from(first) << 120 | u128::from(n));
        let header = Header {
            version: VERSION,
            event_id: EventId(id(1)),
            log_id: log,
            kind: "visit.recorded".into(),
            entity_id: EntityId(id(2)),
            actor_id: AccountId(id(3)),
            device_id: DeviceId(id(4)),
            incarnation: Incarnation(id(5)),
            n: 1,
            stamp: Stamp::new(1000 + n, 0),
        };
        let (bytes, body) = (header.to_bytes(), "{}".to_owned());
        let hash = nfv::domain::event::hash(&bytes, body.as_bytes());
        Candidate { event: Event { header, body, proof: None }, header: bytes, hash, receipt: None, right }
    }

    /// Sixty callers at once while the writer is held: they are stored in groups, and each gets its own verdict.
    #[test]
    fn who_waits_together_is_stored_together_and_answered_apart() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&folder.path().join("server.db"), &Birth { epoch: 7, secret: [1; 32] }).unwrap();
        let log = store.open_log(AreaId(uuid::Uuid::from_u128(9)), Class::Field).unwrap();
        let nowhere = LogId(uuid::Uuid::from_u128(77));
        let held = lock(&store.writer);
        std::thread::scope(|scope| {
            let callers: Vec<_> = (0..60_u64)
                .map(|n| {
                    let store = &store;
                    scope.spawn(move || {
                        let log = if n % 3 == 0 { nowhere } else { log };
                        let right = if n % 3 == 1 { Right::Missing("no_grant") } else { Right::Author };
                        (n, store.ingest(&[candidate(log, n, right)], 5000 + n).unwrap())
                    })
                })
                .collect();
            while lock(&store.line.queue).waiting.len() < 60 {
                std::thread::yield_now();
            }
            let before = held.total_changes();
            drop(held);
            let mut seqs = Vec::new();
            for caller in callers {
                let (n, done) = caller.join().unwrap();
                match (n % 3, done.fates.as_slice()) {
                    (0, [Fate::Rejected { code, .. }]) => assert_eq!(code, "unknown_log"),
                    (1, [Fate::Held]) => {}
                    (2, [Fate::Stored { seq, .. }]) => seqs.push(*seq),
                    (_, other) => panic!("{n}: {other:?}"),
                }
            }
            seqs.sort_unstable();
            assert_eq!(seqs, (1..=20).collect::<Vec<_>>());
            // One group: the log's row was written once.
            let changes = lock(&store.writer).total_changes() - before;
            assert_eq!(changes, 20 + 20 + 40 + 1 + 1, "events, held, their lives, one head, one scope");
        });
    }

    /// A batch that cannot be stored takes nobody down with it.
    #[test]
    fn an_error_stays_with_who_caused_it() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&folder.path().join("server.db"), &Birth { epoch: 7, secret: [1; 32] }).unwrap();
        let log = store.open_log(AreaId(uuid::Uuid::from_u128(9)), Class::Field).unwrap();
        let poison = "CREATE TRIGGER poison BEFORE INSERT ON event WHEN NEW.kind = 'poison'
                      BEGIN SELECT RAISE(ABORT, 'poison'); END";
        lock(&store.writer).execute_batch(poison).unwrap();
        let held = lock(&store.writer);
        std::thread::scope(|scope| {
            let callers: Vec<_> = (0..9_u64)
                .map(|n| {
                    let store = &store;
                    scope.spawn(move || {
                        let mut candidate = candidate(log, n, Right::Author);
                        if n == 4 {
                            candidate.event.header.kind = "poison".into();
                        }
                        store.ingest(&[candidate], 5000).is_ok()
                    })
                })
                .collect();
            while lock(&store.line.queue).waiting.len() < 9 {
                std::thread::yield_now();
            }
            drop(held);
            let stored: Vec<bool> = callers.into_iter().map(|caller| caller.join().unwrap()).collect();
            assert_eq!(stored, (0..9).map(|n| n != 4).collect::<Vec<_>>());
        });
    }

    /// A statement that is kept is not planned again because another value was bound to it.
    #[test]
    fn statements_are_planned_once() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&folder.path().join("server.db"), &Birth { epoch: 7, secret: [1; 32] }).unwrap();
        let log = store.open_log(AreaId(uuid::Uuid::from_u128(9)), Class::Field).unwrap();
        for n in 0..5 {
            store.ingest(&[candidate(log, n, Right::Author)], 5000).unwrap();
        }
        let writer = lock(&store.writer);
        let kept = writer.prepare_cached(include_str!("../../../../src/store/projection/sql/select_door_before.sql"));
        let kept = kept.unwrap();
        assert!(kept.get_status(rusqlite::StatementStatus::Run) >= 5, "it is the one that was used");
        assert_eq!(kept.get_status(rusqlite::StatementStatus::RePrepare), 0);
    }

    #[test]
    fn epoch_and_secret_are_those_of_its_birth() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("server.db");
        SqliteStore::open(&path, &Birth { epoch: 7, secret: [1; 32] }).unwrap();
        let again = SqliteStore::open(&path, &Birth { epoch: 8, secret: [2; 32] }).unwrap();
        assert_eq!(again.meta().epoch, 7);
    }
}
