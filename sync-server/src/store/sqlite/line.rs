//! Group commit: whoever holds the writer stores what waits in line behind it too, in the same transaction.
//!
//! A commit costs a flush of the disk whatever is in it, so many small pushes at once cost one. Each caller gets its own
//! verdicts as soon as the commit is done, without waiting for the writer again. When a group cannot be stored, each of its batches is tried alone: an error stays with who caused it. Devices
//! that were heard of are noted along with whatever is written next.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
};

use nfv::domain::ids::DeviceId;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use crate::store::{Candidate, Ingested, StoreError, Tx, receipt::Secret};

/// A group takes no further batch after so many events: those in line behind it wait for a commit, not for a morning.
const GROUP_EVENTS: usize = 2000;

/// What an ingest came to.
type Outcome = Result<Ingested, StoreError>;

/// What somebody in line is told.
#[derive(Debug)]
pub(super) enum Told {
    /// The batch was stored, or cannot be.
    Done(Outcome),
    /// Nobody serves the line any more: whoever is told does.
    Serve,
}

/// A batch in line.
#[derive(Debug)]
pub(super) struct Waiting {
    length: usize,
    batch: Mutex<Vec<Candidate>>,
    now: u64,
    told: Mutex<Option<Told>>,
    rings: Condvar,
}

impl Waiting {
    fn of(batch: &[Candidate], now: u64) -> Arc<Self> {
        let (length, batch) = (batch.len(), Mutex::new(batch.to_vec()));
        Arc::new(Self { length, batch, now, told: Mutex::default(), rings: Condvar::new() })
    }

    /// Waits for the outcome, or for the turn to serve.
    pub(super) fn wait(&self) -> Told {
        let mut told = lock(&self.told);
        loop {
            match told.take() {
                Some(told) => return told,
                None => told = self.rings.wait(told).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    /// What it was told meanwhile; after serving it is the outcome of the own batch.
    pub(super) fn outcome(&self) -> Outcome {
        match lock(&self.told).take() {
            Some(Told::Done(outcome)) => outcome,
            // Taken out of the line and then lost: nothing was stored.
            Some(Told::Serve) | None => Err(StoreError::Busy),
        }
    }

    fn tell(&self, what: Told) {
        *lock(&self.told) = Some(what);
        self.rings.notify_one();
    }
}

/// Those who wait for the writer, in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) queue: Mutex<Queue>,
    heard: Mutex<BTreeMap<DeviceId, u64>>,
}

/// The line itself. Whoever waits in it is served by somebody: the first one who found nobody serving, then one after the
/// other of those whose batch comes next.
#[derive(Debug, Default)]
pub(super) struct Queue {
    pub(super) waiting: VecDeque<Arc<Waiting>>,
    served: bool,
}

/// The duty to serve the line: goes to the next in line when it is dropped, however that comes.
pub(super) struct Duty<'a>(&'a Line);

impl Drop for Duty<'_> {
    fn drop(&mut self) {
        let mut queue = lock(&self.0.queue);
        match queue.waiting.front() {
            Some(next) => next.tell(Told::Serve),
            None => queue.served = false,
        }
    }
}

/// A group that is being stored: whoever is not told anything by its end hears that nothing was stored.
struct Group(Vec<Arc<Waiting>>);

impl Drop for Group {
    fn drop(&mut self) {
        for waiting in &self.0 {
            if lock(&waiting.told).is_none() {
                waiting.ends(Err(StoreError::Busy));
            }
        }
    }
}

impl Line {
    /// The duty to serve, if nobody has it.
    pub(super) fn begin(&self) -> Option<Duty<'_>> {
        // Made only where there was none: one that is dropped at once would hand over a duty that another has.
        (!std::mem::replace(&mut lock(&self.queue).served, true)).then(|| Duty(self))
    }

    /// Goes to the end of the line; with the duty to serve it, if nobody has that.
    pub(super) fn join(&self, batch: &[Candidate], now: u64) -> (Arc<Waiting>, Option<Duty<'_>>) {
        let waiting = Waiting::of(batch, now);
        let mut queue = lock(&self.queue);
        queue.waiting.push_back(Arc::clone(&waiting));
        let duty = (!std::mem::replace(&mut queue.served, true)).then(|| Duty(self));
        (waiting, duty)
    }

    /// The duty that [`Told::Serve`] brings.
    pub(super) const fn take_over(&self) -> Duty<'_> {
        Duty(self)
    }

    /// Notes that a device was heard of; written along with the next transaction.
    pub(super) fn heard(&self, device: DeviceId, now: u64) {
        lock(&self.heard).insert(device, now);
    }

    /// Whether devices were heard of and that is not written yet.
    pub(super) fn has_heard(&self) -> bool {
        !lock(&self.heard).is_empty()
    }

    /// Stores those at the head of the line, and tells each what became of it.
    pub(super) fn serve(&self, _: &Duty<'_>, writer: &mut Connection, secret: &Secret) {
        let group = Group(self.next_group());
        let now = group.0.iter().map(|waiting| waiting.now).max().unwrap_or_default();
        let all: Vec<Candidate> =
            group.0.iter().flat_map(|waiting| std::mem::take(&mut *lock(&waiting.batch))).collect();
        let mut rest = all.as_slice();
        let parts = group.0.iter().map(|waiting| {
            let (part, behind) = rest.split_at(waiting.length);
            rest = behind;
            (waiting, part)
        });
        match self.store(writer, secret, &all, now) {
            Ok(done) => share_out(parts, done),
            Err(StoreError::Busy) => parts.for_each(|(waiting, _)| waiting.ends(Err(StoreError::Busy))),
            Err(error) => match group.0.as_slice() {
                [only] => only.ends(Err(error)),
                _ => parts.for_each(|(waiting, part)| waiting.ends(self.store(writer, secret, part, waiting.now))),
            },
        }
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
        let mut queue = lock(&self.queue);
        let mut events = 0;
        let fits = |next: &&Arc<Waiting>| {
            let goes = events == 0 || events + next.length <= GROUP_EVENTS;
            events += next.length;
            goes
        };
        let length = queue.waiting.iter().take_while(fits).count();
        queue.waiting.drain(..length).collect()
    }
}

impl Waiting {
    fn ends(&self, outcome: Outcome) {
        self.tell(Told::Done(outcome));
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
