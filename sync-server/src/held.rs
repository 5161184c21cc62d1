//! Held events: which ones a reviewer sees, and what becomes of them.
//!
//! Whoever manages an area decides on what is held in the logs that they may read there. An admitted event goes through
//! ingest like any other, with its effective stamp fixed now; decision, audit and event are one transaction.

use nfv::{
    domain::{
        event::{Event, Hash, Header},
        facts::Fact,
        ids::{DeviceId, EventId, LogId},
        stamp::Stamp,
    },
    sync::{
        enrolment::Grant,
        held::{DecideHeld, Decision, HeldEvent, Refusal},
        messages::{Fate, Receipt, Verdict},
    },
};
use std::collections::BTreeMap;

use crate::{
    accounts::{
        Account, AccountError,
        audit::{self, Action, decisions},
        grants, people,
    },
    areas::Tree,
    http::error::ApiError,
    store::{Candidate, Right, StoreError, Tx, proof, receipt::Secret, tx::Row},
};

/// Most held events in one answer.
const MOST: usize = 500;

/// Longest reason, in characters.
const MAX_REASON: usize = 500;

/// How long a decision is told to its author's device.
const TOLD_MS: u64 = 400 * 24 * 3600 * 1000;

/// Most decisions told to a device.
const MOST_TOLD: u32 = 500;

/// Why a decision, an erasure or a move was not taken. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// No such event or entity in a log of the caller.
    #[error("no such event in a log of this account")]
    Unknown,
    /// Only the server writes this kind: it can be neither admitted nor erased.
    #[error("only the server writes this kind of event")]
    ServerOnly,
    /// It was moved or merged before.
    #[error("moved before")]
    Moved,
    /// The areas do not fit each other, or are the same.
    #[error("these areas do not fit")]
    UnfitAreas,
    /// More than one transaction should carry.
    #[error("too much at once")]
    TooMuch,
    /// Rights, accounts, the database.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A reason as people write it, without blanks around it.
///
/// # Errors
/// 422 `reason_invalid` when there is none, or too much of it.
pub fn words(reason: &str) -> Result<String, ApiError> {
    let reason = reason.trim();
    let fits = !reason.is_empty() && reason.chars().count() <= MAX_REASON;
    let refused = || {
        let status = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
        ApiError::of(status, "reason_invalid", format_args!("1 to {MAX_REASON} characters"))
    };
    fits.then(|| reason.to_owned()).ok_or_else(refused)
}

/// The logs of the caller's own area and below that the caller may read.
///
/// # Errors
/// When the database fails.
pub fn logs_of(tx: &Tx<'_>, account: &Account) -> Result<BTreeMap<LogId, Grant>, AccountError> {
    let tree = Tree::load(tx)?;
    let own = grants::of(&tree, account.role, account.area).into_iter();
    Ok(own.filter(|grant| tree.is_within(grant.area, account.area)).map(|grant| (grant.log, grant)).collect())
}

/// A row of `held`, read.
struct Held {
    event: Event,
    hash: Hash,
    reason: String,
    received_at: u64,
    refused: Option<Refusal>,
}

/// Held events of the caller's logs, the waiting ones first, then by time.
///
/// # Errors
/// When the database fails.
pub fn list(tx: &Tx<'_>, account: &Account) -> Result<Vec<HeldEvent>, DeskError> {
    let mine = logs_of(tx, account)?;
    let with_some = tx.query("SELECT DISTINCT log_id FROM held", &[], |row| row.get::<LogId>(0))?;
    let mut found = Vec::new();
    for grant in with_some.iter().filter_map(|log| mine.get(log)) {
        for row in tx.query(include_str!("held_of_log.sql"), &[&grant.log, &Option::<EventId>::None], read)? {
            let author = people::by_id(tx, row.event.header.actor_id).map(|author| author.name).unwrap_or_default();
            let (area, class) = (grant.area, grant.class);
            let Held { event, reason, received_at, refused, .. } = row;
            found.push(HeldEvent { area, class, event, author, reason, received_at, refused });
        }
    }
    found.sort_by_key(|held| (held.refused.is_some(), held.received_at, held.event.header.stamp));
    found.truncate(MOST);
    Ok(found)
}

