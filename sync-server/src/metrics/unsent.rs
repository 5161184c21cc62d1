//! What devices said of their queues: since when the oldest event waits there, by log.
//!
//! Nothing but memory, of this process: who has something waiting says it again with every attempt. A device that got an
//! answer to everything it had has nothing waiting; one that was heard elsewhere since is no longer believed.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use nfv::domain::ids::{DeviceId, LogId};

use crate::sync::{Caller, Request};

/// What was said longer ago is forgotten.
const BELIEVED_MS: u64 = 14 * 24 * 60 * 60 * 1000;

/// A device's word.
#[derive(Clone, Debug)]
struct Said {
    at: u64,
    /// Unix milliseconds since when the oldest event waits.
    since: BTreeMap<LogId, u64>,
}

/// What each device said last.
#[derive(Debug, Default)]
pub struct Unsent(Mutex<BTreeMap<DeviceId, Said>>);

impl Unsent {
    /// A device comes with a request; of logs that its account does not know nothing is taken.
    pub fn said(&self, caller: &Caller, request: &Request, now: u64) {
        if request.unsent.is_empty() {
            return;
        }
        let known = |log: &LogId| caller.grants.iter().any(|grant| grant.log == *log);
        let since = |(log, age): (&LogId, &u64)| known(log).then(|| (*log, now.saturating_sub(*age)));
        let since = request.unsent.iter().filter_map(since).collect();
        self.lock().insert(caller.device, Said { at: now, since });
    }

    /// Everything that the device had was answered.
    pub fn all_answered(&self, device: DeviceId) {
        self.lock().remove(&device);
    }

    /// For each log the earliest moment since when something waits on a device. `heard`: when each device was last heard
    /// by whichever process.
    #[must_use]
    pub fn since(&self, heard: &BTreeMap<DeviceId, u64>, now: u64) -> BTreeMap<LogId, u64> {
        let mut devices = self.lock();
        devices.retain(|device, said| {
            let is_last_word = heard.get(device).is_none_or(|heard| *heard <= said.at);
            is_last_word && now.saturating_sub(said.at) < BELIEVED_MS
        });
        let mut oldest: BTreeMap<LogId, u64> = BTreeMap::new();
        for (log, since) in devices.values().flat_map(|said| &said.since) {
            oldest.entry(*log).and_modify(|oldest| *oldest = (*oldest).min(*since)).or_insert(*since);
        }
        oldest
    }

    /// A panic in another request leaves nothing half-written here.
    fn lock(&self) -> MutexGuard<'_, BTreeMap<DeviceId, Said>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
