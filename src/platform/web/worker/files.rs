//! The database's files in the pool: the encrypted one, the plain one of an older version, and moving from it.
//!
//! As long as the plain one is there it is the truth: a copy beside it is one that was broken off. It is deleted once the
//! copy was read back and compared, and that deletion is one step of the pool. So a kill at any moment loses nothing.

use std::path::Path;

use rusqlite::Connection;
use sqlite_wasm_rs::vfs::VfsFilesManager;
use sqlite_wasm_vfs::sahpool::OpfsSAHPoolUtil;

use super::storage::{DATABASE, PLAIN};
use crate::{
    device::messages::Failure,
    store::{DatabaseKey, Place, Store, StoreError, unlock},
};

/// What SQLite may keep beside a database.
const SIDECARS: [&str; 3] = ["", "-journal", "-wal"];

/// Whether there is an encrypted database.
///
/// # Errors
/// The code for [`Failure::StorageUnusable`].
pub(super) fn has_database(pool: &OpfsSAHPoolUtil) -> Result<bool, String> {
    let names = names(pool).map_err(|_| "no_opfs")?;
    Ok(names.iter().any(|name| is_file_of(name, DATABASE)))
}

/// Opens the encrypted database, moving a plain one of an older version first.
///
/// # Errors
/// The code for [`Failure::StorageUnusable`].
pub(super) fn open(pool: &OpfsSAHPoolUtil, key: &DatabaseKey) -> Result<Store, String> {
    let opened = if cfg!(feature = "unsealed") {
        Store::open(Path::new(DATABASE), Place::Browser)
    } else {
        move_plain(pool, key).and_then(|()| Store::open_sealed(Path::new(DATABASE), Place::Browser, key))
    };
    opened.map_err(|error| {
        web_sys::console::error_1(&error.to_string().into());
        match Failure::from(error) {
            Failure::StorageUnusable { code } => code,
            Failure::StorageFull => "full".into(),
            _ => "corrupt".into(),
        }
    })
}

/// Deletes every file of every database here.
pub(super) fn wipe(pool: &OpfsSAHPoolUtil) -> Result<(), String> {
    pool.clear().map_err(|error| {
        web_sys::console::error_1(&error.to_string().into());
        "no_opfs".to_owned()
    })
}

fn move_plain(pool: &OpfsSAHPoolUtil, key: &DatabaseKey) -> Result<(), StoreError> {
    if !names(pool)?.iter().any(|name| is_file_of(name, PLAIN)) {
        return Ok(());
    }
    remove(pool, DATABASE)?;
    // Opened and upgraded as ever: an interrupted transaction is rolled back before anything is copied.
    drop(Store::open(Path::new(PLAIN), Place::Browser)?);
    copy(key)?;
    remove(pool, PLAIN)
}

/// Copies everything, and reads it back.
fn copy(key: &DatabaseKey) -> Result<(), StoreError> {
    let sealed = Connection::open(DATABASE)?;
    unlock(&sealed, key)?;
    sealed.execute_batch(
        "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = FULL;
         PRAGMA temp_store = MEMORY;",
    )?;
    sealed.execute("ATTACH DATABASE ?1 AS plain KEY ''", [PLAIN])?;
    sealed.query_row("SELECT sqlcipher_export('main', 'plain')", [], |_| Ok(()))?;
    let version: u32 = sealed.query_row("PRAGMA plain.user_version", [], |row| row.get(0))?;
    sealed.execute_batch(&format!("PRAGMA main.user_version = {version}"))?;
    compare(&sealed)?;
    sealed.execute_batch("DETACH DATABASE plain")?;
    drop(sealed);
    // From the disk, by the key: every page has its checksum.
    let again = Connection::open(DATABASE)?;
    unlock(&again, key)?;
    let whole: String = again.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    if whole == "ok" { Ok(()) } else { Err(StoreError::Corrupt(whole)) }
}

/// Every table has the same rows.
fn compare(conn: &Connection) -> Result<(), StoreError> {
    let sql = "SELECT name FROM plain.sqlite_master WHERE type = 'table' AND rootpage > 0";
    let tables: Vec<String> =
        conn.prepare(sql)?.query_map([], |row| row.get(0))?.collect::<Result<_, rusqlite::Error>>()?;
    for table in tables {
        let differ = format!(
            "SELECT (SELECT count(*) FROM plain.\"{table}\") <> (SELECT count(*) FROM main.\"{table}\") \
             OR EXISTS (SELECT * FROM plain.\"{table}\" EXCEPT SELECT * FROM main.\"{table}\")"
        );
        if conn.query_row(&differ, [], |row| row.get(0))? {
            return Err(StoreError::Corrupt(format!("{table} was not copied whole")));
        }
    }
    Ok(())
}

fn names(pool: &OpfsSAHPoolUtil) -> Result<Vec<String>, StoreError> {
    pool.names().map_err(|error| StoreError::Unreadable(error.to_string()))
}

fn is_file_of(name: &str, database: &str) -> bool {
    name.trim_start_matches('/') == database
}

fn remove(pool: &OpfsSAHPoolUtil, database: &str) -> Result<(), StoreError> {
    // The journal first: without its database it means nothing, beside another one it would be harm.
    for sidecar in SIDECARS.iter().rev() {
        let wanted = format!("{database}{sidecar}");
        for name in names(pool)?.iter().filter(|name| is_file_of(name, &wanted)) {
            pool.remove(name).map_err(|error| StoreError::Unreadable(error.to_string()))?;
        }
    }
    Ok(())
}
