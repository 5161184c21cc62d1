//! What to send, what to ask, what to do with a reply. Pure: no I/O, no clock, no randomness.
//!
//! A sync pushes until the queue is empty and reads until the server has no more. A full batch goes push-only; the last
//! one asks with cursors, since the logs have just moved; with nothing to push, 16 bytes of state ask for everything.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    messages::{Cursor, Fate, Limits, MAX_BODY, MAX_EVENTS, Offer, PROTOCOL, Seq, SyncReply, SyncRequest, Verdict},
    ports::Identity,
};
use crate::domain::ids::LogId;

/// A batch begins with so many bytes: below the server's limit, since the store only estimates.
const FIRST_BATCH_BYTES: usize = MAX_BODY / 4 * 3;

/// The share of a batch's bytes above which more is thought to wait behind it.
const NEARLY_FULL: (usize, usize) = (3, 4);

/// First wait after a failure.
const FIRST_WAIT_MS: u64 = 2_000;

/// Longest wait after failures.
const LONGEST_WAIT_MS: u64 = 300_000;

/// What a request asks for beside pushing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Nothing: a long queue goes first.
    Nothing,
    /// Whether anything is new at all.
    State,
    /// What is new since the cursors.
    Cursors,
}

/// What the device knows about how far it has read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Nothing was asked yet.
    Unknown,
    /// There is, or may be, more to read.
    Behind,
    /// The server had nothing more.
    UpToDate,
}

/// How much goes into one request; shrinks when the server says 413.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchSize {
    /// Most events.
    pub events: usize,
    /// About so many bytes.
    pub bytes: usize,
}

impl Default for BatchSize {
    fn default() -> Self {
        Self { events: MAX_EVENTS / 2, bytes: FIRST_BATCH_BYTES }
    }
}

impl BatchSize {
    /// Half of it; never less than one event.
    #[must_use]
    pub fn halved(self) -> Self {
        Self { events: (self.events / 2).max(1), bytes: (self.bytes / 2).max(1) }
    }

    /// Not above what the server accepts.
    #[must_use]
    pub fn within(self, limits: Option<Limits>) -> Self {
        limits.map_or(self, |limits| Self {
            events: self.events.min(limits.events).max(1),
            bytes: self.bytes.min(limits.bytes).max(1),
        })
    }

    /// Whether more probably waits behind such a batch.
    #[must_use]
    pub fn is_filled_by(self, events: usize, bytes: usize) -> bool {
        events >= self.events || bytes * NEARLY_FULL.1 >= self.bytes * NEARLY_FULL.0
    }
}

/// How far the device has read when a sync begins. A device that has read nothing need not ask whether there is anything.
#[must_use]
pub fn at_start(cursors: &BTreeMap<LogId, Cursor>) -> Reading {
    let read_nothing = cursors.values().all(|Cursor(seq, _)| *seq == 0);
    if read_nothing { Reading::Behind } else { Reading::Unknown }
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Send the batch, and ask this.
    Send(Ask),
    /// Wait for what is under way.
    Wait,
    /// Nothing is left to do.
    End,
}

/// What to do with this batch while so many push-only requests are under way. Pages are asked for when all of them have
/// landed: what they pushed would come back in the pages otherwise.
#[must_use]
pub fn next(batch: &[Offer], filled: bool, reading: Reading, under_way: usize) -> Move {
    match (batch.is_empty(), reading) {
        (true, _) if under_way > 0 => Move::Wait,
        (true, Reading::UpToDate) => Move::End,
        (true, Reading::Unknown) => Move::Send(Ask::State),
        (true, Reading::Behind) => Move::Send(Ask::Cursors),
        (false, _) if filled || under_way > 0 => Move::Send(Ask::Nothing),
        (false, _) => Move::Send(Ask::Cursors),
    }
}

