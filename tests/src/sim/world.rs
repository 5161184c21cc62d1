//! The world of one seed: who is there, what happens next, and how it ends.

use std::{
    cell::{Cell, RefCell},
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};

use nfv::{
    domain::{
        area::Class,
        event::Hash,
        ids::{AccountId, EntityId, EventId, Incarnation, LogId},
        stamp::Stamp,
    },
    store::NewFact,
    sync::{
        driver::{self, Outcome},
        enrolment::{Enrolled, Grant, Role},
        messages::{Offer, SyncRequest},
        ports::{HttpMethod, HttpRequest, Rng},
    },
};
use sync_server::{
    store::Store as _,
    sync::{Caller, append},
};
use tempfile::TempDir;

use super::{
    Sabotage, Summary, Ungraceful, check,
    device::{Crash, DeviceError, DeviceStore},
    dice::Dice,
    facts::{self, COUNTY, VILLAGES, field_log},
    network::{Now, SimClock, SimNetwork, Weather},
    server::SimServer,
};

/// Everybody begins on the morning of 2 March 2026.
const BEGIN_MS: u64 = 1_772_409_600_000;

/// Five years.
const YEARS_MS: i64 = 5 * 365 * 24 * 3600 * 1000;

/// After so many rounds of undisturbed syncs nothing may move any more.
const MOST_ROUNDS: usize = 8;

/// Bodies of an idle sync, both ways.
const IDLE_BYTES: usize = 1024;

type Running = Pin<Box<dyn Future<Output = Result<Outcome, String>>>>;

/// A device, its account and what runs on it.
pub(super) struct SimDevice {
    pub(super) name: String,
    pub(super) token: String,
    pub(super) store: DeviceStore,
    pub(super) grants: Vec<Grant>,
    off_ms: Rc<Cell<i64>>,
    running: Option<Running>,
}

/// A record that a screen called saved.
#[derive(Clone, Debug)]
pub(super) struct Saved {
    pub(super) log: LogId,
    pub(super) id: EventId,
    pub(super) hash: Hash,
}

/// Which disasters a history may contain; some exclude each other, since together they may lose what nobody holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Disasters {
    /// The server's database is copied back.
    Restores,
    /// Rights end and come back.
    Removals,
    /// Phones are cloned.
    Clones,
}

/// The world of one seed.
pub(super) struct World {
    dice: Dice,
    now: Now,
    weather: Rc<Cell<Weather>>,
    sabotage: Sabotage,
    disasters: Disasters,
    pub(super) server: Rc<RefCell<SimServer>>,
    pub(super) devices: Vec<SimDevice>,
    pub(super) saved: Vec<Saved>,
    doors: Vec<(LogId, EntityId)>,
    newer: (String, facts::Author, u64),
    pub(super) trace: Vec<String>,
    folder: TempDir,
}

impl World {
    pub(super) fn new(seed: u64, sabotage: Sabotage) -> Result<Self, Ungraceful> {
        let dice = Dice::of(seed);
        let folder = folder()?;
        let server = SimServer::new(folder.path()).map_err(Ungraceful::from_error)?;
        let store = server.store()?;
        for number in VILLAGES.into_iter().chain([COUNTY]) {
            store.open_log(facts::area(number), Class::Field).map_err(Ungraceful::from_error)?;
        }
        append(store, facts::office(BEGIN_MS, dice.clone())?, BEGIN_MS).map_err(Ungraceful::from_error)?;
        let disasters = [Disasters::Restores, Disasters::Removals, Disasters::Clones][dice.below(3)];
        let mut world = Self {
            newer: newer_app(dice.clone()),
            dice,
            now: Rc::new(Cell::new(BEGIN_MS)),
            weather: Rc::new(Cell::new(Weather::Stormy)),
            sabotage,
            disasters,
            server: Rc::new(RefCell::new(server)),
            devices: Vec::new(),
            saved: Vec::new(),
            doors: Vec::new(),
            trace: vec![format!("{disasters:?}")],
            folder,
        };
        world.server.borrow_mut().enrol(&world.newer.0.clone(), world.caller_of_newer_app());
        for number in 0..2 + world.dice.below(3) {
            world.enrol(number)?;
        }
        Ok(world)
    }

