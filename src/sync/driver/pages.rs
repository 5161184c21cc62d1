//! Reading: pages into the store, a transaction of a few milliseconds after the other, and snapshots in their place.
//!
//! While the pages of a reply are applied, the next ones are under way already; what was asked ahead is given up when a page
//! does not fit.

use std::collections::{BTreeMap, BTreeSet};

use super::{Departure, Observer, Progress, Stopped, Sync};
use crate::domain::ids::LogId;
use crate::sync::{
    flights,
    messages::{Reset, Seq, SyncReply},
    planner::{self, Ask},
    ports::{Clock, PageOutcome, Rng, SyncStore, Transport},
    snapshot::{Ending, Reader},
};

impl<S: SyncStore, T: Transport, C: Clock, R: Rng, O: Observer> Sync<'_, S, T, C, R, O> {
    /// Asks for what follows this reply before its pages are applied, if that is known by then.
    pub(super) async fn ask_ahead(&mut self, ask: Ask, reply: &SyncReply) -> Result<(), Stopped<S::Error>> {
        let cursors = self.store.cursors().map_err(Stopped::Store)?;
        let Some(ends) = planner::ahead(ask, reply, &cursors).filter(|_| self.flights.is_empty()) else {
            return Ok(());
        };
        match self.depart(planner::Reading::Behind, &ends).await? {
            Departure::Asking(_) => self.ahead.extend(self.flights.pop()),
            Departure::TooLarge(_) => self.store.requeue_sent().map_err(Stopped::Store)?,
            Departure::Pushing | Departure::None(_) => {}
        }
        Ok(())
    }

    /// Whether a log had to be reset because its page does not lead to the server's print.
    pub(super) async fn apply_pages(&mut self, reply: &SyncReply) -> Result<bool, Stopped<S::Error>> {
        let mut mismatched = BTreeSet::new();
        for page in reply.pages.iter().filter(|page| !reply.reset.iter().any(|reset| reset.log == page.log)) {
            self.heads.insert(page.log, page.head);
            self.named.extend(page.snapshot.map(|hint| (page.log, hint)));
            let is_empty = page.events.is_empty() && page.known.is_empty();
            if is_empty || mismatched.contains(&page.log) {
                continue;
            }
            let (heads, observer, ahead) = (&self.heads, &mut *self.observer, &mut self.ahead);
            let applied = async |store: &S| {
                let working = tell(store, heads, observer);
                flights::breathe(ahead).await;
                working
            };
            match self.pace.apply(self.store, self.clock, page, applied).await? {
                PageOutcome::Mismatch if !self.repaired.insert(page.log) => return Err(Stopped::Diverged(page.log)),
                PageOutcome::Mismatch => {
                    mismatched.insert(page.log);
                    let reset = Reset::whole(page.log);
                    self.store.apply_scope(&[], &[], &[reset]).map_err(Stopped::Store)?;
                }
                PageOutcome::Applied | PageOutcome::Partly => self.outcome.read += page.events.len() as u64,
            }
        }
        if !mismatched.is_empty() && self.ahead.pop().is_some() {
            // It asks behind a place that is not reached.
            self.store.requeue_sent().map_err(Stopped::Store)?;
        }
        Ok(!mismatched.is_empty())
    }

    /// Reads the snapshots that the reply named. One that cannot be used costs nothing but the try: pages come instead.
    pub(super) async fn read_snapshots(&mut self) -> Result<(), Stopped<S::Error>> {
        for (log, hint) in std::mem::take(&mut self.named) {
            let identity = self.store.identity().map_err(Stopped::Store)?.ok_or(Stopped::NotEnrolled)?;
            let (heads, observer) = (&self.heads, &mut *self.observer);
            let mut reader = Reader {
                store: &mut *self.store,
                transport: self.transport,
                clock: self.clock,
                pace: &mut self.pace,
                identity: &identity,
                head: heads.get(&log).copied().unwrap_or(hint.seq),
                round_trips: 0,
                read: 0,
            };
            let ending = reader.read(log, &hint, &mut |store: &S| tell(store, heads, observer)).await;
            self.outcome.round_trips += reader.round_trips;
            self.outcome.read += reader.read;
            self.snapshots &= ending? == Ending::Whole;
        }
        Ok(())
    }
}

/// Tells how far the reading is, and hears whether somebody works.
fn tell<S: SyncStore>(store: &S, heads: &BTreeMap<LogId, Seq>, observer: &mut impl Observer) -> bool {
    // Where it stands is for the eye; a database that fails says so at the next step.
    if let Ok(cursors) = store.cursors() {
        let (read, of) = planner::progress(&cursors, heads);
        observer.progress(Progress::Reading { read, of });
    }
    observer.is_working()
}