/// Admits or refuses an event that is held in one of the caller's logs.
///
/// # Errors
/// [`DeskError::Unknown`], [`DeskError::ServerOnly`], or when the database fails.
pub fn decide(tx: &Tx<'_>, secret: &Secret, account: &Account, wanted: &DecideHeld, now: u64) -> Result<(), DeskError> {
    if !logs_of(tx, account)?.contains_key(&wanted.log) {
        return Err(DeskError::Unknown);
    }
    let held = tx.query_opt(include_str!("held_of_log.sql"), &[&wanted.log, &Some(wanted.id)], read)?;
    let Held { event, hash, .. } = held.ok_or(DeskError::Unknown)?;
    let device = event.header.device_id;
    let decision = match wanted.decision {
        Decision::Refuse => "refused",
        Decision::Admit if Fact::is_written_by_server(&event.header.kind) => return Err(DeskError::ServerOnly),
        Decision::Admit => {
            let key: [&dyn crate::store::ToValue; 2] = [&wanted.log, &wanted.id];
            // A refusal stands in the way of every offer, this one too.
            tx.execute("DELETE FROM held_decision WHERE log_id = ?1 AND event_id = ?2", &key)?;
            let (header, decided) = (event.header.to_bytes(), event.header.clone());
            let admitted = Candidate { event, header, hash, receipt: None, right: Right::Author };
            tx.ingest(secret, &[admitted], now)?;
            decisions::record_one(tx, &decided, now)?;
            "admitted"
        }
    };
    tx.execute(
        include_str!("decide_held.sql"),
        &[&wanted.log, &wanted.id, &device, &decision, &wanted.reason, &account.id, &now],
    )?;
    let subject = Some(wanted.id.as_bytes());
    Ok(audit::record(tx, now, Some(account.id), Action::HeldDecided, subject, decision)?)
}

/// What was decided on events of a device, for its notices.
///
/// # Errors
/// When the database fails.
pub fn told_to(tx: &Tx<'_>, device: DeviceId, now: u64) -> Result<Vec<Verdict>, StoreError> {
    let since = now.saturating_sub(TOLD_MS);
    tx.query(include_str!("decided_of_device.sql"), &[&device, &since, &MOST_TOLD], |row| {
        let (id, reason) = (row.get(0)?, row.get(1)?);
        let Some(seq) = row.get::<Option<u64>>(2)? else { return Ok(Verdict { id, fate: Fate::Refused { reason } }) };
        let receipt = Receipt { effective: Stamp(row.get(3)?), received_at: row.get(4)?, mac: row.get(5)? };
        Ok(Verdict { id, fate: Fate::Stored { seq, receipt } })
    })
}

fn read(row: &Row<'_>) -> Result<Held, StoreError> {
    let header = Header::from_bytes(&row.get::<Vec<u8>>(0)?).map_err(|_| StoreError::Corrupt("header"))?;
    let body = String::from_utf8(row.get(1)?).map_err(|_| StoreError::Corrupt("body"))?;
    let proof = row.get::<Option<Vec<u8>>>(2)?.map(|bytes| proof::from_bytes(&bytes)).transpose()?;
    let refused = match (row.get(6)?, row.get(7)?) {
        (Some(reason), Some(at)) => Some(Refusal { reason, by: row.get::<Option<String>>(8)?.unwrap_or_default(), at }),
        _ => None,
    };
    Ok(Held {
        event: Event { header, body, proof },
        hash: row.get(3)?,
        reason: row.get(4)?,
        received_at: row.get(5)?,
        refused,
    })
}