/// The request that asks it.
#[must_use]
pub fn request(identity: &Identity, events: Vec<Offer>, ask: Ask, cursors: &BTreeMap<LogId, Cursor>) -> SyncRequest {
    SyncRequest {
        v: PROTOCOL,
        epoch: identity.epoch,
        device: identity.device,
        incarnation: identity.incarnation,
        events,
        state: (ask == Ask::State).then(|| super::messages::state_of(cursors)),
        cursors: (ask == Ask::Cursors).then(|| cursors.clone()),
        notices: None,
        unsent: BTreeMap::new(),
        snapshots: false,
    }
}

/// How far the device has read once the reply is applied. `repaired`: a log had to be reset meanwhile.
#[must_use]
pub fn after(reading: Reading, ask: Ask, reply: &SyncReply, repaired: bool) -> Reading {
    let moved = reply.verdicts.iter().any(|verdict| matches!(verdict.fate, Fate::Stored { .. }));
    match ask {
        _ if repaired || !reply.reset.is_empty() => Reading::Behind,
        Ask::Nothing if moved => Reading::Behind,
        Ask::Nothing => reading,
        Ask::State if reply.send_cursors => Reading::Behind,
        Ask::Cursors if reply.pages.iter().any(|page| page.more && page_is_last(page.log, page.next_seq, reply)) => {
            Reading::Behind
        }
        Ask::State | Ask::Cursors => Reading::UpToDate,
    }
}

/// Where the device will stand when it has applied this reply, if more is to be read from there and nothing else has to be
/// done before: then it can be asked for at once.
#[must_use]
pub fn ahead(ask: Ask, reply: &SyncReply, cursors: &BTreeMap<LogId, Cursor>) -> Option<BTreeMap<LogId, Cursor>> {
    let plain = reply.reset.is_empty() && reply.removed.is_empty();
    let has_files = reply.pages.iter().any(|page| page.snapshot.is_some());
    let goes_on = ask == Ask::Cursors && after(Reading::Behind, ask, reply, false) == Reading::Behind;
    if !plain || has_files || !goes_on {
        return None;
    }
    let mut ends = cursors.clone();
    for page in &reply.pages {
        if let Some(cursor) = ends.get_mut(&page.log).filter(|Cursor(seq, _)| *seq < page.next_seq) {
            *cursor = Cursor(page.next_seq, page.print);
        }
    }
    (ends != *cursors).then_some(ends)
}

fn page_is_last(log: LogId, next_seq: Seq, reply: &SyncReply) -> bool {
    reply.pages.iter().filter(|page| page.log == log).all(|page| page.next_seq <= next_seq)
}

/// Whether the server's word is about exactly these offers, in their order.
#[must_use]
pub fn verdicts_fit(offered: &[crate::domain::ids::EventId], verdicts: &[Verdict]) -> bool {
    offered.len() == verdicts.len() && offered.iter().zip(verdicts).all(|(id, verdict)| *id == verdict.id)
}

/// Events read of those known to exist, over the granted logs.
#[must_use]
pub fn progress(cursors: &BTreeMap<LogId, Cursor>, heads: &BTreeMap<LogId, Seq>) -> (u64, u64) {
    let logs: BTreeSet<LogId> = cursors.keys().chain(heads.keys()).copied().collect();
    logs.iter().fold((0, 0), |(read, of), log| {
        let at = cursors.get(log).map_or(0, |Cursor(seq, _)| *seq);
        (read + at, of + heads.get(log).copied().unwrap_or(0).max(at))
    })
}

/// Milliseconds to wait after so many failures in a row (1 = the first). `chance` is any random number: half of the wait
/// is drawn from it, so that devices which failed together do not come back together. The server's word is a minimum.
#[must_use]
pub fn wait_ms(failures: u32, retry_after_s: Option<u32>, chance: u64) -> u64 {
    let doublings = failures.saturating_sub(1).min(16);
    let full = (FIRST_WAIT_MS << doublings).min(LONGEST_WAIT_MS);
    let jittered = full / 2 + chance % (full / 2 + 1);
    retry_after_s.map_or(jittered, |seconds| u64::from(seconds) * 1000 + jittered)
}

#[cfg(test)]
mod tests;
