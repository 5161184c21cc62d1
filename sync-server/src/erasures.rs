//! Erasing for a reviewer: which events, all copies of them, and the event that says so.
//!
//! What was forwarded to another log has its original inside: both go, wherever one of them is named. One transaction
//! with the audit.

use nfv::{
    domain::{
        facts::{EventErased, Fact},
        ids::{EntityId, EventId, LogId},
    },
    sync::held::{Erase, Erased},
};
use std::collections::BTreeSet;

use crate::{
    accounts::{
        Account,
        audit::{self, Action},
    },
    forward,
    held::{DeskError, logs_of},
    pen::Pen,
    ports::Random,
    store::{Candidate, StoreError, ToValue, Tx, receipt::Secret},
};

/// An event to be erased.
struct Target {
    entity: EntityId,
    kind: String,
    body: String,
}

/// Erases these events of one log of the caller, and every copy of them.
///
/// # Errors
/// [`DeskError::Unknown`] when one is not there, [`DeskError::ServerOnly`] when one says what was erased or moved, or when
/// the database fails; nothing was erased then.
pub fn erase(
    tx: &Tx<'_>,
    secret: &Secret,
    account: &Account,
    wanted: &Erase,
    now: u64,
    random: &dyn Random,
) -> Result<Erased, DeskError> {
    if !logs_of(tx, account)?.contains_key(&wanted.log) {
        return Err(DeskError::Unknown);
    }
    let mut pen = Pen::of_server(tx, random)?;
    pen.actor = account.id;
    let mut waiting: Vec<(LogId, EventId)> = wanted.events.iter().map(|event| (wanted.log, *event)).collect();
    let (mut done, mut written) = (BTreeSet::new(), Vec::new());
    while let Some((log, event)) = waiting.pop() {
        if !done.insert((log, event)) {
            continue;
        }
        let target = find(tx, log, event)?.ok_or(DeskError::Unknown)?;
        if Fact::is_written_by_server(&target.kind) && target.kind != Fact::FORWARDED {
            return Err(DeskError::ServerOnly);
        }
        let original = forward::original(&target.kind, &target.body);
        waiting.extend(forward::copies(tx, log, target.entity, original.map_or(event, |(_, id)| id))?);
        waiting.extend(original);
        let fact = Fact::EventErased(EventErased { target: event, reason: wanted.reason.clone() });
        written.push(pen.write(log, target.entity, &fact, now, random).map_err(unwritable)?);
        audit::record(tx, now, Some(account.id), Action::Erasure, Some(event.as_bytes()), &wanted.reason)?;
    }
    pen.keep(tx)?;
    let batch: Vec<Candidate> = written.into_iter().map(Candidate::of_server).collect();
    tx.ingest(secret, &batch, now)?;
    Ok(Erased { bodies: u32::try_from(done.len()).unwrap_or(u32::MAX) })
}

fn unwritable(error: impl std::fmt::Display) -> DeskError {
    StoreError::Database(error.to_string()).into()
}

/// The event, stored or held; its body is empty when it was erased before.
fn find(tx: &Tx<'_>, log: LogId, event: EventId) -> Result<Option<Target>, StoreError> {
    let key: [&dyn ToValue; 2] = [&log, &event];
    let sql = "SELECT entity_id, kind, body FROM event WHERE log_id = ?1 AND event_id = ?2";
    let stored = tx.query_opt(sql, &key, |row| {
        let body = String::from_utf8(row.get(2)?).map_err(|_| StoreError::Corrupt("body"))?;
        Ok(Target { entity: row.get(0)?, kind: row.get(1)?, body })
    })?;
    if stored.is_some() {
        return Ok(stored);
    }
    let sql = "SELECT header FROM held WHERE log_id = ?1 AND event_id = ?2";
    tx.query_opt(sql, &key, |row| {
        let header = nfv::domain::event::Header::from_bytes(&row.get::<Vec<u8>>(0)?);
        let header = header.map_err(|_| StoreError::Corrupt("header"))?;
        Ok(Target { entity: header.entity_id, kind: header.kind, body: String::new() })
    })
}
