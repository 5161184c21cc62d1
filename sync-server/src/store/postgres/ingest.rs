//! Ingest: one transaction from locking the logs to the projections.
//!
//! READ COMMITTED: once the rows of the logs are locked, every statement sees all that was committed to them before. What a
//! batch comes to is decided in [`Batch`]; here it is loaded and saved, a statement for all rows of a kind.

use std::collections::{BTreeMap, BTreeSet};

use nfv::{
    domain::{
        ids::{DeviceId, EventId, Incarnation, LogId},
        pledge::is_pledge,
        stamp::Stamp,
    },
    sync::messages::Receipt,
};
use tokio::try_join;
use uuid::Uuid;

use super::{
    locks::{Hold, Lock},
    pages::{bytes, log_id, unsigned},
    projection::{self, Interrupted},
    session::{Parameter, Session},
};
use crate::store::{
    Candidate, Ingested, StoreError, Tx,
    batch::{Batch, Earlier, Head, Life},
    erasure,
    life::SeenNumbers,
    proof,
    receipt::Secret,
};

/// How areas, rounds and rule sets are locked for a batch. A guess: folding says when it was too little.
pub(super) fn hold_for(candidates: &[Candidate]) -> Hold {
    let scoping = |candidate: &Candidate| {
        matches!(candidate.event.header.kind.as_str(), "area.defined" | "round.opened" | "rule_set.adopted")
    };
    if candidates.iter().any(scoping) { Hold::Alone } else { Hold::Shared }
}

pub(super) fn ingest(
    session: &Session<'_>,
    secret: &Secret,
    candidates: &[Candidate],
    now: u64,
    hold: Hold,
) -> Result<Ingested, Interrupted> {
    session.lock(Lock::Scopes, hold)?;
    let heads = lock_heads(session, candidates)?;
    // Under the locks: what is erased by another process meanwhile is seen.
    let candidates = erasure::prepare(&Tx::Postgres(session), candidates, now)?;
    let candidates = candidates.as_ref();
    let mut batch = Batch::new(secret, now, heads);
    look_up(session, &mut batch, candidates)?;
    batch.lives = lock_lives(session, &batch.lives_of(candidates))?;
    for candidate in candidates {
        batch.take(candidate)?;
    }
    save(session, &batch)?;
    projection::refold(session, &batch.touched, hold)?;
    Ok(batch.done)
}

fn lock_heads(session: &Session<'_>, candidates: &[Candidate]) -> Result<BTreeMap<LogId, Head>, StoreError> {
    let wanted: BTreeSet<&[u8]> =
        candidates.iter().map(|candidate| candidate.event.header.log_id.as_bytes().as_slice()).collect();
    let wanted: Vec<&[u8]> = wanted.into_iter().collect();
    let rows = session.query(include_str!("sql/lock_heads.sql"), &[&wanted])?;
    rows.iter()
        .map(|row| {
            let (seq, print, last_received) = (unsigned(row, 1)?, unsigned(row, 2)?, unsigned(row, 3)?);
            Ok((log_id(row, 0)?, Head { seq, print, last_received }))
        })
        .collect()
}

