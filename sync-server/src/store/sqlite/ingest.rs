//! Ingest: one transaction from looking up what is new to the projections.
//!
//! The write transaction is the lock of all logs. Heads are read once per log, advanced by exactly what is stored, and
//! written once; so sequences have no gaps and follow the order of commit.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use nfv::{
    domain::{
        event::{Hash, print_share},
        ids::{DeviceId, EntityId, Incarnation, LogId},
        stamp::Stamp,
    },
    store::projection,
    sync::messages::{Digest, Fate, Receipt, Seq},
};
use rusqlite::{OptionalExtension, Transaction, params};

use super::pages::{proof_to_bytes, unsigned};
use crate::store::{
    Candidate, Ingested, StoreError,
    life::{Novelty, SeenNumbers},
    receipt::Secret,
    verdict::{Found, Judgement, judge},
};

/// A log while a batch goes into it.
struct OpenLog {
    head: Seq,
    print: u64,
    last_received: u64,
    /// Most logs hold nothing outside; then nothing is looked up there.
    holds_some: bool,
    touched: BTreeSet<EntityId>,
}

/// What lies under an id already.
enum Earlier {
    Stored { hash: Hash, seq: Seq, receipt: Receipt },
    Held { hash: Hash },
    Refused { hash: Hash, reason: String },
}

impl Earlier {
    const fn hash(&self) -> Hash {
        match self {
            Self::Stored { hash, .. } | Self::Held { hash } | Self::Refused { hash, .. } => *hash,
        }
    }
}

pub(super) fn ingest(
    tx: &Transaction<'_>,
    secret: &Secret,
    batch: &[Candidate],
    now: u64,
) -> Result<Ingested, StoreError> {
    let mut ingest = Ingest { tx, secret, now, logs: open_logs(tx, batch)?, lives: BTreeMap::new() };
    let mut done = Ingested { fates: Vec::with_capacity(batch.len()), clones: Vec::new() };
    for candidate in batch {
        let (fate, novelty) = ingest.take(candidate)?;
        done.fates.push(fate);
        let life = (candidate.event.header.device_id, candidate.event.header.incarnation);
        if novelty == Novelty::Seen && !done.clones.contains(&life) {
            done.clones.push(life);
        }
    }
    ingest.close()?;
    Ok(done)
}

/// Reads the heads of a batch's logs, in sorted order. Unknown logs are missing from the answer.
fn open_logs(tx: &Transaction<'_>, batch: &[Candidate]) -> Result<BTreeMap<LogId, OpenLog>, StoreError> {
    let mut heads = tx.prepare_cached("SELECT head_seq, print, last_received FROM log WHERE id = ?1")?;
    let mut holds = tx.prepare_cached("SELECT EXISTS (SELECT 1 FROM held WHERE log_id = ?1)")?;
    let wanted: BTreeSet<LogId> = batch.iter().map(|candidate| candidate.event.header.log_id).collect();
    let mut logs = BTreeMap::new();
    for id in wanted {
        let head = heads
            .query_row([id.as_bytes()], |row| Ok((unsigned(row, 0)?, unsigned(row, 1)?, unsigned(row, 2)?)))
            .optional()?;
        if let Some((head, print, last_received)) = head {
            let holds_some = holds.query_row([id.as_bytes()], |row| row.get(0))?;
            logs.insert(id, OpenLog { head, print, last_received, holds_some, touched: BTreeSet::new() });
        }
    }
    Ok(logs)
}

struct Ingest<'a> {
    tx: &'a Transaction<'a>,
    secret: &'a Secret,
    now: u64,
    logs: BTreeMap<LogId, OpenLog>,
    lives: BTreeMap<(DeviceId, Incarnation), SeenNumbers>,
}

