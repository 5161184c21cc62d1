//! What happens next: records, syncs that go on by turns, crashes, full disks, clocks that jump.

use std::{
    rc::Rc,
    task::{Context, Poll, Waker},
};

use nfv::{
    domain::{
        facts::{EventErased, Fact},
        ids::{AccountId, EntityId, EventId, LogId},
        stamp::Stamp,
    },
    store::{NewFact, Store, StoreError},
    sync::{
        enrolment::Role,
        messages::{Fate, Offer, SyncReply, SyncRequest},
        ports::{HttpMethod, HttpRequest, Rng as _},
    },
};

use super::{
    Edition, Rule, Ungraceful, check,
    device::DeviceError,
    disaster::Disasters,
    disk::{End, Machine},
    facts::{self, VILLAGES, field_log},
    people::{NEWER, Saved},
    world::World,
};

/// Five years.
const YEARS_MS: i64 = 5 * 365 * 24 * 3600 * 1000;

impl World {
    pub(super) fn happen(&mut self) -> Result<(), Ungraceful> {
        let which = self.dice.below(self.devices.len());
        if self.devices[which].store.is_down() && self.dice.percent(50) {
            return self.start_again(which);
        }
        if self.server.borrow().is_down() && self.dice.percent(50) {
            return self.start_server_again();
        }
        match self.dice.below(100) {
            0..30 => self.record(which),
            30..31 => {
                self.erase();
                Ok(())
            }
            31..45 => {
                self.start_sync(which);
                Ok(())
            }
            45..72 => self.go_on(which),
            72..79 => {
                self.plan_crash(self.devices[which].store.machine());
                Ok(())
            }
            79..82 => self.relay(which),
            82..85 => {
                let delivered = self.server.borrow_mut().deliver_late(self.dice.below(1000), self.now.get());
                if delivered {
                    self.note("a late request arrives".into());
                }
                Ok(())
            }
            85..88 => {
                self.plan_crash(self.server.borrow().machine());
                Ok(())
            }
            88..89 => self.start_server_again(),
            89..91 => {
                self.fill_or_free(which);
                Ok(())
            }
            91..97 => self.disaster(which),
            97..98 => {
                let off = self.any_offset();
                self.note(format!("the clock of device {which} jumps to {off} ms off"));
                self.devices[which].off_ms.set(off);
                Ok(())
            }
            98..99 => self.newer_app_pushes(),
            _ => self.intruder_tries(which),
        }
    }

    /// The clock of somebody is off by up to five years.
    pub(super) fn any_offset(&self) -> i64 {
        let years = i64::try_from(self.dice.any() % (2 * YEARS_MS).cast_unsigned()).unwrap_or_default();
        years - YEARS_MS
    }

    /// At some operation from now on the process ends; most often soon, so that every operation has its turn.
    fn plan_crash(&self, machine: &Machine) {
        let far = self.dice.pick(&[4, 30, 200]).copied().unwrap_or(30);
        let end = if self.dice.percent(50) { End::Killed } else { End::PowerLost };
        machine.plan(self.dice.any() % far, end, self.dice.any());
    }

    /// One disk has no space left for a while: a device's, or the server's.
    fn fill_or_free(&mut self, which: usize) {
        let full = self.dice.percent(60);
        let server = self.dice.percent(40);
        self.note(format!("the disk of {} is full: {full}", if server { "the server" } else { "a device" }));
        if server {
            self.server.borrow().machine().set_full(full);
        } else {
            self.devices[which].store.machine().set_full(full);
        }
    }

    /// A device starts again, now and then with a newer app that folds everything anew. What it called saved is there.
    pub(super) fn start_again(&mut self, which: usize) -> Result<(), Ungraceful> {
        let upgraded = self.dice.percent(25);
        self.note(format!("device {which} starts again{}", if upgraded { ", upgraded" } else { "" }));
        let device = &mut self.devices[which];
        device.running = None;
        device.store.machine().set_full(false);
        if upgraded {
            device.store.stop();
            let path = device.store.machine().path(super::device::FILE);
            let before = check::upgrade::pretend(&path)?;
            device.store.restart().map_err(Ungraceful::from_error)?;
            check::upgrade::emitted_nothing(&path, &before).map_err(|broken| broken.of(&device.name))?;
        } else {
            device.store.restart().map_err(Ungraceful::from_error)?;
        }
        check::device::holds_what_it_saved(device)?;
        check::photos::originals_are_there(self, which)
    }

    pub(super) fn start_server_again(&mut self) -> Result<(), Ungraceful> {
        let upgraded = self.dice.percent(25);
        self.note(format!("the server starts again{}", if upgraded { ", upgraded" } else { "" }));
        let mut server = self.server.borrow_mut();
        server.machine().set_full(false);
        if upgraded { server.upgrade() } else { server.restart() }
    }