    fn enrol(&mut self, number: usize) -> Result<(), Ungraceful> {
        let path = self.folder.path().join(format!("device-{number}.db"));
        let store = DeviceStore::open(path, self.sabotage).map_err(Ungraceful::from_error)?;
        let mut dice = self.dice.clone();
        let account = AccountId::from_random(dice.bytes());
        let one_village = self.dice.percent(30);
        let grants = grants(if one_village { &VILLAGES[..1] } else { &VILLAGES });
        let token = format!("token-{number}");
        let enrolled = Enrolled {
            token: token.clone(),
            account,
            name: format!("worker {number}"),
            role: Role::Worker,
            area: facts::area(VILLAGES[0]),
            grants: grants.clone(),
            epoch: 1,
            server_time: self.now.get(),
            zone_minutes: 480,
            server_key: None,
        };
        let key = store
            .with(|store| {
                let key = store.device_key(&mut dice)?;
                store.enrol(&enrolled)?;
                Ok(key)
            })
            .map_err(Ungraceful::from_error)?;
        let caller = Caller { device: key.device, key: key.public(), account, grants: grants.clone() };
        self.server.borrow_mut().enrol(&token, caller);
        let off_ms = if self.dice.percent(25) { self.any_offset() } else { 0 };
        let off_ms = Rc::new(Cell::new(off_ms));
        self.devices.push(SimDevice { name: format!("device {number}"), token, store, grants, off_ms, running: None });
        Ok(())
    }

    fn any_offset(&self) -> i64 {
        let years = i64::try_from(self.dice.any() % (2 * YEARS_MS).cast_unsigned()).unwrap_or_default();
        years - YEARS_MS
    }

    /// Lives through the history, ends it, and checks the end.
    pub(super) fn live(&mut self) -> Result<Summary, Ungraceful> {
        for _ in 0..60 + self.dice.below(100) {
            self.now.set(self.now.get() + 1 + self.dice.any() % 600_000);
            self.happen()?;
        }
        self.calm_down()?;
        let rounds = self.settle()?;
        self.idle()?;
        let events = check::everything(self)?;
        Ok(Summary { saved: self.saved.len(), events, rounds, trace: Vec::new() })
    }

    fn happen(&mut self) -> Result<(), Ungraceful> {
        let which = self.dice.below(self.devices.len());
        if self.devices[which].store.is_down() && self.dice.percent(50) {
            self.note(format!("device {which} starts again"));
            self.devices[which].running = None;
            return self.devices[which].store.restart().map_err(Ungraceful::from_error);
        }
        match self.dice.below(100) {
            0..38 => self.record(which),
            38..52 => {
                self.start_sync(which);
                Ok(())
            }
            52..80 => self.go_on(which),
            80..85 => {
                let crash = if self.dice.percent(50) { Crash::Before } else { Crash::After };
                self.devices[which].store.plan(crash(u32::try_from(self.dice.below(12)).unwrap_or_default()));
                Ok(())
            }
            85..89 => {
                let delivered = self.server.borrow_mut().deliver_late(self.dice.below(1000), self.now.get());
                if delivered {
                    self.note("a late request arrives".into());
                }
                Ok(())
            }
            89..91 => {
                self.note("the server starts again".into());
                self.server.borrow_mut().restart().map_err(Ungraceful::from_error)
            }
            91..97 => self.disaster(which),
            97..99 => {
                let off = self.any_offset();
                self.note(format!("the clock of device {which} jumps to {off} ms off"));
                self.devices[which].off_ms.set(off);
                Ok(())
            }
            _ => self.newer_app_pushes(),
        }
    }

    fn disaster(&mut self, which: usize) -> Result<(), Ungraceful> {
        match self.disasters {
            Disasters::Restores if self.dice.percent(50) => {
                self.note("the server's file is copied".into());
                self.server.borrow_mut().back_up()
            }
            Disasters::Restores => {
                let back = self.server.borrow_mut().restore()?;
                self.note(format!("the server's file is copied back: {back}"));
                Ok(())
            }
            Disasters::Removals => {
                let SimDevice { token, grants, .. } = &self.devices[which];
                let without = if self.dice.percent(50) { Some(field_log(VILLAGES[0])) } else { None };
                self.server.borrow_mut().change_grant(token, grants, without);
                self.note(format!("device {which} may read everything but {without:?}"));
                Ok(())
            }
            Disasters::Clones if self.devices.len() < 6 && !self.devices[which].store.is_down() => {
                self.clone_phone(which)
            }
            Disasters::Clones => Ok(()),
        }
    }

