//! Schema by version: steps run in order, all in one transaction; `user_version` says which were.
//!
//! A step that was released is never changed, only followed by another. A migration emits no events. The projections
//! have a version of their own and are folded anew when it changes.

use rusqlite::{Connection, TransactionBehavior, params};

use crate::store::{Birth, StoreError};

/// Version n is reached by running the n-th of these.
const STEPS: [&str; 3] = [include_str!("log.sql"), include_str!("accounts.sql"), include_str!("operation.sql")];

/// The schema version of a database; 0 for an empty file.
///
/// # Errors
/// When the database fails.
pub(super) fn version(connection: &Connection) -> Result<u32, StoreError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Brings a database to the newest schema.
///
/// # Errors
/// When it was written by a newer version, or the database fails; then nothing was changed.
pub(super) fn migrate(connection: &mut Connection, birth: &Birth) -> Result<(), StoreError> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = version(&tx)?;
    let known = u32::try_from(STEPS.len()).unwrap_or(u32::MAX);
    if found > known {
        return Err(StoreError::NewerSchema { found, known });
    }
    for step in STEPS.iter().skip(found as usize) {
        tx.execute_batch(step)?;
    }
    if found == 0 {
        tx.execute(
            "INSERT INTO meta (one, epoch, secret) VALUES (1, ?1, ?2)",
            params![birth.epoch.cast_signed(), birth.secret],
        )?;
    }
    if found < known {
        tx.pragma_update(None, "user_version", known)?;
    }
    nfv::store::projection::migrate(&tx)?;
    Ok(tx.commit()?)
}
