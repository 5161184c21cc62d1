//! `POST /v1/sync` below HTTP: one call takes a request of an authenticated device and gives the reply.
//!
//! First what was pushed is ingested (one durable transaction), then what is new is read. An idle sync reads the heads
//! and writes nothing but `last_heard`. Tokens, compression and size limits are the HTTP edge's business.

use std::collections::{BTreeMap, BTreeSet};

mod cold;
mod examine;
mod reply;
mod request;

use nfv::{
    domain::{
        area::Class,
        event::Event,
        facts::Fact,
        ids::{AccountId, DeviceId, EventId, LogId},
    },
    sync::{
        enrolment::Grant,
        messages::{Fate, MAX_BODY, MAX_EVENTS, PROTOCOL, SyncReply, SyncRequest, Verdict},
    },
};

pub use cold::AGAIN_S;
pub use examine::{Author, MAX_EVENT_BODY, Rights, examine};
pub use request::{OfferedEvent, Request};

use crate::{
    forward::Again,
    store::{Candidate, Ingested, Store, StoreError},
};

/// Who is calling, as the token says.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Its device; enrolled, not revoked.
    pub device: DeviceId,
    /// Ed25519 public key of the device.
    pub key: [u8; 32],
    /// Its account.
    pub account: AccountId,
    /// What the account may read and write now.
    pub grants: Vec<Grant>,
    /// Those of the granted logs that are not sent to this device: it does not subscribe to them.
    pub left_out: BTreeSet<LogId>,
    /// Logs that were closed by a merge, and the successor of each: who may write there may still deliver here.
    pub closed: BTreeMap<LogId, LogId>,
}

impl Caller {
    /// Whether it may write to a log now.
    #[must_use]
    pub fn may_write(&self, log: LogId) -> bool {
        let mut way = std::iter::successors(Some(log), |log| self.closed.get(log).copied()).take(1 + self.closed.len());
        way.any(|log| self.grants.iter().any(|grant| grant.log == log && grant.write))
    }

    /// Whether it may put an event of this kind into a log now: as a writer, or unread, beside a field log that it writes.
    #[must_use]
    pub fn may_put(&self, kind: &str, log: LogId) -> bool {
        self.may_write(log) || Fact::is_entrusted(kind) && self.is_beside_own(log)
    }

    /// Whether it is the cases log of an area whose field log the caller may write, or was before a merge.
    fn is_beside_own(&self, log: LogId) -> bool {
        let mut way = std::iter::successors(Some(log), |log| self.closed.get(log).copied()).take(1 + self.closed.len());
        let own = self.grants.iter().filter(|grant| grant.class == Class::Field && grant.write);
        let beside: Vec<LogId> = own.map(|grant| LogId::of(grant.area, Class::Cases)).collect();
        way.any(|log| beside.contains(&log))
    }
}

/// A request that cannot be answered as a whole. Nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// 400: not JSON, not of this shape, or an event without an id.
    #[error("malformed request: {0}")]
    Malformed(String),
    /// 413: more events or bytes than [`MAX_EVENTS`], [`MAX_BODY`].
    #[error("more than one request may carry")]
    TooLarge,
    /// 426: a protocol version that this server does not speak.
    #[error("protocol version {0} is not spoken here")]
    FutureVersion(u32),
    /// 403: the request names another device than its token.
    #[error("the device is not that of the token")]
    ForeignDevice,
    /// 503: others that are far behind read already; nothing was pushed.
    #[error("many devices read for the first time, come again")]
    ColdStarts,
    /// 507 when full, else 503: the device tries again.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SyncError {
    /// Stable code of the error reply.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "bad_request",
            Self::TooLarge => "too_large",
            Self::FutureVersion(_) => "future_version",
            Self::ForeignDevice => "foreign_device",
            Self::ColdStarts => "cold_starts",
            Self::Store(StoreError::Full) => "server_full",
            Self::Store(_) => "server_error",
        }
    }

    /// HTTP status of the error reply.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Malformed(_) => 400,
            Self::TooLarge => 413,
            Self::FutureVersion(_) => 426,
            Self::ForeignDevice => 403,
            Self::Store(StoreError::Full) => 507,
            Self::ColdStarts | Self::Store(_) => 503,
        }
    }
}

/// Answers the uncompressed body of a request. `now` in Unix milliseconds.
///
/// # Errors
/// [`SyncError`]; its status and code go to the caller, nothing was stored.
pub fn handle_body(store: &impl Store, caller: &Caller, body: &[u8], now: u64) -> Result<SyncReply, SyncError> {
    if body.len() > MAX_BODY {
        return Err(SyncError::TooLarge);
    }
    handle(store, caller, &BTreeMap::new(), Request::parse(body)?, now)
}

