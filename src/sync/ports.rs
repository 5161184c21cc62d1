//! The ports of the sync driver: everything it touches outside itself.
//!
//! Real ones live in `platform` (fetch, OPFS, browser clock) and natively beside them; the simulator brings virtual
//! ones. A port fails with a typed error; it never panics and never drops.

use std::{collections::BTreeMap, future::Future};

use super::messages::{AccountNow, Cursor, Epoch, Offer, Page, Reset, Verdict};
use super::notices::Notices;
use crate::domain::ids::{AccountId, DeviceId, Incarnation, LogId};

/// One HTTP exchange that came back.
#[derive(Clone, Debug)]
pub struct HttpReply {
    /// HTTP status.
    pub status: u16,
    /// `Retry-After` in seconds, if the server said so.
    pub retry_after: Option<u32>,
    /// Uncompressed body.
    pub body: Vec<u8>,
}

/// No answer came back: no network, stalled, cut. Nothing is known about whether the server acted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no answer: {0}")]
pub struct NoAnswer(pub String);

/// HTTP methods in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpMethod {
    /// Reads.
    Get,
    /// Writes.
    Post,
    /// Writes a part of something at its place.
    Put,
}

/// One HTTP request to the project's own server.
#[derive(Clone, Debug)]
pub struct HttpRequest {
    /// Method.
    pub method: HttpMethod,
    /// Absolute path, e.g. `/v1/sync`.
    pub path: String,
    /// Bearer token, if enrolled.
    pub token: Option<String>,
    /// Body; empty for none. Gzipped when `gzip`.
    pub body: Vec<u8>,
    /// `Content-Type` of the body.
    pub content_type: &'static str,
    /// Whether the body is gzip-encoded.
    pub gzip: bool,
    /// Name of the file that the body is, percent-encoded: `X-File-Name`.
    pub file_name: Option<String>,
}

/// HTTP to the project's own server.
pub trait Transport {
    /// Sends one request and waits for the whole reply.
    ///
    /// # Errors
    /// [`NoAnswer`] when none came back within the stall limit.
    fn send(&self, request: HttpRequest) -> impl Future<Output = Result<HttpReply, NoAnswer>>;
}

/// The wall clock and waiting.
pub trait Clock {
    /// Unix milliseconds as the device believes.
    fn wall_ms(&self) -> u64;
    /// Waits.
    fn sleep_ms(&self, ms: u64) -> impl Future<Output = ()>;
}

/// Randomness.
pub trait Rng {
    /// Fills with unpredictable bytes (seeded ones in the simulator).
    fn fill(&mut self, bytes: &mut [u8]);

    /// `N` random bytes.
    fn bytes<const N: usize>(&mut self) -> [u8; N]
    where
        Self: Sized,
    {
        let mut out = [0; N];
        self.fill(&mut out);
        out
    }
}

/// Who this device is to the server. Absent before enrolment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The device.
    pub device: DeviceId,
    /// Its present life.
    pub incarnation: Incarnation,
    /// Whose account is signed in.
    pub account: AccountId,
    /// Bearer token.
    pub token: String,
    /// The server's epoch as last heard.
    pub epoch: Epoch,
}

/// How a page met the local log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageOutcome {
    /// Applied to its end, the cursor moved in the same transaction.
    Applied,
    /// As many of its sequences as were asked for were applied, the cursor stands behind them; the same page goes on.
    Partly,
    /// The print does not match (or a gap): nothing was changed; the log must be reset.
    Mismatch,
}

/// The device's database as the sync driver sees it. Every call is one transaction.
pub trait SyncStore {
    /// What can go wrong: a full or broken database.
    type Error: std::error::Error;

    /// Who this device is.
    ///
    /// # Errors
    /// When the database fails.
    fn identity(&self) -> Result<Option<Identity>, Self::Error>;

    /// Where it stands in each subscribed log.
    ///
    /// # Errors
    /// When the database fails.
    fn cursors(&self) -> Result<BTreeMap<LogId, Cursor>, Self::Error>;

