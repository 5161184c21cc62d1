//! Opening a database: pragmas, then creation or upgrade to the present schema in one transaction.
//!
//! After Mozilla's application-services: a kind of database says its version, how to create it and how to step from each
//! version to the next. Either the whole upgrade happens or none of it. A file from a newer program is refused untouched.

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, config::DbConfig};
use std::path::Path;

use super::error::{Result, StoreError};

/// Where the database lives; decides what SQLite can do there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A file of an operating system.
    Native,
    /// The browser's private file system, in a worker, one connection.
    Browser,
}

/// The key of an encrypted database: 32 random bytes, used as they are.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseKey(pub [u8; 32]);

impl std::fmt::Debug for DatabaseKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DatabaseKey")
    }
}

/// A kind of database with its schema over time.
pub trait Schema {
    /// The version that this program writes; 1, 2, 3 …
    const VERSION: u32;

    /// Creates everything in an empty database.
    ///
    /// # Errors
    /// When SQLite fails; nothing is created then.
    fn create(&self, tx: &Transaction<'_>) -> Result<()>;

    /// Steps from a version to the next one.
    ///
    /// # Errors
    /// When SQLite fails; the file stays as it was before the first step then.
    fn step(&self, tx: &Transaction<'_>, from: u32) -> Result<()>;

    /// After creation or upgrade, in the same transaction, at every opening.
    ///
    /// # Errors
    /// When SQLite fails.
    fn finish(&self, tx: &Transaction<'_>) -> Result<()>;
}

/// Opens, creates or upgrades the file.
///
/// # Errors
/// See [`StoreError`]; a newer schema and a damaged file leave the file untouched.
pub fn open(path: &Path, place: Place, schema: &impl Schema) -> Result<Connection> {
    prepare(Connection::open(path)?, place, schema)
}

/// The same for a file that is encrypted with this key. Only where SQLite was built with SQLCipher: elsewhere the file
/// would be plain, so that is refused.
///
/// # Errors
/// See [`StoreError`]; [`StoreError::Corrupt`] too when the key is another one.
pub fn open_sealed(path: &Path, place: Place, key: &DatabaseKey, schema: &impl Schema) -> Result<Connection> {
    let conn = Connection::open(path)?;
    unlock(&conn, key)?;
    prepare(conn, place, schema)
}

/// Gives a fresh connection its key; before anything else is asked of it.
///
/// # Errors
/// When this SQLite cannot encrypt.
pub fn unlock(conn: &Connection, key: &DatabaseKey) -> Result<()> {
    // Raw key bytes: a passphrase would be stretched anew at each opening.
    let key = hex::encode(key.0);
    conn.execute_batch(&format!("PRAGMA key = \"x'{key}'\"; {}", include_str!("sql/pragmas_cipher.sql")))?;
    let cipher: Option<String> = conn.query_row("PRAGMA cipher_version", [], |row| row.get(0)).optional()?;
    cipher.map(|_| ()).ok_or(StoreError::NoCipher)
}

/// A database in memory, for tests.
///
/// # Errors
/// When SQLite fails.
pub fn open_in_memory(schema: &impl Schema) -> Result<Connection> {
    prepare(Connection::open_in_memory()?, Place::Native, schema)
}

/// Lets a statement that was prepared once stay so. SQLite is built with statistics of values here, and would otherwise
/// plan a statement again whenever another value is bound to it: a third of what storing an event costs.
///
/// # Errors
/// When SQLite fails.
pub fn plan_once(conn: &Connection) -> rusqlite::Result<()> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(drop)
}

fn prepare<S: Schema>(mut conn: Connection, place: Place, schema: &S) -> Result<Connection> {
    conn.set_prepared_statement_cache_capacity(128);
    if place == Place::Native {
        plan_once(&conn)?;
    }
    if place == Place::Browser {
        // Before anything is read: a log that was left by a killed worker needs shared memory otherwise.
        conn.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    }
    let found: u32 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > S::VERSION {
        return Err(StoreError::NewerSchema { found, known: S::VERSION });
    }
    conn.execute_batch(match place {
        Place::Native => include_str!("sql/pragmas_native.sql"),
        Place::Browser => include_str!("sql/pragmas_browser.sql"),
    })?;
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Read again under the lock: another process may have upgraded in between.
    let mut version: u32 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version == 0 {
        schema.create(&tx)?;
        version = S::VERSION;
    }
    while version < S::VERSION {
        schema.step(&tx, version)?;
        version += 1;
    }
    schema.finish(&tx)?;
    tx.pragma_update(None, "user_version", S::VERSION)?;
    tx.commit()?;
    Ok(conn)
}
