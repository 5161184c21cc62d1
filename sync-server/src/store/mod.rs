//! The server's database as the rest of the server sees it: logs, events, verdicts, pages.
//!
//! One small trait, one implementation per database. Nothing of a database library shows in it. What a batch comes to
//! (`batch`), what is decided about an event (`verdict`), its receipt (`receipt`) and which numbers of a device were seen
//! (`life`) is pure and shared. What is no log (accounts, devices, audit …) is read and written through `tx`, in one SQL
//! for both databases.
//! Calls block; the HTTP edge makes them off its event loop.

pub mod batch;
pub mod database;
pub mod erasure;
pub mod life;
pub mod postgres;
pub mod proof;
pub mod receipt;
pub mod restore;
pub mod sqlite;
pub mod tx;
pub mod value;
pub mod verdict;

use std::collections::BTreeMap;

use nfv::{
    domain::{
        area::Class,
        event::{Event, Hash},
        ids::{AreaId, DeviceId, Incarnation, LogId},
    },
    sync::{
        messages::{Cursor, Digest, Epoch, Fate, PageEvent, Print, Receipt, Seq},
        snapshot::SnapshotHint,
    },
};

pub use database::Database;
pub use tx::{Row, Tx};
pub use value::ToValue;

use crate::forward::Again;
use receipt::Secret;

/// What a database says about itself.
#[derive(Clone, Debug)]
pub struct Meta {
    /// Which life of the database; a restore begins another.
    pub epoch: Epoch,
    /// Version of its schema.
    pub schema: u32,
    /// Key of the receipts; never leaves the server.
    pub secret: Secret,
}

/// With what a new database begins; an existing one ignores it.
#[derive(Clone, Debug)]
pub struct Birth {
    /// First epoch: the Unix milliseconds of its birth will do.
    pub epoch: Epoch,
    /// 32 random bytes.
    pub secret: [u8; 32],
}

/// Whether the author may write to the log now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Yes; or a valid receipt says that it was taken before.
    Author,
    /// No: the event is held outside the log, for this reason.
    Missing(&'static str),
}

/// An offered event whose form is in order.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The event.
    pub event: Event,
    /// Its canonical header.
    pub header: Vec<u8>,
    /// Its hash.
    pub hash: Hash,
    /// A receipt of this server, already verified: its stamps are kept.
    pub receipt: Option<Receipt>,
    /// Its author's right.
    pub right: Right,
}

impl Candidate {
    /// An event that the server itself has written: it needs no grant and no proof.
    #[must_use]
    pub fn of_server(event: Event) -> Self {
        let header = event.header.to_bytes();
        let hash = nfv::domain::event::hash(&header, event.body.as_bytes());
        Self { event, header, hash, receipt: None, right: Right::Author }
    }
}

/// What became of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ingested {
    /// One per candidate, in the same order.
    pub fates: Vec<Fate>,
    /// Lives that gave one number to two events: a cloned or restored device.
    pub clones: Vec<(DeviceId, Incarnation)>,
}

/// A stored event as it lies in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEvent {
    /// Its place.
    pub seq: Seq,
    /// The event; with an empty body when it was erased.
    pub event: Event,
    /// Its hash; of an erased event it cannot be computed any more.
    pub hash: Hash,
    /// Its receipt.
    pub receipt: Receipt,
    /// Print of the log up to and with it.
    pub print: Print,
}

impl From<StoredEvent> for PageEvent {
    fn from(stored: StoredEvent) -> Self {
        let StoredEvent { seq, event, hash, receipt, .. } = stored;
        // Every body is a JSON object: an empty one was erased.
        let erased = event.body.is_empty().then_some(Digest(hash));
        Self { seq, event, receipt, erased }
    }
}

/// How much of a log is read at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Most events.
    pub events: usize,
    /// Most bytes of bodies; one event is always returned.
    pub bytes: usize,
}

/// What can go wrong with the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk or quota is full; nothing was changed.
    #[error("the disk is full")]
    Full,
    /// Somebody else holds the database for too long; nothing was changed.
    #[error("the database is busy")]
    Busy,
    /// Written by a newer version of this program.
    #[error("the database has schema {found}, this program knows {known}")]
    NewerSchema {
        /// In the file.
        found: u32,
        /// In this program.
        known: u32,
    },
    /// A row that this program cannot have written.
    #[error("corrupt row: {0}")]
    Corrupt(&'static str),
    /// Anything else.
    #[error("database: {0}")]
    Database(String),
}

/// The server's database. Every call is one transaction.
pub trait Store: Send + Sync {
    /// What it says about itself.
    fn meta(&self) -> &Meta;

    /// Makes the log of an area and class, if it is not there yet.
    ///
    /// # Errors
    /// When the database fails.
    fn open_log(&self, area: AreaId, class: Class) -> Result<LogId, StoreError>;

    /// Head and print of each known log among these; unknown ones are missing from the answer.
    ///
    /// # Errors
    /// When the database fails.
    fn heads(&self, logs: &[LogId]) -> Result<BTreeMap<LogId, Cursor>, StoreError>;

    /// The print at a sequence; none beyond the head.
    ///
    /// # Errors
    /// When the database fails.
    fn print_at(&self, log: LogId, seq: Seq) -> Result<Option<Print>, StoreError>;

    /// Events after a sequence, without gaps.
    ///
    /// # Errors
    /// When the database fails.
    fn read(&self, log: LogId, after: Seq, window: Window) -> Result<Vec<StoredEvent>, StoreError>;

    /// The lowest sequence at which this log stood when the database was restored by command since that epoch: up to there,
    /// and no further, a device of that epoch may have read the same rows. None: there was no such restore of this log.
    ///
    /// # Errors
    /// When the database fails.
    fn restored_since(&self, log: LogId, epoch: Epoch) -> Result<Option<Seq>, StoreError> {
        let _ = (log, epoch);
        Ok(None)
    }

    /// Forwards what came to these logs for entities that have left them; called after their events were stored. What a
    /// crash left undone is done the next time. `again` are ways that a restore forgot.
    ///
    /// # Errors
    /// When the database fails.
    fn forward(&self, logs: &[LogId], again: &[Again], now: u64) -> Result<(), StoreError> {
        let _ = (logs, again, now);
        Ok(())
    }

    /// Stores what is new, in one durable transaction with the projections: locks the logs in sorted order, looks up
    /// which ids are new, advances the heads by that many, inserts. `now` is the database's clock in Unix milliseconds.
    ///
    /// # Errors
    /// When the database fails; then nothing was stored.
    fn ingest(&self, batch: &[Candidate], now: u64) -> Result<Ingested, StoreError>;

    /// The newest snapshot of each of these logs that has one.
    ///
    /// # Errors
    /// When the database fails.
    fn snapshots(&self, logs: &[LogId]) -> Result<BTreeMap<LogId, SnapshotHint>, StoreError> {
        // A database without the tables beside the logs has none.
        let _ = logs;
        Ok(BTreeMap::new())
    }

    /// Notes that a device was heard of, once an hour at most.
    ///
    /// # Errors
    /// When the database fails.
    fn heard(&self, device: DeviceId, now: u64) -> Result<(), StoreError>;

    /// Throws the projections away and folds them again from the logs.
    ///
    /// # Errors
    /// When the database fails.
    fn rebuild(&self) -> Result<(), StoreError>;
}
