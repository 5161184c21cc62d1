//! Cold starts: devices that are far behind read a few at once, so that a morning of new phones never starves a push.
//!
//! A place is held by a device for as long as it comes back within a lease; who gets none is told when to ask again. What it
//! pushed was stored before, and is answered in any case. Places are a process's own: each guards its own processors.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{LazyLock, Mutex, PoisonError},
    thread::available_parallelism,
};

use nfv::{
    domain::ids::{DeviceId, LogId},
    sync::messages::{Cursor, Seq},
};

use crate::metrics;

/// A device that lacks so many events is far behind.
const FAR: Seq = 2000;

/// A place is free again when its device has not come back for so many milliseconds.
const LEASE_MS: u64 = 1000;

/// When to ask again, in seconds; the device adds chance.
pub const AGAIN_S: u32 = 2;

/// This process's places: one for two processors, two at least.
pub(super) static GATE: LazyLock<Gate> =
    LazyLock::new(|| Gate::with(available_parallelism().map_or(2, |cores| (cores.get() / 2).max(2))));

/// Whether a device may read what it lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Admission {
    /// As much as a reply takes.
    Open,
    /// Not now.
    Full,
}

/// A few places.
pub(super) struct Gate {
    places: usize,
    devices: Mutex<Devices>,
}

#[derive(Default)]
struct Devices {
    /// Who reads, and until when its place is kept.
    inside: BTreeMap<DeviceId, u64>,
    waiting: BTreeSet<DeviceId>,
}

impl Gate {
    /// With so many places.
    pub(super) fn with(places: usize) -> Self {
        Self { places, devices: Mutex::default() }
    }

    /// Whether this device may read now, being so far behind.
    pub(super) fn ask(&self, device: DeviceId, behind: Seq, now: u64) -> Admission {
        let mut devices = self.devices.lock().unwrap_or_else(PoisonError::into_inner);
        if behind < FAR {
            // Who has nearly caught up needs its place no longer.
            devices.inside.remove(&device);
            devices.waiting.remove(&device);
            return Admission::Open;
        }
        devices.inside.retain(|_, until| *until > now);
        let admission = if devices.inside.contains_key(&device) || devices.inside.len() < self.places {
            devices.inside.insert(device, now.saturating_add(LEASE_MS));
            devices.waiting.remove(&device);
            Admission::Open
        } else {
            devices.waiting.insert(device);
            Admission::Full
        };
        metrics::cold_starts_waiting(devices.waiting.len());
        admission
    }
}

/// How many events a device lacks in the logs of these heads.
pub(super) fn behind(heads: &BTreeMap<LogId, Cursor>, cursors: &BTreeMap<LogId, Cursor>) -> Seq {
    let at = |log: &LogId| cursors.get(log).map_or(0, |Cursor(seq, _)| *seq);
    heads.iter().map(|(log, Cursor(head, _))| head.saturating_sub(at(log))).sum()
}

#[cfg(test)]
mod tests {
    use nfv::{
        domain::{
            area::Class,
            event::{Event, Header, VERSION},
            ids::{AccountId, AreaId, EntityId, EventId, Incarnation},
            stamp::Stamp,
        },
        sync::{
            enrolment::Grant,
            messages::{Fate, SyncReply, Verdict},
        },
    };

    use super::*;
    use crate::{
        store::{Birth, Store, sqlite::SqliteStore},
        sync::{Caller, SyncError, append, reply::read_on},
    };