    /// A person records something at a new door or a known one.
    pub(super) fn record(&mut self, which: usize) -> Result<(), Ungraceful> {
        let device = &self.devices[which];
        let known: Vec<_> = self.doors.iter().filter(|(log, _)| device.may_write(*log)).copied().collect();
        let village = self.dice.pick(&device.grants[1..]).map_or(field_log(VILLAGES[0]), |grant| grant.log);
        let door = if self.dice.percent(25) { None } else { self.dice.pick(&known).copied() };
        let mut dice = self.dice.clone();
        let wall = self.now.get().saturating_add_signed(device.off_ms.get());
        let (log, entity) = door.unwrap_or_else(|| (village, EntityId::from_random(dice.bytes())));
        let done = device.store.with(|store| {
            let seen: Vec<EventId> = store.events_of(log, entity)?.iter().map(|e| e.event.header.event_id).collect();
            let fact = if door.is_none() { facts::registration(&dice) } else { facts::about_a_door(&dice, &seen) };
            let id = store.append(&[NewFact { log, entity, fact }], None, wall, &mut dice)?.pop();
            saved(store, log, entity, id)
        });
        if self.note_saved(which, done)?.is_some() && door.is_none() {
            self.doors.push((log, entity));
        }
        Ok(())
    }

    /// What came of a save; the event, if a screen called it saved.
    pub(super) fn note_saved(
        &mut self,
        which: usize,
        done: Result<Option<Saved>, DeviceError>,
    ) -> Result<Option<EventId>, Ungraceful> {
        match done {
            Ok(Some(saved)) => {
                self.note(format!("device {which} saves {}", saved.id));
                self.devices[which].saved.insert((saved.log, saved.id));
                let id = saved.id;
                self.saved.push(saved);
                Ok(Some(id))
            }
            Ok(None) => Err(Rule::SavedIsThere.broken("an event that was just saved is not there")),
            Err(DeviceError::Crashed | DeviceError::Store(StoreError::NoRight | StoreError::Full)) => Ok(None),
            Err(DeviceError::Store(error)) => Err(Ungraceful::from_error(format!("a record was refused: {error}"))),
        }
    }

    fn start_sync(&mut self, which: usize) {
        if self.devices[which].running.is_none() && !self.devices[which].store.is_down() {
            self.note(format!("device {which} begins to sync"));
            self.devices[which].running = Some(self.sync(which, &Rc::default()));
        }
    }