/// Answers a request. `others` are the authors of offered events besides the caller, as far as the accounts know them
/// ([`Request::foreign_authors`]); `now` in Unix milliseconds.
///
/// # Errors
/// [`SyncError`]; nothing was stored.
pub fn handle(
    store: &impl Store,
    caller: &Caller,
    others: &BTreeMap<DeviceId, Author>,
    request: Request,
    now: u64,
) -> Result<SyncReply, SyncError> {
    if request.v != PROTOCOL {
        return Err(SyncError::FutureVersion(request.v));
    }
    if request.device != caller.device {
        return Err(SyncError::ForeignDevice);
    }
    if request.events.len() > MAX_EVENTS {
        return Err(SyncError::TooLarge);
    }
    let mut reply = SyncReply { v: PROTOCOL, epoch: store.meta().epoch, server_time: now, ..SyncReply::default() };
    let Request { epoch, incarnation, events, state, cursors, snapshots, .. } = request;
    let ids: Vec<EventId> = events.iter().map(OfferedEvent::id).collect();
    let pushed = push(store, &Rights::of(caller, others), events, now)?;
    reply.new_incarnation = pushed.clones.contains(&(caller.device, incarnation));
    reply.verdicts = ids.into_iter().zip(pushed.fates).map(|(id, fate)| Verdict { id, fate }).collect();
    match (&cursors, &state) {
        (Some(cursors), _) => reply::read_on(store, caller, (cursors, epoch, snapshots), &cold::GATE, &mut reply)?,
        // Another epoch: the logs may agree and still lack what was acknowledged before the server was set back.
        (None, Some(_)) if epoch != reply.epoch && epoch != 0 => reply.send_cursors = true,
        (None, Some(state)) => reply::compare(store, caller, state, &mut reply)?,
        (None, None) => {}
    }
    store.heard(caller.device, now)?;
    Ok(reply)
}

/// Examines what was offered, stores what is in order, and puts the verdicts back into the order of the offers.
fn push(store: &impl Store, rights: &Rights<'_>, events: Vec<OfferedEvent>, now: u64) -> Result<Ingested, StoreError> {
    let mut fates: Vec<Option<Fate>> = Vec::with_capacity(events.len());
    let mut candidates = Vec::with_capacity(events.len());
    for offered in events {
        match examine(offered, rights, &store.meta().secret) {
            Ok(candidate) => {
                candidates.push(candidate);
                fates.push(None);
            }
            Err(fate) => fates.push(Some(fate)),
        }
    }
    if candidates.is_empty() {
        return Ok(Ingested { fates: fates.into_iter().flatten().collect(), clones: Vec::new() });
    }
    let Ingested { fates: stored, clones } = store.ingest(&candidates, now)?;
    store.forward(&touched(&candidates, &stored), &came_again(&candidates, &stored), now)?;
    let mut stored = stored.into_iter();
    let fates = fates.into_iter().filter_map(|fate| fate.or_else(|| stored.next())).collect();
    Ok(Ingested { fates, clones })
}

/// Stores what a relay file carries: as a push of `author`, who hears the verdicts at its next sync. The author is not
/// heard by it, and nothing is read.
///
/// # Errors
/// [`SyncError`]; nothing was stored.
pub fn relayed(store: &impl Store, author: &Author, request: Request, now: u64) -> Result<Vec<Fate>, SyncError> {
    if request.v != PROTOCOL {
        return Err(SyncError::FutureVersion(request.v));
    }
    if request.device != author.caller.device {
        return Err(SyncError::ForeignDevice);
    }
    if request.events.len() > MAX_EVENTS {
        return Err(SyncError::TooLarge);
    }
    Ok(push(store, &Rights::relayed(author), request.events, now)?.fates)
}

/// Ways that this push told of, and that a restore may have forgotten.
fn came_again(candidates: &[Candidate], fates: &[Fate]) -> Vec<Again> {
    // A duplicate too: a crash may have come between the marker and what follows from it.
    let stored =
        candidates.iter().zip(fates).filter(|(_, fate)| matches!(fate, Fate::Stored { .. } | Fate::Duplicate { .. }));
    stored.filter_map(|(candidate, _)| Again::of(candidate)).collect()
}

/// Logs in which something lies now that was offered; duplicates too, since what followed them may have been cut off.
fn touched(candidates: &[Candidate], fates: &[Fate]) -> Vec<LogId> {
    let stored =
        candidates.iter().zip(fates).filter(|(_, fate)| matches!(fate, Fate::Stored { .. } | Fate::Duplicate { .. }));
    let logs: BTreeSet<LogId> = stored.map(|(candidate, _)| candidate.event.header.log_id).collect();
    logs.into_iter().collect()
}

/// Stores events that the server itself has written (imports, demo). They need no grant and no proof.
///
/// # Errors
/// When the database fails; then nothing was stored.
pub fn append(store: &impl Store, events: Vec<Event>, now: u64) -> Result<Vec<Fate>, StoreError> {
    let batch: Vec<Candidate> = events.into_iter().map(Candidate::of_server).collect();
    Ok(store.ingest(&batch, now)?.fates)
}

impl From<SyncRequest> for Request {
    fn from(request: SyncRequest) -> Self {
        let SyncRequest { v, epoch, device, incarnation, events, state, cursors, notices, unsent, snapshots } = request;
        let events = events.into_iter().map(|offer| OfferedEvent::Readable(Box::new(offer))).collect();
        Self { v, epoch, device, incarnation, events, state, cursors, notices, unsent, snapshots }
    }
}