    /// A log that holds so many events, and a device that may read it.
    fn village(folder: &std::path::Path, events: u64) -> (SqliteStore, Caller) {
        let store = SqliteStore::open(&folder.join("server.db"), &Birth { epoch: 7, secret: [1; 32] }).unwrap();
        let area = AreaId(uuid::Uuid::from_u128(9));
        let log = store.open_log(area, Class::Field).unwrap();
        let event = |n: u64| {
            let header = Header {
                version: VERSION,
                event_id: EventId(uuid::Uuid::from_u128(u128::from(n))),
                log_id: log,
                kind: "of.tomorrow".into(),
                entity_id: EntityId(uuid::Uuid::from_u128(1)),
                actor_id: AccountId(uuid::Uuid::nil()),
                device_id: device(0),
                incarnation: Incarnation(uuid::Uuid::nil()),
                n,
                stamp: Stamp::new(n, 0),
            };
            Event { header, body: "{}".into(), proof: None }
        };
        append(&store, (1..=events).map(event).collect(), 5000).unwrap();
        let grants = vec![Grant { log, area, class: Class::Field, write: true }];
        (
            store,
            Caller {
                device: device(1),
                key: [0; 32],
                account: AccountId(uuid::Uuid::nil()),
                grants,
                left_out: std::collections::BTreeSet::new(),
                closed: std::collections::BTreeMap::new(),
            },
        )
    }

    #[test]
    fn a_push_is_answered_while_others_read_and_a_mere_reader_waits() {
        let folder = tempfile::tempdir().unwrap();
        let (store, caller) = village(folder.path(), FAR);
        let read =
            |gate: &Gate, reply: &mut SyncReply| read_on(&store, &caller, (&BTreeMap::new(), 0, false), gate, reply);
        let full = Gate::with(0);
        let refused = read(&full, &mut SyncReply::default()).unwrap_err();
        assert!(matches!(refused, SyncError::ColdStarts) && refused.status() == 503, "{refused}");

        let verdict = Verdict { id: EventId(uuid::Uuid::nil()), fate: Fate::Held };
        let mut pushed = SyncReply { verdicts: vec![verdict], ..SyncReply::default() };
        read(&full, &mut pushed).unwrap();
        let events = |reply: &SyncReply| reply.pages.iter().map(|page| page.events.len() as u64).sum::<u64>();
        assert!(events(&pushed) > 0 && events(&pushed) < FAR / 10 && pushed.pages[0].more);

        let mut whole = SyncReply::default();
        read(&Gate::with(1), &mut whole).unwrap();
        assert_eq!(events(&whole), FAR);
    }

    fn device(n: u128) -> DeviceId {
        DeviceId(uuid::Uuid::from_u128(n))
    }

    #[test]
    fn a_few_read_at_once_and_keep_their_places_while_they_come_back() {
        let gate = Gate::with(2);
        assert_eq!(gate.ask(device(1), FAR, 0), Admission::Open);
        assert_eq!(gate.ask(device(2), FAR, 0), Admission::Open);
        assert_eq!(gate.ask(device(3), FAR, 10), Admission::Full);
        assert_eq!(gate.ask(device(1), FAR, LEASE_MS - 1), Admission::Open);
        assert_eq!(gate.ask(device(3), FAR, LEASE_MS), Admission::Open, "the second did not come back");
        assert_eq!(gate.ask(device(2), FAR, LEASE_MS), Admission::Full);
        assert!(gate.devices.lock().unwrap().waiting.contains(&device(2)));
    }

    #[test]
    fn who_has_nearly_caught_up_gives_its_place_to_the_next() {
        let gate = Gate::with(1);
        assert_eq!(gate.ask(device(1), FAR, 0), Admission::Open);
        assert_eq!(gate.ask(device(2), FAR, 1), Admission::Full);
        assert_eq!(gate.ask(device(1), FAR - 1, 2), Admission::Open);
        assert_eq!(gate.ask(device(2), FAR, 3), Admission::Open);
    }

    #[test]
    fn who_is_nearly_up_to_date_needs_no_place() {
        let gate = Gate::with(0);
        assert_eq!(gate.ask(device(1), FAR - 1, 0), Admission::Open);
        assert_eq!(gate.ask(device(1), FAR, 0), Admission::Full);
    }

    #[test]
    fn behind_is_what_all_logs_together_lack() {
        let log = |n| LogId(uuid::Uuid::from_u128(n));
        let at = |seq| Cursor(seq, nfv::sync::messages::Print(0));
        let heads = BTreeMap::from([(log(1), at(10)), (log(2), at(5)), (log(3), at(7))]);
        let cursors = BTreeMap::from([(log(1), at(4)), (log(2), at(9))]);
        assert_eq!(behind(&heads, &cursors), 6 + 7);
    }
}
