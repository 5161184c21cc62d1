//! `tally`: 1,000 villages read from their sums, and what one event costs as households grow.
//!
//! Straight into the server's store: what is measured is folding and sums, not the way there.

use nfv::{
    domain::{
        area::{Area, AreaCode, Class, Level},
        day::{Day, Zone},
        event::{Event, Header, VERSION},
        facts::{DoorKind, DoorRegistered, Fact, Outcome, RoundOpened, RuleSetAdopted, field},
        ids::{AccountId, AreaId, DeviceId, EntityId, EventId, Incarnation, LogId, RoundId},
        stamp::HybridClock,
    },
    store::projection,
    sync::ports::{Clock, Rng},
};
use sync_server::{
    store::{Birth, Store, StoreError, sqlite::SqliteStore},
    sync::append,
};

use super::{Figure, RUNS, Stopped, median, ms, timed};
use crate::{
    http::{SystemClock, SystemRng},
    phone::visit,
};

/// Villages.
const VILLAGES: usize = 1000;

/// Households in each village, one step after the other.
const STEPS: [usize; 3] = [10, 100, 1000];

/// Visits timed at each step.
const VISITS: usize = 200;

struct County {
    store: SqliteStore,
    villages: Vec<AreaId>,
    /// One household of each village.
    known: Vec<EntityId>,
    round: RoundId,
    clock: HybridClock,
    n: u64,
    _folder: tempfile::TempDir,
}

pub(super) fn tally() -> Result<Vec<Figure>, Stopped> {
    let mut county = County::new()?;
    let mut figures = Vec::new();
    let mut households = 0;
    let names = ["tally.event.10k", "tally.event.100k", "tally.event.1m"];
    for (step, name) in STEPS.into_iter().zip(names) {
        county.grow(step - households)?;
        households = step;
        let runs = (0..RUNS).map(|_| county.one_event()).collect::<Result<Vec<_>, _>>()?;
        figures.push(Figure::of(name, median(runs), "ms to store one visit").goal("flat"));
    }
    let reads = (0..RUNS).map(|_| county.read()).collect::<Result<Vec<_>, _>>()?;
    figures
        .push(Figure::of("tally", median(reads), "ms to read 1,000 villages with 1,000,000 households").goal("< 10"));
    Ok(figures)
}

impl County {
    fn new() -> Result<Self, Stopped> {
        let folder = tempfile::tempdir()?;
        let store =
            SqliteStore::open(&folder.path().join("server.db"), &Birth { epoch: 1, secret: SystemRng.bytes() })?;
        let villages = (0..VILLAGES).map(|_| AreaId::from_random(SystemRng.bytes())).collect();
        let round = EntityId::from_random(SystemRng.bytes());
        let (clock, known, n) = (HybridClock::default(), Vec::new(), 0);
        let mut county = Self { store, villages, known, round: RoundId::from(round), clock, n, _folder: folder };
        county.found(round)?;
        Ok(county)
    }

    /// County, villages, a rule set and a round.
    fn found(&mut self, round: EntityId) -> Result<(), Stopped> {
        let top = AreaId::from_random(SystemRng.bytes());
        let log = self.store.open_log(top, Class::Field)?;
        let today = Day::of_unix_ms(SystemClock.wall_ms(), Zone::default());
        let toml = include_str!("../../../assets/rules/2026-1.toml").to_owned();
        let (first, last) = (Day(today.0 - 60), Day(today.0 + 60));
        let opened = RoundOpened { name: "round".into(), first, last, rule_set: "2026-1".into() };
        let adopted = Fact::RuleSetAdopted(RuleSetAdopted { version: "2026-1".into(), toml });
        let mut events = vec![
            self.event(log, top.into(), &area(top, None, Level::County, 0))?,
            self.event(log, EntityId::from_random(SystemRng.bytes()), &adopted)?,
            self.event(log, round, &Fact::RoundOpened(opened))?,
        ];
        for (n, village) in self.villages.clone().into_iter().enumerate() {
            let log = self.store.open_log(village, Class::Field)?;
            events.push(self.event(log, village.into(), &area(village, Some(top), Level::Village, n))?);
        }
        self.append(events)
    }

    /// So many more households in each village.
    fn grow(&mut self, households: usize) -> Result<(), Stopped> {
        for village in self.villages.clone() {
            let log = LogId::of(village, Class::Field);
            let mut events = Vec::with_capacity(households);
            for n in 0..households {
                let fields = [(field::LANE, "Lane".to_owned()), (field::NUMBER, n.to_string())];
                let fields = fields.map(|(name, value)| (name.to_owned(), value)).into();
                let fact = Fact::DoorRegistered(DoorRegistered { door: DoorKind::Household, fields });
                events.push(self.event(log, EntityId::from_random(SystemRng.bytes()), &fact)?);
            }
            self.known.extend(events.first().map(|event| event.header.entity_id));
            self.append(events)?;
        }
        Ok(())
    }

    /// Milliseconds for one visit, durable and counted.
    fn one_event(&mut self) -> Result<f64, Stopped> {
        let mut times = Vec::with_capacity(VISITS);
        for n in 0..VISITS {
            let which = n * 7919 % VILLAGES;
            let new = visit(LogId::of(self.villages[which], Class::Field), self.known[which], Outcome::Met);
            let event = self.event(new.log, new.entity, &new.fact)?;
            times.push(ms(timed(|| self.append(vec![event]))?.1));
        }
        Ok(median(times))
    }

    /// Milliseconds to read the sums of all villages.
    fn read(&self) -> Result<f64, Stopped> {
        let (found, time) = timed(|| {
            Ok(self.store.read(|tx| {
                let read = |village: &AreaId| {
                    projection::read_tally(tx, LogId::of(*village, Class::Field), self.round, *village)
                };
                let tallies = self.villages.iter().map(read).collect::<Result<Vec<_>, _>>();
                tallies.map_err(StoreError::from)
            })?)
        })?;
        if found.iter().any(nfv::domain::tally::Tally::is_empty) {
            return Err("a village without a sum".into());
        }
        Ok(ms(time))
    }

    fn event(&mut self, log: LogId, entity: EntityId, fact: &Fact) -> Result<Event, Stopped> {
        self.n += 1;
        let stamp = self.clock.tick(SystemClock.wall_ms());
        let header = Header {
            version: VERSION,
            event_id: EventId::from_parts(stamp.unix_ms(), SystemRng.bytes()),
            log_id: log,
            kind: fact.kind().into(),
            entity_id: entity,
            actor_id: AccountId::from_random([1; 16]),
            device_id: DeviceId::from_random([2; 16]),
            incarnation: Incarnation::from_random([3; 16]),
            n: self.n,
            stamp,
        };
        Ok(Event { header, body: fact.to_body(SystemRng.bytes())?, proof: None })
    }

    fn append(&self, events: Vec<Event>) -> Result<(), Stopped> {
        Ok(append(&self.store, events, SystemClock.wall_ms()).map(drop)?)
    }
}

fn area(id: AreaId, parent: Option<AreaId>, level: Level, n: usize) -> Fact {
    let code = AreaCode { code: format!("{n:012}"), valid_from: None, valid_to: None, successor: None };
    let name = format!("Area {n}");
    Fact::AreaDefined(Area { id, parent, level, name, codes: vec![code], outline: Vec::new() })
}
