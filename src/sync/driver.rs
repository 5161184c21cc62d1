//! One sync, over ports: carries out what the planner decides, and decides nothing itself.
//!
//! A long queue goes as a few push-only requests at once, then one with cursors. What was sent and not answered is queued
//! again, whatever went wrong. The store is a handle: nothing is borrowed while
//! the network is waited for, so a save goes between. When to try again is the caller's business, see [`Stopped::wait_ms`].

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
};

use flate2::{Compression, write::GzEncoder};

use super::{
    flights::{self, Flight, Load},
    messages::{ErrorReply, Fate, MAX_BODY, Reset, Seq, SyncReply, Verdict},
    planner::{self, Ask, BatchSize, Move, Reading},
    ports::{Clock, HttpMethod, HttpReply, HttpRequest, Identity, NoAnswer, PageOutcome, Rng, SyncStore, Transport},
    snapshot::{Ending, Reader, SnapshotHint},
};
use crate::domain::ids::{EventId, Incarnation, LogId};

/// Bodies below this are not worth the 20 bytes that gzip adds.
const GZIP_FROM: usize = 512;

/// A single event with a body below this is nobody's "too large".
const LARGE_EVENT: usize = 32 * 1024;

/// What a sync came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Own events that the server has now, stored or found there.
    pub acknowledged: u64,
    /// Events that the server holds for a reviewer.
    pub held: u64,
    /// Events refused, now in quarantine.
    pub quarantined: u64,
    /// Events read.
    pub read: u64,
    /// Whether the server told something besides events.
    pub noticed: bool,
    /// Requests made.
    pub round_trips: u32,
    /// By how many milliseconds this device's clock is ahead of the server's.
    pub clock_ahead_ms: i64,
}

/// Why a sync stopped before its end. Everything unacknowledged is still queued.
#[derive(Debug, thiserror::Error)]
pub enum Stopped<E: std::error::Error> {
    /// No account is signed in here.
    #[error("not enrolled")]
    NotEnrolled,
    /// No network, or the server did not answer in time.
    #[error(transparent)]
    NoAnswer(#[from] NoAnswer),
    /// The server cannot now; after how many seconds it said, if it did.
    #[error("the server is busy ({status})")]
    Busy {
        /// HTTP status.
        status: u16,
        /// Seconds.
        retry_after: Option<u32>,
    },
    /// The token is not known any more: sign in again.
    #[error("signed out")]
    SignedOut,
    /// This device was revoked: what is unsent can be exported.
    #[error("revoked")]
    Revoked,
    /// The server speaks a newer protocol.
    #[error("upgrade needed")]
    UpgradeNeeded,
    /// Refused with a stable code that this version does not know how to mend.
    #[error("refused: {status} {code}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// Code of the error reply.
        code: String,
    },
    /// The answer could not be understood; nothing of it was applied.
    #[error("garbled answer: {0}")]
    Garbled(String),
    /// A log's pages do not lead to the server's own print, even read from the beginning.
    #[error("log {0} does not match its print")]
    Diverged(LogId),
    /// The device's database failed.
    #[error("store: {0}")]
    Store(E),
}

impl<E: std::error::Error> Stopped<E> {
    /// Stable code for the screen.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotEnrolled => "not_enrolled",
            Self::NoAnswer(_) => "offline",
            Self::Busy { .. } | Self::Garbled(_) => "server_error",
            Self::SignedOut => "signed_out",
            Self::Revoked => "revoked",
            Self::UpgradeNeeded => "upgrade_needed",
            Self::Refused { .. } => "refused",
            Self::Diverged(_) => "diverged",
            Self::Store(_) => "storage",
        }
    }

    /// When to try again by itself, in milliseconds after so many failures in a row; none when only a person can help.
    /// `chance` is any random number.
    #[must_use]
    pub fn wait_ms(&self, failures: u32, chance: u64) -> Option<u64> {
        match self {
            Self::NotEnrolled | Self::SignedOut | Self::Revoked | Self::UpgradeNeeded => None,
            Self::Busy { retry_after, .. } => Some(planner::wait_ms(failures, *retry_after, chance)),
            _ => Some(planner::wait_ms(failures, None, chance)),
        }
    }
}

/// How far a sync is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// So many own events were received by the server in this sync.
    Sending {
        /// Events.
        acknowledged: u64,
    },
    /// So many events are here of those known to exist on the server.
    Reading {
        /// Here.
        read: u64,
        /// Of so many.
        of: u64,
    },
}