    /// Lets the sync of a device go on for a while.
    fn go_on(&mut self, which: usize) -> Result<(), Ungraceful> {
        for _ in 0..1 + self.dice.below(6) {
            let Some(running) = &mut self.devices[which].running else { return Ok(()) };
            if let Poll::Ready(done) = running.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                self.devices[which].running = None;
                let done = done.map(|(outcome, _)| outcome);
                self.note(format!("device {which} has synced: {done:?}"));
            }
        }
        Ok(())
    }

    /// A reviewer has something erased that the server has.
    fn erase(&mut self) {
        let known: Vec<&Saved> = {
            let server = self.server.borrow();
            self.saved.iter().filter(|saved| server.has_acknowledged(&(saved.log, saved.id))).collect()
        };
        let Some(Saved { log, id, entity, .. }) = self.dice.pick(&known).map(|saved| (*saved).clone()) else { return };
        let mut dice = self.dice.clone();
        let fact = Fact::EventErased(EventErased { target: id, reason: "demanded".into() });
        let Ok(body) = fact.to_body(dice.bytes()) else { return };
        if self.edition == Edition::Second {
            return self.erase_at_the_desk(log, id);
        }
        self.erased += 1;
        let (n, stamp) = (1_000 + self.erased, Stamp::new(self.now.get(), 0));
        let event = facts::event(&facts::Author::office(), n, stamp, log, entity, fact.kind(), body, &mut dice);
        let done = self.server.borrow_mut().erase(event, self.now.get());
        self.note(format!("{id} is erased: {done}"));
    }

    /// An app of a later version records what this one has never heard of.
    fn newer_app_pushes(&mut self) -> Result<(), Ungraceful> {
        let Some((log, door)) = self.dice.pick(&self.doors).copied() else { return Ok(()) };
        self.newer.n += 1;
        let mut dice = self.dice.clone();
        let body = format!(r#"{{ "grams": {}, "later": {{"ü": [1.50, null]}} }}"#, dice.below(1000));
        let stamp = Stamp::new(self.now.get(), 0);
        let event = facts::event(&self.newer.author, self.newer.n, stamp, log, door, "door.weighed", body, &mut dice);
        let saved = Saved { log, id: event.header.event_id, entity: door, hash: event.hash() };
        let body = event.body.clone();
        let mut forged = event.clone();
        forged.body = r#"{"other":"bytes under the same id"}"#.into();
        let author = &self.newer.author;
        let request = push(NEWER, author, vec![Offer::from(event)])?;
        let reply = self.server.borrow_mut().answer(&request, self.now.get());
        let status = reply.map(|reply| reply.status);
        if status == Some(200) {
            let request = push(NEWER, author, vec![Offer::from(forged)])?;
            let reply = self.server.borrow_mut().answer(&request, self.now.get());
            let told = reply.and_then(|reply| serde_json::from_slice::<SyncReply>(&reply.body).ok());
            let loud = told.is_none_or(|told| matches!(told.verdicts[0].fate, Fate::IdReused { .. }));
            Rule::ClonesAreTold.ensure(loud, "other bytes under a known id, and nobody is told")?;
        }
        self.note(format!("a newer app pushes {}: {status:?}", saved.id));
        // It keeps no copy: what was not answered may be gone, and so it is after a restore.
        if status == Some(200) && self.disasters != Disasters::Restores {
            self.newer.bodies.push((saved.log, saved.id, body));
            self.saved.push(saved);
        }
        Ok(())
    }

    /// Somebody with a right to one village offers events to another, in his name and in a worker's, and asks for it.
    fn intruder_tries(&mut self, victim: usize) -> Result<(), Ungraceful> {
        const INTRUDER: &str = "intruder";
        let mut dice = self.dice.clone();
        let mut caller = self.newer.caller();
        caller.device = nfv::domain::ids::DeviceId::from_random(dice.bytes());
        caller.grants.retain(|grant| grant.log == field_log(VILLAGES[1]));
        if self.edition == Edition::Second {
            caller.account = AccountId(facts::area(97).0);
        }
        let own = facts::Author {
            account: caller.account,
            device: caller.device,
            incarnation: nfv::domain::ids::Incarnation::from_random(dice.bytes()),
        };
        let identity = self.devices[victim].store.with(|store| nfv::sync::ports::SyncStore::identity(store));
        let Ok(Some(identity)) = identity else { return Ok(()) };
        let worker =
            facts::Author { account: identity.account, device: identity.device, incarnation: identity.incarnation };
        let foreign = field_log(VILLAGES[0]);
        if self.is_closed(foreign) {
            // Whoever writes in its successor may still deliver there.
            return Ok(());
        }
        let stamp = Stamp::new(self.now.get(), 0);
        let offers = [&own, &worker].map(|author| {
            let entity = EntityId::from_random(dice.bytes());
            let body = r#"{"forged":true}"#.to_owned();
            let event = facts::event(author, 1_000_000, stamp, foreign, entity, "door.forged", body, &mut dice);
            Offer::from(event)
        });
        let request = push(INTRUDER, &own, offers.into())?;
        self.known_to_the_server(INTRUDER, caller, Role::Worker, facts::area(VILLAGES[1]));
        let reply = self.server.borrow_mut().answer(&request, self.now.get());
        let told = reply.and_then(|reply| serde_json::from_slice::<SyncReply>(&reply.body).ok());
        self.note(format!("an intruder is told {:?}", told.as_ref().map(|told| &told.verdicts)));
        let taken = |fate: &Fate| matches!(fate, Fate::Stored { .. } | Fate::Duplicate { .. });
        let stored = told.is_some_and(|told| told.verdicts.iter().any(|verdict| taken(&verdict.fate)));
        Rule::OnlyWhatIsGranted.ensure(!stored, "an event was stored in a log that its sender may not write")
    }
}

/// What was just saved, as it lies there.
pub(super) fn saved(
    store: &Store,
    log: LogId,
    entity: EntityId,
    id: Option<EventId>,
) -> Result<Option<Saved>, StoreError> {
    let Some(id) = id else { return Ok(None) };
    Ok(store.event(log, id)?.map(|(stored, _)| Saved { log, id, entity, hash: stored.hash }))
}

/// A request that offers events and asks for all three logs from their beginning.
fn push(token: &str, author: &facts::Author, events: Vec<Offer>) -> Result<HttpRequest, Ungraceful> {
    let logs = [facts::COUNTY, VILLAGES[0], VILLAGES[1]].map(|number| (field_log(number), Default::default()));
    let request = SyncRequest {
        v: 1,
        epoch: 1,
        device: author.device,
        incarnation: author.incarnation,
        events,
        state: None,
        cursors: Some(logs.into()),
        notices: None,
        unsent: std::collections::BTreeMap::new(),
        snapshots: false,
    };
    Ok(HttpRequest {
        method: HttpMethod::Post,
        path: "/v1/sync".into(),
        token: Some(token.into()),
        body: serde_json::to_vec(&request).map_err(Ungraceful::from_error)?,
        content_type: "application/json",
        gzip: false,
        file_name: None,
    })
}
