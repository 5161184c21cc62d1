//! Ingest: one transaction from looking up what is new to the projections.
//!
//! The write transaction is the lock of all logs. What a batch comes to is decided in [`Batch`]; heads are read once per log,
//! advanced by exactly what is stored, and written once; so sequences have no gaps and follow the order of commit.

use std::collections::{BTreeMap, BTreeSet};

use nfv::{
    domain::{
        ids::{EntityId, LogId},
        pledge::is_pledge,
        stamp::Stamp,
    },
    store::projection,
    sync::messages::Receipt,
};
use rusqlite::{OptionalExtension, Transaction, params};

use super::pages::unsigned;
use crate::store::{
    Candidate, Ingested, StoreError,
    batch::{self, Appended, Batch, Earlier, Head, Key, Life},
    life::SeenNumbers,
    proof,
    receipt::Secret,
};

pub(in crate::store) fn ingest(
    tx: &Transaction<'_>,
    secret: &Secret,
    candidates: &[Candidate],
    now: u64,
) -> Result<Ingested, StoreError> {
    let mut batch = Batch::new(secret, now, heads(tx, candidates)?);
    look_up(tx, &mut batch, candidates)?;
    for life in batch.lives_of(candidates) {
        batch.lives.insert(life, seen(tx, &life)?);
    }
    for candidate in candidates {
        batch.take(candidate)?;
    }
    save(tx, &batch)?;
    Ok(batch.done)
}

/// Reads the heads of a batch's logs, in sorted order. Unknown logs are missing from the answer.
fn heads(tx: &Transaction<'_>, candidates: &[Candidate]) -> Result<BTreeMap<LogId, Head>, StoreError> {
    let mut statement = tx.prepare_cached("SELECT head_seq, print, last_received FROM log WHERE id = ?1")?;
    let wanted: BTreeSet<LogId> = candidates.iter().map(|candidate| candidate.event.header.log_id).collect();
    let mut heads = BTreeMap::new();
    for id in wanted {
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Head { seq: unsigned(row, 0)?, print: unsigned(row, 1)?, last_received: unsigned(row, 2)? })
        };
        heads.extend(statement.query_row([id.as_bytes()], read).optional()?.map(|head| (id, head)));
    }
    Ok(heads)
}

/// Looks up what lies under the ids of the candidates.
fn look_up(tx: &Transaction<'_>, batch: &mut Batch<'_>, candidates: &[Candidate]) -> Result<(), StoreError> {
    // Most logs hold nothing outside; then nothing is looked up there.
    let mut holds = BTreeMap::new();
    for id in batch.heads.keys() {
        let sql = "SELECT EXISTS (SELECT 1 FROM held WHERE log_id = ?1)";
        let holds_some: bool = tx.prepare_cached(sql)?.query_row([id.as_bytes()], |row| row.get(0))?;
        holds.insert(*id, holds_some);
    }
    for key in candidates.iter().map(batch::key) {
        let Some(holds_some) = holds.get(&key.0) else { continue };
        let mut earlier = stored(tx, &key)?;
        if earlier.is_none() && *holds_some {
            earlier = held(tx, &key)?;
        }
        batch.earlier.extend(earlier.map(|earlier| (key, earlier)));
    }
    Ok(())
}

fn stored(tx: &Transaction<'_>, (log, event): &Key) -> Result<Option<Earlier>, StoreError> {
    let sql = "SELECT hash, seq, effective, received_at, receipt FROM event WHERE log_id = ?1 AND event_id = ?2";
    let stored = tx.prepare_cached(sql)?.query_row(params![log.as_bytes(), event.as_bytes()], |row| {
        let (effective, received_at) = (Stamp(unsigned(row, 2)?), unsigned(row, 3)?);
        let receipt = Receipt { effective, received_at, mac: row.get(4)? };
        Ok(Earlier::Stored { hash: row.get(0)?, seq: unsigned(row, 1)?, receipt })
    });
    Ok(stored.optional()?)
}

