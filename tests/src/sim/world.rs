//! The world of one seed: its machines, its time, who is there.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    pin::Pin,
    rc::Rc,
    sync::Arc,
};

use nfv::{
    domain::{
        area::Class,
        ids::{EntityId, EventId, LogId},
    },
    sync::{
        driver::{self, Outcome},
        enrolment::Role,
        held::Decision,
    },
};
use sync_server::{store::Store as _, sync::append};

use super::{
    Edition, Sabotage, Summary, Ungraceful, check,
    dice::Dice,
    disaster::Disasters,
    disk::{self, Machine},
    facts::{self, COUNTY, ELSEWHERE, VILLAGES},
    network::{Now, SimClock, SimNetwork, Traffic, Weather},
    people::{self, NewerApp, Saved, SimDevice},
    photos::{self, Kept},
    server::SimServer,
    vfs,
};

/// Everybody begins on the morning of 2 March 2026.
pub(super) const BEGIN_MS: u64 = 1_772_409_600_000;

/// What a sync came to, and how many photos found their fate in it.
pub(super) type Synced = (Outcome, u64);

pub(super) type Running = Pin<Box<dyn Future<Output = Result<Synced, String>>>>;

/// A phone's disk, and what its screen had called saved by then.
pub(super) type Backup = (BTreeMap<String, disk::File>, BTreeSet<(LogId, EventId)>);

/// The world of one seed.
pub(super) struct World {
    pub(super) edition: Edition,
    pub(super) dice: Dice,
    pub(super) now: Now,
    pub(super) weather: Rc<Cell<Weather>>,
    pub(super) sabotage: Sabotage,
    pub(super) disasters: Disasters,
    pub(super) server: Rc<RefCell<SimServer>>,
    pub(super) devices: Vec<SimDevice>,
    pub(super) saved: Vec<Saved>,
    pub(super) doors: Vec<(LogId, EntityId)>,
    /// Photos that records name.
    pub(super) photos: Vec<Kept>,
    /// What a reviewer decided last on events that were held: whether they are refused.
    pub(super) decided: BTreeMap<(LogId, EventId), Decision>,
    /// Decisions whose answer was lost: they hold, or the one before does.
    pub(super) perhaps_refused: BTreeSet<(LogId, EventId)>,
    /// What a reviewer has had erased, also where the answer was lost or the server forgot it when it was set back.
    pub(super) once_erased: BTreeSet<EventId>,
    pub(super) newer: NewerApp,
    pub(super) trace: Vec<String>,
    /// How many events a reviewer has had erased.
    pub(super) erased: u64,
    /// Relay files that somebody carries.
    pub(super) files: Vec<Vec<u8>>,
    /// Backups of phones: the disk, and what was saved by then.
    pub(super) backups: BTreeMap<usize, Backup>,
    number: u64,
    machines: Vec<Arc<Machine>>,
}

impl Drop for World {
    fn drop(&mut self) {
        self.machines.iter().for_each(|machine| machine.forget());
    }
}

impl World {
    /// A world with a server, and devices as the seed has it.
    pub(super) fn new(edition: Edition, seed: u64, sabotage: Sabotage) -> Result<Self, Ungraceful> {
        let dice = Dice::of(seed);
        let disasters = Disasters::any(&dice);
        let mut world = Self::with(edition, (seed, dice), sabotage, disasters)?;
        for _ in 0..2 + world.dice.below(3) {
            let one_village = world.dice.percent(30);
            world.enrol(if one_village { &VILLAGES[..1] } else { &VILLAGES })?;
        }
        Ok(world)
    }

    /// A world with a server and nobody else.
    pub(super) fn empty(
        edition: Edition,
        seed: u64,
        sabotage: Sabotage,
        disasters: Disasters,
    ) -> Result<Self, Ungraceful> {
        Self::with(edition, (seed, Dice::of(seed)), sabotage, disasters)
    }

