//! The server's database in one SQLite file.
//!
//! One connection writes, under a lock; others read beside it (WAL). Durable means durable: a commit has reached the disk
//! before anything is acknowledged. `write` and `read` are the only ways in; what lies where is in the .sql files.

mod error;
mod ingest;
mod migrations;
mod pages;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use nfv::{
    domain::{
        area::Class,
        ids::{AreaId, DeviceId, LogId},
    },
    store::projection,
    sync::messages::{Cursor, Print, Seq},
};
use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior, params};

use super::{Birth, Candidate, Ingested, Meta, Store, StoreError, StoredEvent, Tx, Window, receipt::Secret};

/// A device's `last_heard` is written once in so many milliseconds at most.
const HEARD_EVERY_MS: u64 = 60 * 60 * 1000;

/// Idle readers kept open; each costs its page cache.
const IDLE_READERS: usize = 4;

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
    readers: Mutex<Vec<Connection>>,
}

impl SqliteStore {
    /// Opens the file, makes or migrates its schema in one transaction. `birth` counts for a new file only.
    ///
    /// # Errors
    /// When the file cannot be opened, is no database, or was written by a newer version.
    pub fn open(path: &Path, birth: &Birth) -> Result<Self, StoreError> {
        let mut writer = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        migrations::migrate(&mut writer, birth)?;
        let meta = read_meta(&writer)?;
        Ok(Self { path: path.to_owned(), meta, writer: Mutex::new(writer), readers: Mutex::default() })
    }

    /// Runs `work` in one write transaction; its error undoes everything.
    ///
    /// # Errors
    /// When `work` fails or the commit does.
    pub fn write<T, E: From<StoreError>>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut writer = lock(&self.writer);
        // IMMEDIATE: the lock is taken before anything is read, so what was read still holds when it is written.
        let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StoreError::from)?;
        let result = work(&tx)?;
        tx.commit().map_err(StoreError::from)?;
        Ok(result)
    }

    /// Runs `work` in one read transaction: it sees one moment of the database.
    ///
    /// # Errors
    /// When `work` fails or no connection can be opened.
    pub fn read<T, E: From<StoreError>>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, E>) -> Result<T, E> {
        let idle = lock(&self.readers).pop();
        let mut reader = match idle {
            Some(reader) => reader,
            // Not read-only: a WAL reader may have to make the shared-memory file.
            None => connect(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?,
        };
        let result = {
            let tx = reader.transaction().map_err(StoreError::from)?;
            work(&tx)
        };
        let mut readers = lock(&self.readers);
        if readers.len() < IDLE_READERS {
            readers.push(reader);
        }
        result
    }
}

/// A panic in another request must not stop this one: SQLite has rolled its transaction back.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.execute_batch(PRAGMAS)?;
    connection.set_prepared_statement_cache_capacity(64);
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
        self.write(|tx| ingest::ingest(tx, &self.meta.secret, batch, now))
    }

    fn heard(&self, device: DeviceId, now: u64) -> Result<(), StoreError> {
        let last: Option<i64> = SqliteStore::read(self, |tx| {
            let last = tx
                .prepare_cached("SELECT last_heard FROM device WHERE id = ?1")?
                .query_row([device.as_bytes()], |row| row.get(0))
                .optional()?;
            Ok::<_, StoreError>(last.flatten())
        })?;
        let due = last.is_none_or(|last| last.cast_unsigned().saturating_add(HEARD_EVERY_MS) <= now);
        if !due {
            return Ok(());
        }
        self.write(|tx| {
            tx.execute(
                "UPDATE device SET last_heard = ?2 WHERE id = ?1",
                params![device.as_bytes(), now.cast_signed()],
            )?;
            Ok(())
        })
    }

    fn rebuild(&self) -> Result<(), StoreError> {
        self.write(|tx| Ok(projection::rebuild(tx).map(drop)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn epoch_and_secret_are_those_of_its_birth() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("server.db");
        SqliteStore::open(&path, &Birth { epoch: 7, secret: [1; 32] }).unwrap();
        let again = SqliteStore::open(&path, &Birth { epoch: 8, secret: [2; 32] }).unwrap();
        assert_eq!(again.meta().epoch, 7);
    }
}