fn held(tx: &Transaction<'_>, (log, event): &Key) -> Result<Option<Earlier>, StoreError> {
    let held = tx
        .prepare_cached(include_str!("select_held.sql"))?
        .query_row(params![log.as_bytes(), event.as_bytes()], |row| Ok(Earlier::outside(row.get(0)?, row.get(1)?)));
    Ok(held.optional()?)
}

fn seen(tx: &Transaction<'_>, (device, incarnation): &Life) -> Result<SeenNumbers, StoreError> {
    let bytes: Option<Vec<u8>> = tx
        .prepare_cached("SELECT seen FROM life WHERE device_id = ?1 AND incarnation = ?2")?
        .query_row(params![device.as_bytes(), incarnation.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(SeenNumbers::from_bytes(&bytes.unwrap_or_default()))
}

fn save(tx: &Transaction<'_>, batch: &Batch<'_>) -> Result<(), StoreError> {
    for row in &batch.appended {
        insert(tx, row)?;
    }
    for (log, event) in &batch.released {
        tx.prepare_cached("DELETE FROM held WHERE log_id = ?1 AND event_id = ?2")?
            .execute(params![log.as_bytes(), event.as_bytes()])?;
    }
    for (candidate, reason) in batch.held.values() {
        hold(tx, candidate, reason, batch.now)?;
    }
    let mut heads = tx.prepare_cached("UPDATE log SET head_seq = ?2, print = ?3, last_received = ?4 WHERE id = ?1")?;
    let mut touched: Vec<(LogId, EntityId)> = Vec::new();
    for (log, entities) in &batch.touched {
        let Some(Head { seq, print, last_received }) = batch.heads.get(log).copied() else { continue };
        heads.execute(params![log.as_bytes(), seq.cast_signed(), print.cast_signed(), last_received.cast_signed()])?;
        touched.extend(entities.iter().map(|entity| (*log, *entity)));
    }
    projection::refold_all(tx, &touched)?;
    let mut lives = tx.prepare_cached(
        "INSERT INTO life (device_id, incarnation, seen) VALUES (?1, ?2, ?3)
         ON CONFLICT (device_id, incarnation) DO UPDATE SET seen = excluded.seen",
    )?;
    for ((device, incarnation), seen) in &batch.lives {
        lives.execute(params![device.as_bytes(), incarnation.as_bytes(), seen.to_bytes()])?;
    }
    Ok(())
}

fn insert(tx: &Transaction<'_>, row: &Appended<'_>) -> Result<(), StoreError> {
    let (candidate, header) = (row.candidate, &row.candidate.event.header);
    tx.prepare_cached(include_str!("insert_event.sql"))?.execute(params![
        header.log_id.as_bytes(),
        row.seq.cast_signed(),
        header.event_id.as_bytes(),
        candidate.hash,
        row.print.cast_signed(),
        header.kind,
        header.entity_id.as_bytes(),
        row.receipt.effective.0.cast_signed(),
        row.receipt.received_at.cast_signed(),
        header.device_id.as_bytes(),
        candidate.header,
        candidate.event.body.as_bytes(),
        candidate.event.proof.as_ref().map(proof::to_bytes),
        row.receipt.mac,
    ])?;
    if is_pledge(&header.kind) {
        tx.prepare_cached("INSERT INTO pledge_waiting (log_id, seq) VALUES (?1, ?2)")?
            .execute(params![header.log_id.as_bytes(), row.seq.cast_signed()])?;
    }
    Ok(())
}

fn hold(tx: &Transaction<'_>, candidate: &Candidate, reason: &str, now: u64) -> Result<(), StoreError> {
    let header = &candidate.event.header;
    tx.prepare_cached(include_str!("insert_held.sql"))?.execute(params![
        header.log_id.as_bytes(),
        header.event_id.as_bytes(),
        candidate.hash,
        reason,
        now.cast_signed(),
        candidate.header,
        candidate.event.body.as_bytes(),
        candidate.event.proof.as_ref().map(proof::to_bytes),
    ])?;
    Ok(())
}
