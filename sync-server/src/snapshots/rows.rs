//! The table of snapshots: what is being built, what is there, what was replaced. Inside the caller's transaction.
//!
//! A row is made when building begins and completed when the object is durable. Whoever deletes the rows of a log, as an
//! erasure does, takes away both what is there and the right to publish what is being built.

use nfv::{
    domain::ids::LogId,
    sync::{
        messages::{Epoch, Seq},
        snapshot::{Manifest, SnapshotHint},
    },
};

use crate::store::{StoreError, Tx};

/// What is being built longer than this was given up.
const BUILDING_MS: u64 = 60 * 60 * 1000;

/// What was replaced is kept so long for those who are reading it.
pub const KEPT_MS: u64 = 24 * 60 * 60 * 1000;

/// One building of a snapshot: its log and 16 random bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Build {
    /// The log.
    pub log: LogId,
    /// Random.
    pub id: [u8; 16],
}

impl Build {
    /// The key of its object.
    #[must_use]
    pub fn key(&self) -> String {
        format!("snapshots/{}/{}", self.log, hex::encode(self.id))
    }

    /// Reads a key back.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        let (log, id) = key.strip_prefix("snapshots/")?.split_once('/')?;
        let mut bytes = [0; 16];
        hex::decode_to_slice(id, &mut bytes).ok()?;
        Some(Self { log: log.parse().ok()?, id: bytes })
    }
}

/// Logs with more events outside of a snapshot than `tail` and an eighth of their length, with their heads.
///
/// # Errors
/// When the database fails.
pub fn due(tx: &Tx<'_>, epoch: Epoch, tail: u64) -> Result<Vec<(LogId, Seq)>, StoreError> {
    let logs = tx.query(include_str!("sql/due.sql"), &[&tail, &epoch], |row| {
        Ok((row.get::<LogId>(0)?, row.get::<u64>(1)?, row.get::<Option<u64>>(2)?.unwrap_or(0)))
    })?;
    let long = |(_, head, there): &(LogId, Seq, Seq)| head.saturating_sub(*there) > tail.max(head / 8);
    Ok(logs.into_iter().filter(long).map(|(log, head, _)| (log, head)).collect())
}

/// Notes that a snapshot is being built; false when somebody else is at it.
///
/// # Errors
/// When the database fails.
pub fn begin(tx: &Tx<'_>, build: &Build, epoch: Epoch, now: u64) -> Result<bool, StoreError> {
    let given_up = now.saturating_sub(BUILDING_MS);
    let sql = "DELETE FROM snapshot WHERE log_id = ?1 AND manifest IS NULL AND began_at < ?2";
    tx.execute(sql, &[&build.log, &given_up])?;
    let sql = "SELECT 1 FROM snapshot WHERE log_id = ?1 AND manifest IS NULL";
    if tx.query_opt(sql, &[&build.log], |_| Ok(()))?.is_some() {
        return Ok(false);
    }
    let sql = "INSERT INTO snapshot (log_id, build, epoch, began_at) VALUES (?1, ?2, ?3, ?4)";
    tx.execute(sql, &[&build.log, &build.id, &epoch, &now])?;
    Ok(true)
}

/// Publishes what was built, in place of what was there; false when the right to do so is gone.
///
/// # Errors
/// When the database fails.
pub fn publish(tx: &Tx<'_>, build: &Build, manifest: &Manifest, now: u64) -> Result<bool, StoreError> {
    let text = serde_json::to_string(manifest).map_err(|error| StoreError::Database(error.to_string()))?;
    let sql = "UPDATE snapshot SET replaced_at = ?2 WHERE log_id = ?1 AND manifest IS NOT NULL AND replaced_at IS NULL";
    tx.execute(sql, &[&build.log, &now])?;
    let sql = "UPDATE snapshot SET seq = ?3, hash = ?4, manifest = ?5 WHERE log_id = ?1 AND build = ?2";
    let published = tx.execute(sql, &[&build.log, &build.id, &manifest.seq, manifest.hash.as_bytes(), &text])?;
    Ok(published == 1)
}

/// What was begun is given up.
///
/// # Errors
/// When the database fails.
pub fn give_up(tx: &Tx<'_>, build: &Build) -> Result<(), StoreError> {
    tx.execute("DELETE FROM snapshot WHERE log_id = ?1 AND build = ?2", &[&build.log, &build.id]).map(drop)
}

/// The newest snapshot of a log in this life of the database.
///
/// # Errors
/// When the database fails.
pub fn newest(tx: &Tx<'_>, log: LogId, epoch: Epoch) -> Result<Option<Manifest>, StoreError> {
    let sql = "SELECT manifest FROM snapshot
               WHERE log_id = ?1 AND epoch = ?2 AND manifest IS NOT NULL AND replaced_at IS NULL";
    tx.query_opt(sql, &[&log, &epoch], |row| manifest(&row.get::<String>(0)?))
}

/// The newest snapshot of a log as it is named in a reply.
///
/// # Errors
/// When the database fails.
pub fn hint(tx: &Tx<'_>, log: LogId, epoch: Epoch) -> Result<Option<SnapshotHint>, StoreError> {
    let newest = newest(tx, log, epoch)?;
    Ok(newest.map(|manifest| SnapshotHint { hash: manifest.hash, seq: manifest.seq, print: manifest.print }))
}

/// A snapshot by its name, also one that was replaced lately.
///
/// # Errors
/// When the database fails.
pub fn by_hash(tx: &Tx<'_>, log: LogId, hash: &[u8; 32]) -> Result<Option<(Build, Manifest)>, StoreError> {
    let sql = "SELECT build, manifest FROM snapshot WHERE log_id = ?1 AND hash = ?2";
    tx.query_opt(sql, &[&log, hash], |row| Ok((Build { log, id: row.get(0)? }, manifest(&row.get::<String>(1)?)?)))
}

/// All snapshots of a log go, those being built as well: its events were changed by an erasure. Their objects go with
/// the next tidying.
///
/// # Errors
/// When the database fails.
pub fn forget(tx: &Tx<'_>, log: LogId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM snapshot WHERE log_id = ?1", &[&log]).map(drop)
}

/// Deletes the rows of what was replaced a day ago, given up, or of another life.
///
/// # Errors
/// When the database fails.
pub fn expire(tx: &Tx<'_>, epoch: Epoch, now: u64) -> Result<(), StoreError> {
    let (replaced, given_up) = (now.saturating_sub(KEPT_MS), now.saturating_sub(BUILDING_MS));
    tx.execute(include_str!("sql/expire.sql"), &[&epoch, &replaced, &given_up]).map(drop)
}

/// Whether a row stands for this object.
///
/// # Errors
/// When the database fails.
pub fn is_known(tx: &Tx<'_>, build: &Build) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM snapshot WHERE log_id = ?1 AND build = ?2";
    Ok(tx.query_opt(sql, &[&build.log, &build.id], |_| Ok(()))?.is_some())
}

fn manifest(text: &str) -> Result<Manifest, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Corrupt("snapshot.manifest"))
}