    /// The next queued events in the order they were made, at most so many events and about so many bytes of
    /// uncompressed request, and marks them `sent`. Never splits so small that a single event does not go.
    ///
    /// # Errors
    /// When the database fails.
    fn take_batch(&mut self, max_events: usize, max_bytes: usize) -> Result<Vec<Offer>, Self::Error>;

    /// All `sent` events without a verdict become `queued` again: at start-up and after a failed exchange.
    ///
    /// # Errors
    /// When the database fails.
    fn requeue_sent(&mut self) -> Result<(), Self::Error>;

    /// Acknowledges, re-stamps, holds or quarantines; projections of the touched entities are refolded.
    ///
    /// # Errors
    /// When the database fails.
    fn apply_verdicts(&mut self, verdicts: &[Verdict]) -> Result<(), Self::Error>;

    /// Checks the whole page against the cursor and its print; stores its next events, at most so many and at least one,
    /// refolds their entities, moves the cursor behind them.
    ///
    /// # Errors
    /// When the database fails.
    fn apply_part(&mut self, page: &Page, at_most: usize) -> Result<PageOutcome, Self::Error>;

    /// The whole page in one transaction.
    ///
    /// # Errors
    /// When the database fails.
    fn apply_page(&mut self, page: &Page) -> Result<PageOutcome, Self::Error> {
        self.apply_part(page, usize::MAX)
    }

    /// Takes note of the subscription, removed logs (acknowledged rows go, unsent ones stay) and resets.
    ///
    /// # Errors
    /// When the database fails.
    fn apply_scope(&mut self, granted: &[LogId], removed: &[LogId], resets: &[Reset]) -> Result<(), Self::Error>;

    /// Called when nothing is queued and everything was read. Acknowledged events of subscribed logs that were met in no
    /// page by then are missing on the server (its database was copied back from before the acknowledgement): they are
    /// queued again. Returns how many.
    ///
    /// # Errors
    /// When the database fails.
    fn requeue_lost(&mut self) -> Result<u64, Self::Error>;

    /// When the oldest own event in the queue was made, by log: Unix milliseconds of its stamp.
    ///
    /// # Errors
    /// When the database fails.
    fn oldest_unsent(&self) -> Result<BTreeMap<LogId, u64>, Self::Error> {
        Ok(BTreeMap::new())
    }

    /// Takes note of the account's role and area; `is_complete`: also of which of the granted logs may be written to.
    /// Returns whether something is different from then on.
    ///
    /// # Errors
    /// When the database fails.
    fn apply_account(&mut self, account: &AccountNow, is_complete: bool) -> Result<bool, Self::Error> {
        let _ = (account, is_complete);
        Ok(false)
    }

    /// The tag of the notices that are kept here, empty before the first; none: this store keeps none.
    ///
    /// # Errors
    /// When the database fails.
    fn notices_tag(&self) -> Result<Option<String>, Self::Error> {
        Ok(None)
    }

    /// Takes over the notices: replaces those kept here, or completes the ones they name, and applies the decisions on held
    /// events among them.
    ///
    /// # Errors
    /// When the database fails.
    fn apply_notices(&mut self, notices: &Notices) -> Result<(), Self::Error> {
        let _ = notices;
        Ok(())
    }

    /// Takes note of the server's epoch and time (the hybrid clock observes it).
    ///
    /// # Errors
    /// When the database fails.
    fn observe_server(&mut self, epoch: Epoch, server_time: u64) -> Result<(), Self::Error>;

    /// Takes note that everything is here that the server had when it was last heard, and there everything that was here.
    ///
    /// # Errors
    /// When the database fails.
    fn note_complete(&mut self) -> Result<(), Self::Error>;

    /// Begins a new life of this database, after a clone or a restore was noticed.
    ///
    /// # Errors
    /// When the database fails.
    fn begin_incarnation(&mut self, incarnation: Incarnation) -> Result<(), Self::Error>;
}
