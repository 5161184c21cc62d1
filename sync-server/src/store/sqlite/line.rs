//! Group commit: whoever holds the writer stores what waits in line behind it too, in the same transaction.
//!
//! A commit costs a flush of the disk whatever is in it, so many small pushes at once cost one. Each caller gets its own
//! verdicts. When a group cannot be stored, each of its batches is tried alone: an error stays with who caused it. Devices
//! that were heard of are noted along with whatever is written next.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use nfv::domain::ids::DeviceId;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use crate::store::{Candidate, Ingested, StoreError, Tx, receipt::Secret};

/// A group takes no further batch after so many events: those in line behind it wait for a commit, not for a morning.
const GROUP_EVENTS: usize = 2000;

/// What an ingest came to.
type Outcome = Result<Ingested, StoreError>;

/// A batch in line.
#[derive(Debug)]
pub(super) struct Waiting {
    length: usize,
    batch: Mutex<Vec<Candidate>>,
    now: u64,
    outcome: Mutex<Option<Outcome>>,
}

impl Waiting {
    /// The outcome, once somebody has stored the batch.
    pub(super) fn take(&self) -> Option<Outcome> {
        lock(&self.outcome).take()
    }
}

/// Those who wait for the writer, in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) waiting: Mutex<Vec<Arc<Waiting>>>,
    heard: Mutex<BTreeMap<DeviceId, u64>>,
}

impl Line {
    /// Goes to the end of the line.
    pub(super) fn join(&self, batch: &[Candidate], now: u64) -> Arc<Waiting> {
        let (length, outcome) = (batch.len(), Mutex::default());
        let waiting = Arc::new(Waiting { length, batch: Mutex::new(batch.to_vec()), now, outcome });
        lock(&self.waiting).push(Arc::clone(&waiting));
        waiting
    }

    /// Whether nobody waits.
    pub(super) fn is_empty(&self) -> bool {
        lock(&self.waiting).is_empty()
    }

    /// Notes that a device was heard of; written along with the next transaction.
    pub(super) fn heard(&self, device: DeviceId, now: u64) {
        lock(&self.heard).insert(device, now);
    }

    /// Whether devices were heard of and that is not written yet.
    pub(super) fn has_heard(&self) -> bool {
        !lock(&self.heard).is_empty()
    }

    /// Stores those at the head of the line. False: nobody waits.
    pub(super) fn serve(&self, writer: &mut Connection, secret: &Secret) -> bool {
        let group = self.next_group();
        let now = group.iter().map(|waiting| waiting.now).max().unwrap_or_default();
        let all: Vec<Candidate> = group.iter().flat_map(|waiting| std::mem::take(&mut *lock(&waiting.batch))).collect();
        let mut rest = all.as_slice();
        let parts = group.iter().map(|waiting| {
            let (part, behind) = rest.split_at(waiting.length);
            rest = behind;
            (waiting, part)
        });
        match self.store(writer, secret, &all, now) {
            Ok(done) => share_out(parts, done),
            Err(StoreError::Busy) => parts.for_each(|(waiting, _)| waiting.ends(Err(StoreError::Busy))),
            Err(error) => match group.as_slice() {
                [only] => only.ends(Err(error)),
                _ => parts.for_each(|(waiting, part)| waiting.ends(self.store(writer, secret, part, waiting.now))),
            },
        }
        !group.is_empty()
    }

    /// Stores events in one transaction, and notes who was heard of.
    pub(super) fn store(
        &self,
        writer: &mut Connection,
        secret: &Secret,
        batch: &[Candidate],
        now: u64,
    ) -> Result<Ingested, StoreError> {
        let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = Tx::Sqlite(&tx).ingest(secret, batch, now)?;
        let heard = lock(&self.heard).clone();
        note(&tx, &heard)?;
        tx.commit()?;
        self.noted(&heard);
        Ok(done)
    }

    /// Writes who was heard of, in a transaction of its own.
    pub(super) fn write_heard(&self, writer: &mut Connection) -> Result<(), StoreError> {
        let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let heard = lock(&self.heard).clone();
        note(&tx, &heard)?;
        tx.commit()?;
        self.noted(&heard);
        Ok(())
    }

    fn noted(&self, written: &BTreeMap<DeviceId, u64>) {
        if !written.is_empty() {
            lock(&self.heard).retain(|device, at| written.get(device) != Some(at));
        }
    }

    fn next_group(&self) -> Vec<Arc<Waiting>> {
        let mut waiting = lock(&self.waiting);
        let mut events = 0;
        let fits = |next: &&Arc<Waiting>| {
            let goes = events == 0 || events + next.length <= GROUP_EVENTS;
            events += next.length;
            goes
        };
        let length = waiting.iter().take_while(fits).count();
        waiting.drain(..length).collect()
    }
}

impl Waiting {
    fn ends(&self, outcome: Outcome) {
        *lock(&self.outcome) = Some(outcome);
    }
}

/// Gives each batch of a group its own verdicts.
fn share_out<'a>(parts: impl Iterator<Item = (&'a Arc<Waiting>, &'a [Candidate])>, done: Ingested) {
    let mut fates = done.fates.into_iter();
    for (waiting, part) in parts {
        let fates = fates.by_ref().take(part.len()).collect();
        let lives = || part.iter().map(|one| (one.event.header.device_id, one.event.header.incarnation));
        let clones = done.clones.iter().filter(|clone| lives().any(|life| life == **clone)).copied().collect();
        waiting.ends(Ok(Ingested { fates, clones }));
    }
}

fn note(tx: &Transaction<'_>, heard: &BTreeMap<DeviceId, u64>) -> Result<(), StoreError> {
    let mut statement = tx.prepare_cached("UPDATE device SET last_heard = ?2 WHERE id = ?1")?;
    for (device, at) in heard {
        statement.execute(params![device.as_bytes(), at.cast_signed()])?;
    }
    Ok(())
}

/// A panic in another request must not stop this one: SQLite has rolled its transaction back.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