    fn with(
        edition: Edition,
        (seed, dice): (u64, Dice),
        sabotage: Sabotage,
        disasters: Disasters,
    ) -> Result<Self, Ungraceful> {
        vfs::register();
        let number = disk::world();
        let machine = Machine::new(&format!("world-{number}-server"));
        machine.set_lying(sabotage == Sabotage::DisksLie);
        let server = SimServer::new(Arc::clone(&machine), edition, seed)?;
        let store = server.store()?;
        let elsewhere = Some(ELSEWHERE).filter(|_| edition == Edition::Second);
        for number in VILLAGES.into_iter().chain([COUNTY]).chain(elsewhere) {
            for class in if edition == Edition::First { &Class::ALL[..1] } else { &Class::ALL[..] } {
                store.open_log(facts::area(number), *class).map_err(Ungraceful::from_error)?;
            }
        }
        append(store, facts::office(edition, BEGIN_MS, dice.clone())?, BEGIN_MS).map_err(Ungraceful::from_error)?;
        let world = Self {
            edition,
            newer: NewerApp::new(dice.clone()),
            dice,
            now: Rc::new(Cell::new(BEGIN_MS)),
            weather: Rc::new(Cell::new(Weather::Stormy)),
            sabotage,
            disasters,
            server: Rc::new(RefCell::new(server)),
            devices: Vec::new(),
            saved: Vec::new(),
            doors: Vec::new(),
            photos: Vec::new(),
            decided: BTreeMap::new(),
            perhaps_refused: BTreeSet::new(),
            once_erased: BTreeSet::new(),
            trace: vec![format!("{disasters:?}")],
            erased: 0,
            files: Vec::new(),
            backups: BTreeMap::new(),
            number,
            machines: vec![machine],
        };
        let newer = world.newer.caller();
        world.known_to_the_server(people::NEWER, newer, Role::Worker, facts::area(COUNTY));
        world.hire_a_reviewer();
        Ok(world)
    }

    /// A new machine of this world.
    pub(super) fn machine(&mut self) -> Arc<Machine> {
        let machine = Machine::new(&format!("world-{}-device-{}", self.number, self.machines.len()));
        machine.set_lying(self.sabotage == Sabotage::DisksLie);
        self.machines.push(Arc::clone(&machine));
        machine
    }

    /// Lives through the history, ends it, and checks the end.
    pub(super) fn live(&mut self) -> Result<Summary, Ungraceful> {
        for _ in 0..50 + self.dice.below(60) {
            self.now.set(self.now.get() + 1 + self.dice.any() % 600_000);
            self.happen()?;
            if self.edition == Edition::Second && self.dice.percent(40) {
                self.happen_besides()?;
            }
            self.server.borrow_mut().take_broken()?;
        }
        self.end()
    }

    /// The faults stop, everybody syncs, and everything is checked.
    pub(super) fn end(&mut self) -> Result<Summary, Ungraceful> {
        self.calm_down()?;
        let rounds = self.settle()?;
        self.idle()?;
        let events = check::everything(self)?;
        if self.edition == Edition::Second {
            self.last_photos()?;
            self.weeks_later()?;
        }
        Ok(Summary { saved: self.saved.len(), events, rounds, trace: Vec::new() })
    }

    pub(super) fn note(&mut self, what: String) {
        self.trace.push(format!("{} {what}", self.now.get() - BEGIN_MS));
    }

    /// A sync of a device; counts the bytes of its bodies.
    pub(super) fn sync(&self, which: usize, traffic: &Rc<Traffic>) -> Running {
        let device = &self.devices[which];
        let network = SimNetwork {
            server: Rc::clone(&self.server),
            dice: self.dice.clone(),
            now: Rc::clone(&self.now),
            weather: Rc::clone(&self.weather),
            sabotage: self.sabotage,
            edition: self.edition,
            traffic: Rc::clone(traffic),
        };
        let clock = SimClock { now: Rc::clone(&self.now), off_ms: Rc::clone(&device.off_ms) };
        let (mut store, mut dice) = (device.store.clone(), self.dice.clone());
        let with_photos = self.edition == Edition::Second;
        Box::pin(async move {
            let done = driver::sync_once(&mut store, &network, &clock, &mut dice, &mut ()).await;
            let done = done.map_err(|stopped| stopped.to_string())?;
            let photos = if with_photos { photos::send(&mut store, &network, &clock).await? } else { 0 };
            Ok((done, photos))
        })
    }

    /// Logs of a device that the server grants and sends.
    pub(super) fn granted(&self, device: &SimDevice) -> Vec<LogId> {
        self.server.borrow().grants(&device.token)
    }
}