impl Ingest<'_> {
    fn take(&mut self, candidate: &Candidate) -> Result<(Fate, Novelty), StoreError> {
        let earlier = self.earlier(candidate)?;
        let found = match &earlier {
            None => Found::NoLog,
            Some(None) => Found::Nothing,
            Some(Some(Earlier::Stored { hash, .. })) => Found::Stored(hash),
            Some(Some(Earlier::Held { hash })) => Found::Held(hash),
            Some(Some(Earlier::Refused { hash, .. })) => Found::Refused(hash),
        };
        let known = (Novelty::New, earlier.as_ref());
        Ok(match (judge(&candidate.hash, candidate.right, found), known) {
            (Judgement::Store, _) => {
                let novelty = self.note_number(candidate)?;
                (self.append(candidate)?, novelty)
            }
            (Judgement::Release, _) => {
                self.tx.prepare_cached("DELETE FROM held WHERE log_id = ?1 AND event_id = ?2")?.execute(params![
                    candidate.event.header.log_id.as_bytes(),
                    candidate.event.header.event_id.as_bytes()
                ])?;
                (self.append(candidate)?, Novelty::New)
            }
            (Judgement::Duplicate, (novelty, Some(Some(Earlier::Stored { seq, receipt, .. })))) => {
                (Fate::Duplicate { seq: *seq, receipt: receipt.clone() }, novelty)
            }
            (Judgement::IdReused | Judgement::Duplicate, (_, earlier)) => {
                let hash = earlier.and_then(Option::as_ref).map_or(candidate.hash, Earlier::hash);
                (Fate::IdReused { hash: Digest(hash) }, Novelty::New)
            }
            (Judgement::Hold(reason), _) => {
                let novelty = self.note_number(candidate)?;
                self.hold(candidate, reason)?;
                (Fate::Held, novelty)
            }
            (Judgement::StillRefused, (_, Some(Some(Earlier::Refused { reason, .. })))) => {
                (Fate::Refused { reason: reason.clone() }, Novelty::New)
            }
            (Judgement::StillHeld | Judgement::StillRefused, _) => (Fate::Held, Novelty::New),
            (Judgement::UnknownLog, _) => {
                (Fate::Rejected { code: "unknown_log".into(), retry_after_upgrade: false }, Novelty::New)
            }
        })
    }

    /// None: no such log. Some(None): nothing under that id.
    fn earlier(&self, candidate: &Candidate) -> Result<Option<Option<Earlier>>, StoreError> {
        let header = &candidate.event.header;
        let Some(log) = self.logs.get(&header.log_id) else { return Ok(None) };
        let key = params![header.log_id.as_bytes(), header.event_id.as_bytes()];
        let stored = self
            .tx
            .prepare_cached(
                "SELECT hash, seq, effective, received_at, receipt FROM event WHERE log_id = ?1 AND event_id = ?2",
            )?
            .query_row(key, |row| {
                let (effective, received_at) = (Stamp(unsigned(row, 2)?), unsigned(row, 3)?);
                let receipt = Receipt { effective, received_at, mac: row.get(4)? };
                Ok(Earlier::Stored { hash: row.get(0)?, seq: unsigned(row, 1)?, receipt })
            })
            .optional()?;
        if stored.is_some() || !log.holds_some {
            return Ok(Some(stored));
        }
        let held = self
            .tx
            .prepare_cached(include_str!("select_held.sql"))?
            .query_row(key, |row| {
                let (hash, refused): (Hash, Option<String>) = (row.get(0)?, row.get(1)?);
                Ok(refused.map_or(Earlier::Held { hash }, |reason| Earlier::Refused { hash, reason }))
            })
            .optional()?;
        Ok(Some(held))
    }

    fn append(&mut self, candidate: &Candidate) -> Result<Fate, StoreError> {
        let header = &candidate.event.header;
        let Some(log) = self.logs.get_mut(&header.log_id) else {
            return Err(StoreError::Corrupt("log vanished within a transaction"));
        };
        let receipt = candidate.receipt.clone().unwrap_or_else(|| {
            let received_at = self.now.max(log.last_received);
            let effective = header.stamp.effective(received_at);
            self.secret.issue(header.log_id, header.event_id, &candidate.hash, effective, received_at)
        });
        log.head += 1;
        log.print = log.print.wrapping_add(print_share(&candidate.hash, log.head, receipt.effective));
        log.last_received = log.last_received.max(receipt.received_at);
        log.touched.insert(header.entity_id);
        self.tx.prepare_cached(include_str!("insert_event.sql"))?.execute(params![
            header.log_id.as_bytes(),
            log.head.cast_signed(),
            header.event_id.as_bytes(),
            candidate.hash,
            log.print.cast_signed(),
            header.kind,
            header.entity_id.as_bytes(),
            receipt.effective.0.cast_signed(),
            receipt.received_at.cast_signed(),
            header.device_id.as_bytes(),
            candidate.header,
            candidate.event.body.as_bytes(),
            candidate.event.proof.as_ref().map(proof_to_bytes),
            receipt.mac,
        ])?;
        Ok(Fate::Stored { seq: log.head, receipt })
    }

    fn hold(&mut self, candidate: &Candidate, reason: &str) -> Result<(), StoreError> {
        let header = &candidate.event.header;
        if let Some(log) = self.logs.get_mut(&header.log_id) {
            log.holds_some = true;
        }
        self.tx.prepare_cached(include_str!("insert_held.sql"))?.execute(params![
            header.log_id.as_bytes(),
            header.event_id.as_bytes(),
            candidate.hash,
            reason,
            self.now.cast_signed(),
            candidate.header,
            candidate.event.body.as_bytes(),
            candidate.event.proof.as_ref().map(proof_to_bytes),
        ])?;
        Ok(())
    }

    fn note_number(&mut self, candidate: &Candidate) -> Result<Novelty, StoreError> {
        let header = &candidate.event.header;
        let seen = match self.lives.entry((header.device_id, header.incarnation)) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unread) => {
                let bytes: Option<Vec<u8>> = self
                    .tx
                    .prepare_cached("SELECT seen FROM life WHERE device_id = ?1 AND incarnation = ?2")?
                    .query_row(params![header.device_id.as_bytes(), header.incarnation.as_bytes()], |row| row.get(0))
                    .optional()?;
                unread.insert(SeenNumbers::from_bytes(&bytes.unwrap_or_default()))
            }
        };
        Ok(seen.insert(header.n))
    }

    fn close(self) -> Result<(), StoreError> {
        let mut heads =
            self.tx.prepare_cached("UPDATE log SET head_seq = ?2, print = ?3, last_received = ?4 WHERE id = ?1")?;
        let mut touched: Vec<(LogId, EntityId)> = Vec::new();
        for (id, log) in self.logs.iter().filter(|(_, log)| !log.touched.is_empty()) {
            heads.execute(params![
                id.as_bytes(),
                log.head.cast_signed(),
                log.print.cast_signed(),
                log.last_received.cast_signed()
            ])?;
            touched.extend(log.touched.iter().map(|entity| (*id, *entity)));
        }
        projection::refold_all(self.tx, &touched)?;
        let mut lives = self.tx.prepare_cached(
            "INSERT INTO life (device_id, incarnation, seen) VALUES (?1, ?2, ?3)
             ON CONFLICT (device_id, incarnation) DO UPDATE SET seen = excluded.seen",
        )?;
        for ((device, incarnation), seen) in &self.lives {
            lives.execute(params![device.as_bytes(), incarnation.as_bytes(), seen.to_bytes()])?;
        }
        Ok(())
    }
}