/// Is told how far a sync is.
pub trait Observer {
    /// Called after each reply was applied.
    fn progress(&mut self, progress: Progress);
}

/// For those who do not want to know.
impl Observer for () {
    fn progress(&mut self, _: Progress) {}
}

/// Pushes everything queued and reads everything new.
///
/// # Errors
/// [`Stopped`]; what was not acknowledged is queued again.
pub async fn sync_once<S: SyncStore>(
    store: &mut S,
    transport: &impl Transport,
    clock: &impl Clock,
    rng: &mut impl Rng,
    observer: &mut impl Observer,
) -> Result<Outcome, Stopped<S::Error>> {
    store.requeue_sent().map_err(Stopped::Store)?;
    let mut sync = Sync {
        reading: planner::at_start(&store.cursors().map_err(Stopped::Store)?),
        store,
        transport,
        clock,
        rng,
        observer,
        size: BatchSize::default(),
        heads: BTreeMap::new(),
        flights: Vec::new(),
        repaired: BTreeSet::new(),
        found_lost: false,
        snapshots: true,
        named: Vec::new(),
        outcome: Outcome::default(),
    };
    loop {
        match sync.step().await {
            Ok(Step::Again) => {}
            Ok(Step::Done) => return Ok(sync.outcome),
            Err(stopped) => {
                // The first failure is the one to report; what is still `sent` then falls back at the next start.
                let _ = sync.store.requeue_sent();
                return Err(stopped);
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Again,
    Done,
}

struct Sync<'a, S, T, C, R, O> {
    store: &'a mut S,
    transport: &'a T,
    clock: &'a C,
    rng: &'a mut R,
    observer: &'a mut O,
    reading: Reading,
    size: BatchSize,
    heads: BTreeMap<LogId, Seq>,
    flights: Vec<Flight<'a>>,
    repaired: BTreeSet<LogId>,
    found_lost: bool,
    /// Snapshots are read, until one was of no use in this sync.
    snapshots: bool,
    /// Snapshots that the last reply named.
    named: Vec<(LogId, SnapshotHint)>,
    outcome: Outcome,
}

impl<'a, S: SyncStore, T: Transport, C: Clock, R: Rng, O: Observer> Sync<'a, S, T, C, R, O> {
    /// One request sent or answered, or nothing left to do.
    async fn step(&mut self) -> Result<Step, Stopped<S::Error>> {
        if self.flights.len() == flights::MOST {
            return self.land().await;
        }
        let identity = self.store.identity().map_err(Stopped::Store)?.ok_or(Stopped::NotEnrolled)?;
        let batch = self.store.take_batch(self.size.events, self.size.bytes).map_err(Stopped::Store)?;
        let bytes = batch.iter().map(|offer| offer.event.body.len()).sum();
        let filled = self.size.is_filled_by(batch.len(), bytes);
        let ask = match planner::next(&batch, filled, self.reading, self.flights.len()) {
            Move::Send(ask) => ask,
            Move::Wait => return self.land().await,
            Move::End => return self.look_for_lost(),
        };
        let offered: Vec<EventId> = batch.iter().map(|offer| offer.event.header.event_id).collect();
        let cursors = self.store.cursors().map_err(Stopped::Store)?;
        let mut request = planner::request(&identity, batch, ask, &cursors);
        request.snapshots = self.snapshots && ask == Ask::Cursors;
        if ask != Ask::Nothing {
            request.notices = self.store.notices_tag().map_err(Stopped::Store)?;
        }
        let body = serde_json::to_vec(&request).map_err(|error| Stopped::Garbled(error.to_string()))?;
        let load = Load { offered, bytes, incarnation: identity.incarnation };
        if body.len() > MAX_BODY && !load.offered.is_empty() {
            return self.shrink(&load).await;
        }
        self.outcome.round_trips += 1;
        let flight = Flight::depart(self.transport, http_request(&identity, body), load).await;
        self.flights.push(flight);
        if ask == Ask::Nothing {
            // The next batch is taken while this one is under way.
            return Ok(Step::Again);
        }
        let Some((load, reply)) = flights::first(&mut self.flights).await else { return Ok(Step::Again) };
        self.landed(ask, &load, reply?).await
    }

    /// Waits for one of the push-only requests under way.
    async fn land(&mut self) -> Result<Step, Stopped<S::Error>> {
        match flights::first(&mut self.flights).await {
            Some((load, reply)) => self.landed(Ask::Nothing, &load, reply?).await,
            None => Ok(Step::Again),
        }
    }

    async fn landed(&mut self, ask: Ask, load: &Load, reply: HttpReply) -> Result<Step, Stopped<S::Error>> {
        match reply.status {
            200 => {
                let step = self.apply(ask, load, &reply.body).await?;
                self.read_snapshots().await?;
                Ok(step)
            }
            413 if !load.offered.is_empty() => self.shrink(load).await,
            _ => {
                self.land_others().await?;
                Err(refusal(&reply))
            }
        }
    }

    /// Takes the verdicts of whatever else is under way, so that nothing is queued again that the server has.
    async fn land_others(&mut self) -> Result<(), Stopped<S::Error>> {
        while let Some((load, reply)) = flights::first(&mut self.flights).await {
            if let Ok(HttpReply { status: 200, body, .. }) = reply {
                self.apply(Ask::Nothing, &load, &body).await?;
            }
        }
        Ok(())
    }

    /// Nothing queued, everything read: whatever was acknowledged must have been met in a page. Looked for once, so that
    /// a server which acknowledges without storing cannot keep a sync going for ever.
    fn look_for_lost(&mut self) -> Result<Step, Stopped<S::Error>> {
        if self.found_lost || self.store.requeue_lost().map_err(Stopped::Store)? == 0 {
            return Ok(Step::Done);
        }
        self.found_lost = true;
        Ok(Step::Again)
    }

    /// Smaller batches from now on. A single event that is too large goes to the visible quarantine; one that is not is
    /// refused by somebody on the way, and waits.
    async fn shrink(&mut self, load: &Load) -> Result<Step, Stopped<S::Error>> {
        self.land_others().await?;
        let offered = load.offered.as_slice();
        if offered.len() == 1 && load.bytes < LARGE_EVENT {
            return Err(Stopped::Refused { status: 413, code: "too_large".into() });
        }
        if let [only] = offered {
            let fate = Fate::Rejected { code: "too_large".into(), retry_after_upgrade: false };
            self.store.apply_verdicts(&[Verdict { id: *only, fate }]).map_err(Stopped::Store)?;
            self.outcome.quarantined += 1;
        } else {
            self.size = BatchSize { events: self.size.events.min(offered.len()), ..self.size }.halved();
        }
        self.store.requeue_sent().map_err(Stopped::Store)?;
        Ok(Step::Again)
    }

    async fn apply(&mut self, ask: Ask, load: &Load, body: &[u8]) -> Result<Step, Stopped<S::Error>> {
        let reply: SyncReply = serde_json::from_slice(body).map_err(|error| Stopped::Garbled(error.to_string()))?;
        if !planner::verdicts_fit(&load.offered, &reply.verdicts) {
            return Err(Stopped::Garbled("verdicts do not fit the offers".into()));
        }
        self.apply_verdicts(&reply)?;
        self.outcome.clock_ahead_ms = self.clock.wall_ms().cast_signed().wrapping_sub(reply.server_time.cast_signed());
        if let Some(notices) = &reply.notices {
            self.store.apply_notices(notices).map_err(Stopped::Store)?;
            self.outcome.noticed = true;
        }
        // Requests that were under way together say it together; once is enough.
        let identity = self.store.identity().map_err(Stopped::Store)?;
        let life = identity.as_ref().map(|identity| identity.incarnation);
        if reply.new_incarnation && life == Some(load.incarnation) {
            let incarnation = Incarnation::from_random(self.rng.bytes());
            self.store.begin_incarnation(incarnation).map_err(Stopped::Store)?;
        }
        if !(reply.granted.is_empty() && reply.removed.is_empty() && reply.reset.is_empty()) {
            self.store.apply_scope(&reply.granted, &reply.removed, &reply.reset).map_err(Stopped::Store)?;
        }
        // Another epoch is noted once the server has seen the cursors and the device has done what it said of them.
        let known = identity.map_or(0, |identity| identity.epoch);
        let epoch = if ask == Ask::Cursors || known == 0 { reply.epoch } else { known };
        self.store.observe_server(epoch, reply.server_time).map_err(Stopped::Store)?;
        let repaired = self.apply_pages(&reply).await?;
        self.size = self.size.within(reply.limits);
        self.reading = planner::after(self.reading, ask, &reply, repaired);
        Ok(Step::Again)
    }

    fn apply_verdicts(&mut self, reply: &SyncReply) -> Result<(), Stopped<S::Error>> {
        if reply.verdicts.is_empty() {
            return Ok(());
        }
        self.store.apply_verdicts(&reply.verdicts).map_err(Stopped::Store)?;
        for verdict in &reply.verdicts {
            match verdict.fate {
                Fate::Stored { .. } | Fate::Duplicate { .. } => self.outcome.acknowledged += 1,
                Fate::Held => self.outcome.held += 1,
                Fate::IdReused { .. } | Fate::Refused { .. } | Fate::Rejected { .. } => self.outcome.quarantined += 1,
            }
        }
        self.observer.progress(Progress::Sending { acknowledged: self.outcome.acknowledged });
        Ok(())
    }

    /// Whether a log had to be reset because its page does not lead to the server's print. Each page is a transaction;
    /// between two of them others have their turn.
    async fn apply_pages(&mut self, reply: &SyncReply) -> Result<bool, Stopped<S::Error>> {
        let mut mismatched = BTreeSet::new();
        for page in reply.pages.iter().filter(|page| !reply.reset.iter().any(|reset| reset.log == page.log)) {
            self.heads.insert(page.log, page.head);
            self.named.extend(page.snapshot.map(|hint| (page.log, hint)));
            let is_empty = page.events.is_empty() && page.known.is_empty();
            if is_empty || mismatched.contains(&page.log) {
                continue;
            }
            match self.store.apply_page(page).map_err(Stopped::Store)? {
                PageOutcome::Applied => self.outcome.read += page.events.len() as u64,
                PageOutcome::Mismatch if !self.repaired.insert(page.log) => return Err(Stopped::Diverged(page.log)),
                PageOutcome::Mismatch => {
                    mismatched.insert(page.log);
                    let reset = Reset::whole(page.log);
                    self.store.apply_scope(&[], &[], &[reset]).map_err(Stopped::Store)?;
                }
            }
            let (read, of) = planner::progress(&self.store.cursors().map_err(Stopped::Store)?, &self.heads);
            self.observer.progress(Progress::Reading { read, of });
            flights::breathe().await;
            // In a browser, only a timer lets messages in.
            self.clock.sleep_ms(0).await;
        }
        Ok(!mismatched.is_empty())
    }

    /// Reads the snapshots that the reply named. One that cannot be used costs nothing but the try: pages come instead.
    async fn read_snapshots(&mut self) -> Result<(), Stopped<S::Error>> {
        for (log, hint) in std::mem::take(&mut self.named) {
            let identity = self.store.identity().map_err(Stopped::Store)?.ok_or(Stopped::NotEnrolled)?;
            let (heads, observer) = (&self.heads, &mut *self.observer);
            let mut reader = Reader {
                store: &mut *self.store,
                transport: self.transport,
                clock: self.clock,
                identity: &identity,
                head: heads.get(&log).copied().unwrap_or(hint.seq),
                round_trips: 0,
                read: 0,
            };
            let mut applied = |store: &S| {
                if let Ok(cursors) = store.cursors() {
                    let (read, of) = planner::progress(&cursors, heads);
                    observer.progress(Progress::Reading { read, of });
                }
            };
            let ending = reader.read(log, &hint, &mut applied).await;
            self.outcome.round_trips += reader.round_trips;
            self.outcome.read += reader.read;
            self.snapshots &= ending? == Ending::Whole;
        }
        Ok(())
    }
}

fn http_request(identity: &Identity, body: Vec<u8>) -> HttpRequest {
    let packed = if body.len() < GZIP_FROM { None } else { gzip(&body) };
    let gzip = packed.is_some();
    HttpRequest {
        method: HttpMethod::Post,
        path: "/v1/sync".into(),
        token: Some(identity.token.clone()),
        body: packed.unwrap_or(body),
        content_type: "application/json",
        gzip,
        file_name: None,
    }
}

/// Gzipped, or nothing if that fails, which leaves the plain body.
fn gzip(body: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::default());
    encoder.write_all(body).and_then(|()| encoder.finish()).ok()
}

/// What a status other than 200 means.
pub(super) fn refusal<E: std::error::Error>(reply: &HttpReply) -> Stopped<E> {
    let code = serde_json::from_slice(&reply.body).map_or_else(|_| String::new(), |error: ErrorReply| error.code);
    match (reply.status, code.as_str()) {
        (_, "revoked") => Stopped::Revoked,
        (401, _) => Stopped::SignedOut,
        (426, _) => Stopped::UpgradeNeeded,
        (408 | 429 | 500..=599, _) => Stopped::Busy { status: reply.status, retry_after: reply.retry_after },
        (status, _) => Stopped::Refused { status, code },
    }
}

#[cfg(test)]
mod tests;