    fn clone_phone(&mut self, which: usize) -> Result<(), Ungraceful> {
        let number = self.devices.len();
        self.note(format!("device {which} is cloned as device {number}"));
        let path = self.folder.path().join(format!("device-{number}.db"));
        let original = &mut self.devices[which];
        original.running = None;
        let clone = SimDevice {
            name: format!("device {number}, clone of {which}"),
            token: original.token.clone(),
            store: original.store.clone_to(path)?,
            grants: original.grants.clone(),
            off_ms: Rc::new(Cell::new(original.off_ms.get())),
            running: None,
        };
        self.devices.push(clone);
        Ok(())
    }

    fn note(&mut self, what: String) {
        self.trace.push(format!("{} {what}", self.now.get() - BEGIN_MS));
    }

    fn record(&mut self, which: usize) -> Result<(), Ungraceful> {
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
            let Some(id) = id else { return Ok(None) };
            Ok(store.event(log, id)?.map(|(stored, _)| Saved { log, id, hash: stored.hash }))
        });
        match done {
            Ok(Some(saved)) => {
                self.note(format!("device {which} saves {}", saved.id));
                self.saved.push(saved);
                if door.is_none() {
                    self.doors.push((log, entity));
                }
                Ok(())
            }
            Ok(None) => Err(Ungraceful("an event that was just saved is not there".into())),
            Err(DeviceError::Crashed | DeviceError::Store(nfv::store::StoreError::NoRight)) => Ok(()),
            Err(DeviceError::Store(error)) => Err(Ungraceful(format!("a record was refused: {error}"))),
        }
    }

    fn start_sync(&mut self, which: usize) {
        if self.devices[which].running.is_none() && !self.devices[which].store.is_down() {
            self.note(format!("device {which} begins to sync"));
            self.devices[which].running = Some(self.sync(which, &Rc::default()));
        }
    }

    fn sync(&self, which: usize, bytes: &Rc<Cell<usize>>) -> Running {
        let device = &self.devices[which];
        let network = SimNetwork {
            server: Rc::clone(&self.server),
            dice: self.dice.clone(),
            now: Rc::clone(&self.now),
            weather: Rc::clone(&self.weather),
            sabotage: self.sabotage,
            bytes: Rc::clone(bytes),
        };
        let clock = SimClock { now: Rc::clone(&self.now), off_ms: Rc::clone(&device.off_ms) };
        let (mut store, mut dice) = (device.store.clone(), self.dice.clone());
        Box::pin(async move {
            let done = driver::sync_once(&mut store, &network, &clock, &mut dice, &mut ()).await;
            done.map_err(|stopped| stopped.to_string())
        })
    }

    /// Lets the sync of a device go on for a while.
    fn go_on(&mut self, which: usize) -> Result<(), Ungraceful> {
        for _ in 0..1 + self.dice.below(6) {
            let Some(running) = &mut self.devices[which].running else { return Ok(()) };
            if let Poll::Ready(done) = running.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                self.devices[which].running = None;
                self.note(format!("device {which} has synced: {done:?}"));
            }
        }
        Ok(())
    }

    /// The faults stop: late requests arrive, everybody is up, may read again, and the network works.
    fn calm_down(&mut self) -> Result<(), Ungraceful> {
        self.weather.set(Weather::Calm);
        self.note("the faults stop".into());
        let now = self.now.get();
        while self.server.borrow_mut().deliver_late(0, now) {}
        for device in &mut self.devices {
            device.running = None;
            device.store.restart().map_err(Ungraceful::from_error)?;
            self.server.borrow_mut().change_grant(&device.token, &device.grants, None);
        }
        Ok(())
    }

    /// Everybody syncs in turn until nothing moves any more. How many rounds it took.
    fn settle(&mut self) -> Result<usize, Ungraceful> {
        for round in 1..=MOST_ROUNDS {
            let mut moved = false;
            for which in 0..self.devices.len() {
                self.now.set(self.now.get() + 1000);
                let outcome = self.sync_through(which, &Rc::default())?;
                self.note(format!("round {round}, device {which}: {outcome:?}"));
                moved |= outcome.acknowledged + outcome.read + outcome.held + outcome.quarantined > 0;
            }
            if !moved {
                return Ok(round);
            }
        }
        Err(Ungraceful(format!("queues are not empty after {MOST_ROUNDS} undisturbed rounds")))
    }

    /// With nothing new, a sync is one small round trip.
    fn idle(&mut self) -> Result<(), Ungraceful> {
        for which in 0..self.devices.len() {
            let bytes = Rc::new(Cell::new(0));
            let outcome = self.sync_through(which, &bytes)?;
            if outcome.round_trips != 1 || bytes.get() >= IDLE_BYTES {
                let (trips, bytes) = (outcome.round_trips, bytes.get());
                return Err(Ungraceful(format!("an idle sync took {trips} round trips and {bytes} bytes")));
            }
        }
        Ok(())
    }

    fn sync_through(&self, which: usize, bytes: &Rc<Cell<usize>>) -> Result<Outcome, Ungraceful> {
        let mut running = self.sync(which, bytes);
        for _ in 0..10_000 {
            if let Poll::Ready(done) = running.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                return done.map_err(|stopped| Ungraceful(format!("an undisturbed sync stopped: {stopped}")));
            }
        }
        Err(Ungraceful("a sync never ends".into()))
    }

    /// An app of a later version records what this one has never heard of.
    fn newer_app_pushes(&mut self) -> Result<(), Ungraceful> {
        let Some((log, door)) = self.dice.pick(&self.doors).copied() else { return Ok(()) };
        self.newer.2 += 1;
        let mut dice = self.dice.clone();
        let body = format!(r#"{{ "grams": {}, "later": {{"ü": [1.50, null]}} }}"#, dice.below(1000));
        let (token, author, n) = &self.newer;
        let stamp = Stamp::new(self.now.get(), 0);
        let event = facts::event(author, *n, stamp, log, door, "door.weighed", body, &mut dice);
        let saved = Saved { log, id: event.header.event_id, hash: event.hash() };
        let request = SyncRequest {
            v: 1,
            epoch: 1,
            device: author.device,
            incarnation: author.incarnation,
            events: vec![Offer::from(event)],
            state: None,
            cursors: None,
            notices: None,
        };
        let request = HttpRequest {
            method: HttpMethod::Post,
            path: "/v1/sync".into(),
            token: Some(token.clone()),
            body: serde_json::to_vec(&request).map_err(Ungraceful::from_error)?,
            content_type: "application/json",
            gzip: false,
            file_name: None,
        };
        let reply = self.server.borrow().answer(&request, self.now.get());
        self.note(format!("a newer app pushes {}: {}", saved.id, reply.status));
        // It keeps no copy: after a restore nobody may hold it.
        if self.disasters != Disasters::Restores {
            self.saved.push(saved);
        }
        Ok(())
    }

    fn caller_of_newer_app(&self) -> Caller {
        let author = &self.newer.1;
        Caller { device: author.device, key: [0; 32], account: author.account, grants: grants(&VILLAGES) }
    }

    /// Logs of a device that the server grants.
    pub(super) fn granted(&self, device: &SimDevice) -> Vec<LogId> {
        self.server.borrow().grants(&device.token)
    }
}

impl SimDevice {
    fn may_write(&self, log: LogId) -> bool {
        self.grants.iter().any(|grant| grant.log == log && grant.write)
    }
}

/// The county to read, these villages to write.
fn grants(villages: &[u128]) -> Vec<Grant> {
    let grant = |number: u128, write: bool| Grant {
        log: field_log(number),
        area: facts::area(number),
        class: Class::Field,
        write,
    };
    std::iter::once(grant(COUNTY, false)).chain(villages.iter().map(|village| grant(*village, true))).collect()
}

fn newer_app(mut dice: Dice) -> (String, facts::Author, u64) {
    let author = facts::Author {
        account: AccountId::from_random(dice.bytes()),
        device: nfv::domain::ids::DeviceId::from_random(dice.bytes()),
        incarnation: Incarnation::from_random(dice.bytes()),
    };
    ("newer".into(), author, 0)
}

/// In memory where the system has a folder for that: a commit then costs no disk.
fn folder() -> Result<TempDir, Ungraceful> {
    let memory = std::path::Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    folder.map_err(Ungraceful::from_error)
}
