//! Erasure on legal demand: the body goes, the hash stays, so prints and receipts hold.
//!
//! An erasure is an event of its own (`event.erased`), written by the server for a reviewer. Whoever stores it applies it,
//! in the same transaction: to the event, to a held copy, to the snapshots of the log. The list of what was erased stays,
//! so that a body which comes back by a re-offer or a restore is dropped again. [`list`] is to be kept beside backups.

use nfv::{
    domain::{
        event::{Event, Header},
        facts::Fact,
        ids::{EventId, LogId},
        stamp::Stamp,
    },
    sync::messages::{Offer, Receipt},
};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

use crate::snapshots::rows;

use super::{Candidate, Right, StoreError, ToValue, Tx, receipt::Secret};

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// The log.
    pub log: LogId,
    /// The event whose body is gone.
    pub event: EventId,
    /// The event that says so.
    pub by: EventId,
    /// Unix milliseconds.
    pub at: u64,
    /// That event with its receipt: a restore that has lost it stores it again, so that every device hears of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<Offer>,
}

/// Before a batch is stored: erases what erasures in it name, and drops the bodies of events that were erased before. The
/// entity of an erasure is that of its target, so ingest folds it again.
///
/// # Errors
/// When the database fails.
pub fn prepare<'a>(tx: &Tx<'_>, batch: &'a [Candidate], now: u64) -> Result<Cow<'a, [Candidate]>, StoreError> {
    for candidate in batch.iter().filter(|candidate| candidate.right == Right::Author) {
        if let Some(erasure) = stated_by(&candidate.event, now) {
            erase(tx, &erasure)?;
        }
    }
    if tx.query_opt("SELECT 1 FROM erasure LIMIT 1", &[], |row| row.get::<i64>(0))?.is_none() {
        return Ok(Cow::Borrowed(batch));
    }
    let mut batch = batch.to_vec();
    for candidate in &mut batch {
        if is_erased(tx, candidate.event.header.log_id, candidate.event.header.event_id)? {
            candidate.event.body.clear();
        }
    }
    Ok(Cow::Owned(batch))
}

fn stated_by(event: &Event, at: u64) -> Option<Erasure> {
    if event.header.kind != Fact::ERASED {
        return None;
    }
    let Fact::EventErased(erased) = Fact::parse(&event.header.kind, &event.body) else { return None };
    Some(Erasure { log: event.header.log_id, event: erased.target, by: event.header.event_id, at, statement: None })
}

fn is_erased(tx: &Tx<'_>, log: LogId, event: EventId) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM erasure WHERE log_id = ?1 AND event_id = ?2";
    Ok(tx.query_opt(sql, &[&log, &event], |row| row.get::<i64>(0))?.is_some())
}

/// Everything that was erased, oldest first: to be kept beside the backups.
///
/// # Errors
/// When the database fails.
pub fn list(tx: &Tx<'_>) -> Result<Vec<Erasure>, StoreError> {
    let sql = "SELECT log_id, event_id, erased_by, erased_at FROM erasure ORDER BY erased_at, event_id";
    let mut all = tx.query(sql, &[], |row| {
        Ok(Erasure { log: row.get(0)?, event: row.get(1)?, by: row.get(2)?, at: row.get(3)?, statement: None })
    })?;
    for erasure in &mut all {
        erasure.statement = stored(tx, erasure.log, erasure.by)?;
    }
    Ok(all)
}

/// An event as it would be offered again.
fn stored(tx: &Tx<'_>, log: LogId, event: EventId) -> Result<Option<Offer>, StoreError> {
    let sql = "SELECT header, body, effective, received_at, receipt FROM event WHERE log_id = ?1 AND event_id = ?2";
    tx.query_opt(sql, &[&log, &event], |row| {
        let header = Header::from_bytes(&row.get::<Vec<u8>>(0)?).map_err(|_| StoreError::Corrupt("header"))?;
        let body = String::from_utf8(row.get(1)?).map_err(|_| StoreError::Corrupt("body"))?;
        let receipt = Receipt { effective: Stamp(row.get(2)?), received_at: row.get(3)?, mac: row.get(4)? };
        Ok(Offer { event: Event { header, body, proof: None }, receipt: Some(receipt), erased: None })
    })
}

/// Erases again what the list says. The projections must be rebuilt afterwards ([`super::Store::rebuild`]).
///
/// # Errors
/// When the database fails.
pub fn replay(tx: &Tx<'_>, erasures: &[Erasure]) -> Result<(), StoreError> {
    let mut lost = Vec::new();
    for erasure in erasures {
        // A log that was opened after the backup comes back with its events, and its erasures with it.
        if tx.query_opt("SELECT 1 FROM log WHERE id = ?1", &[&erasure.log], |row| row.get::<i64>(0))?.is_none() {
            continue;
        }
        erase(tx, erasure)?;
        if let Some(Offer { event, receipt, .. }) = &erasure.statement {
            lost.push(Candidate { receipt: receipt.clone(), ..Candidate::of_server(event.clone()) });
        }
    }
    if lost.is_empty() {
        return Ok(());
    }
    // The backup's own, since the receipts are of its server. What is there already is a duplicate.
    let secret: Vec<u8> =
        tx.query_opt("SELECT secret FROM meta", &[], |row| row.get(0))?.ok_or(StoreError::Corrupt("meta"))?;
    let secret = Secret::from_slice(&secret).map_err(|_| StoreError::Corrupt("secret"))?;
    tx.ingest(&secret, &lost, 0).map(drop)
}

fn erase(tx: &Tx<'_>, erasure: &Erasure) -> Result<(), StoreError> {
    let Erasure { log, event, by, at, .. } = erasure;
    tx.execute(
        "INSERT INTO erasure (log_id, event_id, erased_by, erased_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
        &[log, event, by, at],
    )?;
    let key: [&dyn ToValue; 3] = [log, event, &Vec::<u8>::new()];
    tx.execute("UPDATE event SET body = ?3 WHERE log_id = ?1 AND event_id = ?2", &key)?;
    rows::forget(tx, *log)?;
    crate::blobs::rows::forget(tx, *log, *event)?;
    tx.execute("UPDATE held SET body = ?3 WHERE log_id = ?1 AND event_id = ?2", &key)?;
    Ok(())
}