/// Looks up what lies under the ids of the candidates.
fn look_up(session: &Session<'_>, batch: &mut Batch<'_>, candidates: &[Candidate]) -> Result<(), StoreError> {
    let mut ids: BTreeMap<LogId, Vec<&[u8]>> = BTreeMap::new();
    for header in candidates.iter().map(|candidate| &candidate.event.header) {
        if batch.heads.contains_key(&header.log_id) {
            ids.entry(header.log_id).or_default().push(header.event_id.as_bytes());
        }
    }
    for (log, ids) in ids {
        let key = log.as_bytes().as_slice();
        let parameters: [Parameter<'_>; 2] = [&key, &ids];
        let (held, stored) = session.wait(async {
            try_join!(biased; session.ask(include_str!("sql/select_held.sql"), &parameters),
                session.ask(include_str!("sql/select_stored.sql"), &parameters),
            )
        })?;
        for row in held {
            let held = Earlier::outside(bytes(&row, 1)?, row.try_get(2)?);
            batch.earlier.insert((log, event_id(&row)?), held);
        }
        for row in stored {
            let effective = Stamp(unsigned(&row, 3)?);
            let receipt = Receipt { effective, received_at: unsigned(&row, 4)?, mac: bytes(&row, 5)? };
            let stored = Earlier::Stored { hash: bytes(&row, 1)?, seq: unsigned(&row, 2)?, receipt };
            batch.earlier.insert((log, event_id(&row)?), stored);
        }
    }
    Ok(())
}

fn event_id(row: &tokio_postgres::Row) -> Result<EventId, StoreError> {
    Ok(EventId(Uuid::from_bytes(bytes(row, 0)?)))
}

/// Reads and locks the numbers seen of these lives; they may come into other logs at the same time.
fn lock_lives(session: &Session<'_>, lives: &BTreeSet<Life>) -> Result<BTreeMap<Life, SeenNumbers>, StoreError> {
    let devices: Vec<&[u8]> = lives.iter().map(|(device, _)| device.as_bytes().as_slice()).collect();
    let incarnations: Vec<&[u8]> = lives.iter().map(|(_, incarnation)| incarnation.as_bytes().as_slice()).collect();
    if lives.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut rows = session.query(include_str!("sql/lock_lives.sql"), &[&devices, &incarnations])?;
    if rows.len() < lives.len() {
        session.execute(include_str!("sql/insert_lives.sql"), &[&devices, &incarnations])?;
        rows = session.query(include_str!("sql/lock_lives.sql"), &[&devices, &incarnations])?;
    }
    rows.iter()
        .map(|row| {
            let life = (DeviceId(Uuid::from_bytes(bytes(row, 0)?)), Incarnation(Uuid::from_bytes(bytes(row, 1)?)));
            Ok((life, SeenNumbers::from_bytes(row.try_get(2)?)))
        })
        .collect()
}

/// A column of the rows that a batch appends.
macro_rules! column {
    ($rows:expr, $row:ident => $value:expr) => {
        $rows.iter().map(|$row| $value).collect::<Vec<_>>()
    };
}

/// Writes everything of a batch in one go.
fn save(session: &Session<'_>, batch: &Batch<'_>) -> Result<(), StoreError> {
    session.wait(async {
        try_join!(biased; insert_events(session, batch),
            note_pledges(session, batch),
            delete_held(session, batch),
            insert_held(session, batch),
            update_heads(session, batch),
            update_lives(session, batch),
        )
    })?;
    Ok(())
}

async fn delete_held(session: &Session<'_>, batch: &Batch<'_>) -> Result<(), StoreError> {
    if batch.released.is_empty() {
        return Ok(());
    }
    let logs = column!(batch.released, key => key.0.as_bytes().as_slice());
    let events = column!(batch.released, key => key.1.as_bytes().as_slice());
    session.run(include_str!("sql/delete_held.sql"), &[&logs, &events]).await.map(drop)
}

async fn update_lives(session: &Session<'_>, batch: &Batch<'_>) -> Result<(), StoreError> {
    if batch.lives.is_empty() {
        return Ok(());
    }
    let devices = column!(batch.lives, life => life.0.0.as_bytes().as_slice());
    let incarnations = column!(batch.lives, life => life.0.1.as_bytes().as_slice());
    let seen = column!(batch.lives, life => life.1.to_bytes());
    session.run(include_str!("sql/update_lives.sql"), &[&devices, &incarnations, &seen]).await.map(drop)
}

async fn insert_events(session: &Session<'_>, batch: &Batch<'_>) -> Result<(), StoreError> {
    let rows = &batch.appended;
    if rows.is_empty() {
        return Ok(());
    }
    let logs = column!(rows, row => row.candidate.event.header.log_id.as_bytes().as_slice());
    let seqs = column!(rows, row => row.seq.cast_signed());
    let ids = column!(rows, row => row.candidate.event.header.event_id.as_bytes().as_slice());
    let hashes = column!(rows, row => row.candidate.hash.as_slice());
    let prints = column!(rows, row => row.print.cast_signed());
    let kinds = column!(rows, row => row.candidate.event.header.kind.as_str());
    let entities = column!(rows, row => row.candidate.event.header.entity_id.as_bytes().as_slice());
    let effective = column!(rows, row => row.receipt.effective.0.cast_signed());
    let received = column!(rows, row => row.receipt.received_at.cast_signed());
    let devices = column!(rows, row => row.candidate.event.header.device_id.as_bytes().as_slice());
    let headers = column!(rows, row => row.candidate.header.as_slice());
    let bodies = column!(rows, row => row.candidate.event.body.as_bytes());
    let proofs = column!(rows, row => row.candidate.event.proof.as_ref().map(|proof| proof::to_bytes(proof).to_vec()));
    let receipts = column!(rows, row => row.receipt.mac.as_slice());
    let inserted = session
        .run(
            include_str!("sql/insert_events.sql"),
            &[
                &logs, &seqs, &ids, &hashes, &prints, &kinds, &entities, &effective, &received, &devices, &headers,
                &bodies, &proofs, &receipts,
            ],
        )
        .await?;
    if inserted == rows.len() as u64 { Ok(()) } else { Err(StoreError::Corrupt("an event was not inserted")) }
}

/// Pledges wait for their places in the log of pledges from the moment they are stored.
async fn note_pledges(session: &Session<'_>, batch: &Batch<'_>) -> Result<(), StoreError> {
    let rows: Vec<_> = batch.appended.iter().filter(|row| is_pledge(&row.candidate.event.header.kind)).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let logs = column!(rows, row => row.candidate.event.header.log_id.as_bytes().as_slice());
    let seqs = column!(rows, row => row.seq.cast_signed());
    session.run(include_str!("sql/insert_waiting.sql"), &[&logs, &seqs]).await.map(drop)
}

async fn insert_held(session: &Session<'_>, batch: &Batch<'_>) -> Result<(), StoreError> {
    let rows: Vec<_> = batch.held.values().collect();
    if rows.is_empty() {
        return Ok(());
    }
    let logs = column!(rows, row => row.0.event.header.log_id.as_bytes().as_slice());
    let ids = column!(rows, row => row.0.event.header.event_id.as_bytes().as_slice());
    let hashes = column!(rows, row => row.0.hash.as_slice());
    let reasons = column!(rows, row => row.1);
    let headers = column!(rows, row => row.0.header.as_slice());
    let bodies = column!(rows, row => row.0.event.body.as_bytes());
    let proofs = column!(rows, row => row.0.event.proof.as_ref().map(|proof| proof::to_bytes(proof).to_vec()));
    let now = batch.now.cast_signed();
    let values: [Parameter<'_>; 8] = [&logs, &ids, &hashes, &reasons, &now, &headers, &bodies, &proofs];
    session.run(include_str!("sql/insert_held.sql"), &values).await.map(drop)
}

async fn update_heads(session: &Session<'_>, batch: &Batch<'_>) -> Result<(), StoreError> {
    let heads: Vec<(&LogId, &Head)> = batch.heads.iter().filter(|(log, _)| batch.touched.contains_key(log)).collect();
    if heads.is_empty() {
        return Ok(());
    }
    let logs = column!(heads, head => head.0.as_bytes().as_slice());
    let seqs = column!(heads, head => head.1.seq.cast_signed());
    let prints = column!(heads, head => head.1.print.cast_signed());
    let received = column!(heads, head => head.1.last_received.cast_signed());
    session.run(include_str!("sql/update_heads.sql"), &[&logs, &seqs, &prints, &received]).await.map(drop)
}
