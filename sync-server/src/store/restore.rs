//! A restored database: another epoch, a new life of the server's own device, erasures done again.
//!
//! `restore` is called once on a database that was put back from a backup, before anybody is answered. Where each log
//! stood is noted, so that devices which have read further keep what agrees and offer the rest again. A file that is copied
//! back without this is noticed too, by prints that differ or cursors beyond the head; only erasures are not done again.

use nfv::{
    domain::ids::{Incarnation, LogId},
    sync::messages::{Epoch, Seq},
};

use super::{
    StoreError, Tx,
    erasure::{self, Erasure},
};

/// Begins another epoch. `epoch` must be greater than all before it (Unix milliseconds will do), `incarnation` new;
/// `erasures` is the list kept beside the backups.
///
/// # Errors
/// When the database fails; nothing was changed then.
pub fn begin_epoch(
    tx: &Tx<'_>,
    epoch: Epoch,
    incarnation: Incarnation,
    erasures: &[Erasure],
) -> Result<(), StoreError> {
    tx.execute("UPDATE meta SET epoch = ?1", &[&epoch])?;
    tx.execute(
        "INSERT INTO restored (log_id, epoch, head_seq, print) SELECT id, ?1, head_seq, print FROM log",
        &[&epoch],
    )?;
    // Numbers given out after the backup was made are given out again: they belong to another life.
    tx.execute("UPDATE server_device SET incarnation = ?1, n = 0", &[&incarnation])?;
    // A backup of an older version knows nothing of the log of pledges.
    tx.execute(include_str!("../pledges/sql/await_missing.sql"), &[])?;
    erasure::replay(tx, erasures)
}

/// Where a log stood lowest, of all restores since an epoch.
///
/// # Errors
/// When the database fails.
pub fn head_since(tx: &Tx<'_>, log: LogId, epoch: Epoch) -> Result<Option<Seq>, StoreError> {
    let sql = "SELECT min(head_seq) FROM restored WHERE log_id = ?1 AND epoch > ?2";
    Ok(tx.query_opt(sql, &[&log, &epoch], |row| row.get::<Option<Seq>>(0))?.flatten())
}
