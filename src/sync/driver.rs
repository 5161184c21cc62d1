//! One sync, over ports: carries out what the planner decides, and decides nothing itself.
//!
//! A long queue goes as a few push-only requests at once, then one with cursors. What was sent and not answered is queued
//! again, whatever went wrong. The store is a handle: nothing is borrowed while
//! the network is waited for, so a save goes between. When to try again is the caller's business, see [`Stopped::wait_ms`].

mod outcome;
mod pages;
mod wire;

use std::collections::{BTreeMap, BTreeSet};

use super::{
    flights::{self, Flight, Load},
    messages::{Cursor, Fate, MAX_BODY, Seq, SyncReply, Verdict},
    pace::Pace,
    planner::{self, Ask, BatchSize, Move, Reading},
    ports::{Clock, HttpReply, Rng, SyncStore, Transport},
    snapshot::SnapshotHint,
};
use crate::domain::ids::{EventId, Incarnation, LogId};

pub use outcome::{Observer, Outcome, Progress, Stopped};
pub(super) use wire::refusal;

/// A single event with a body below this is nobody's "too large".
const LARGE_EVENT: usize = 32 * 1024;

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
    let unsent = store.oldest_unsent().map_err(Stopped::Store)?;
    let mut sync = Sync {
        unsent,
        reading: planner::at_start(&store.cursors().map_err(Stopped::Store)?),
        store,
        transport,
        clock,
        rng,
        observer,
        size: BatchSize::default(),
        heads: BTreeMap::new(),
        flights: Vec::new(),
        ahead: Vec::new(),
        pace: Pace::default(),
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

/// What became of the next request.
enum Departure {
    /// It pushes a part of a long queue; the next batch is taken while it is under way.
    Pushing,
    /// It asks, and is waited for.
    Asking(Ask),
    /// It is more than a request may carry.
    TooLarge(Load),
    /// Nothing is to be sent now.
    None(Move),
}

struct Sync<'a, S, T, C, R, O> {
    store: &'a mut S,
    transport: &'a T,
    clock: &'a C,
    rng: &'a mut R,
    observer: &'a mut O,
    reading: Reading,
    size: BatchSize,
    /// When the oldest own event in the queue was made, by log, as the sync began.
    unsent: BTreeMap<LogId, u64>,
    heads: BTreeMap<LogId, Seq>,
    flights: Vec<Flight<'a>>,
    /// One at most: asks for what follows the pages that are being applied.
    ahead: Vec<Flight<'a>>,
    pace: Pace,
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
        if let Some((load, reply)) = flights::first(&mut self.ahead).await {
            return self.landed(Ask::Cursors, &load, reply?).await;
        }
        if self.flights.len() == flights::MOST {
            return self.land().await;
        }
        let cursors = self.store.cursors().map_err(Stopped::Store)?;
        match self.depart(self.reading, &cursors).await? {
            Departure::Pushing => Ok(Step::Again),
            Departure::Asking(ask) => match flights::first(&mut self.flights).await {
                Some((load, reply)) => self.landed(ask, &load, reply?).await,
                None => Ok(Step::Again),
            },
            Departure::TooLarge(load) => self.shrink(&load).await,
            Departure::None(Move::End) => self.look_for_lost(),
            Departure::None(_) => self.land().await,
        }
    }

    /// Sends the next batch, or asks, or both, as from these cursors.
    async fn depart(
        &mut self,
        reading: Reading,
        cursors: &BTreeMap<LogId, Cursor>,
    ) -> Result<Departure, Stopped<S::Error>> {
        let identity = self.store.identity().map_err(Stopped::Store)?.ok_or(Stopped::NotEnrolled)?;
        let batch = self.store.take_batch(self.size.events, self.size.bytes).map_err(Stopped::Store)?;
        let bytes = batch.iter().map(|offer| offer.event.body.len()).sum();
        let filled = self.size.is_filled_by(batch.len(), bytes);
        let ask = match planner::next(&batch, filled, reading, self.flights.len()) {
            Move::Send(ask) => ask,
            other => return Ok(Departure::None(other)),
        };
        let offered: Vec<EventId> = batch.iter().map(|offer| offer.event.header.event_id).collect();
        let mut request = planner::request(&identity, batch, ask, cursors);
        request.snapshots = self.snapshots && ask == Ask::Cursors;
        if !offered.is_empty() {
            let now = self.clock.wall_ms();
            request.unsent = self.unsent.iter().map(|(log, made_at)| (*log, now.saturating_sub(*made_at))).collect();
        }
        if ask != Ask::Nothing {
            request.notices = self.store.notices_tag().map_err(Stopped::Store)?;
        }
        let body = serde_json::to_vec(&request).map_err(|error| Stopped::Garbled(error.to_string()))?;
        let load = Load { offered, bytes, incarnation: identity.incarnation };
        if body.len() > MAX_BODY && !load.offered.is_empty() {
            return Ok(Departure::TooLarge(load));
        }
        self.outcome.round_trips += 1;
        let flight = Flight::depart(self.transport, wire::http_request(&identity, body), load).await;
        self.flights.push(flight);
        Ok(if ask == Ask::Nothing { Departure::Pushing } else { Departure::Asking(ask) })
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
            self.store.note_complete().map_err(Stopped::Store)?;
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
            self.outcome.counting = notices.counting > 0;
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
            self.outcome.noticed |= !reply.removed.is_empty();
        }
        if let Some(account) = &reply.account {
            let is_complete = !reply.granted.is_empty();
            self.outcome.noticed |= self.store.apply_account(account, is_complete).map_err(Stopped::Store)?;
        }
        // Another epoch is noted once the server has seen the cursors and the device has done what it said of them.
        let known = identity.map_or(0, |identity| identity.epoch);
        let epoch = if ask == Ask::Cursors || known == 0 { reply.epoch } else { known };
        self.store.observe_server(epoch, reply.server_time).map_err(Stopped::Store)?;
        self.ask_ahead(ask, &reply).await?;
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
}

#[cfg(test)]
mod tests;
