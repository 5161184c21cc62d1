//! A stream of batches as a server meets them, made from a seed: new facts, offers made again, reused ids, missing rights,
//! cloned phones, unknown logs, areas, rounds and rule sets that change in between.

use std::sync::{Mutex, PoisonError};

use nfv::domain::{
    area::{Area, Class, Level},
    day::Day,
    event::{Event, hash},
    facts::{
        DoorClosed, DoorEdited, DoorKind, DoorRegistered, Fact, FactRetracted, FieldEdit, Method, Outcome,
        PledgeDeclined, PointChecked, PointRegistered, RoundOpened, RuleSetAdopted, VisitRecorded, field,
    },
    ids::{AccountId, AreaId, EntityId, EventId, LogId},
};
use sync_server::{
    pen::{Pen, Unwritable},
    ports::Random,
    store::{Candidate, Right},
};
use uuid::Uuid;

/// Noon of a day in the first round, in Unix milliseconds.
pub const NOON: u64 = 1_775_188_800_000;

/// The shipped rule set.
pub const RULES: &str = include_str!("../../assets/rules/2026-1.toml");

/// Chance from a seed: splitmix64.
#[derive(Debug)]
pub struct Seeded(Mutex<u64>);

impl Seeded {
    /// From a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(seed))
    }

    fn next(&self) -> u64 {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = *state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below another one.
    #[must_use]
    pub fn below(&self, bound: usize) -> usize {
        usize::try_from(self.next() % (bound.max(1) as u64)).unwrap_or(0)
    }

    /// One of these.
    pub fn pick<'a, T>(&self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }
}

impl Random for Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let fresh = self.next().to_be_bytes();
            chunk.copy_from_slice(&fresh[..chunk.len()]);
        }
    }
}

/// An area of the stream's county: 1 the county, 2 and 3 villages, 4 and 5 grids of village 2.
#[must_use]
pub fn area(number: u128) -> AreaId {
    AreaId(Uuid::from_u128(0x0A00_0000_0000_4000_8000_0000_0000_0000 + number))
}

/// Its field log.
#[must_use]
pub fn field_log(number: u128) -> LogId {
    LogId::of(area(number), Class::Field)
}

/// The area and class of every log that there is.
pub const LOGS: [(u128, Class); 4] = [(1, Class::Field), (2, Class::Field), (3, Class::Field), (2, Class::Cases)];

/// The round.
#[must_use]
pub fn round() -> EntityId {
    EntityId(Uuid::from_u128(0x0B00_0000_0000_4000_8000_0000_0000_0001))
}

/// An event whose author may write it.
#[must_use]
pub fn candidate(event: Event) -> Candidate {
    let header = event.header.to_bytes();
    let hash = hash(&header, event.body.as_bytes());
    Candidate { event, header, hash, receipt: None, right: Right::Author }
}

/// The definition of an area.
#[must_use]
pub fn definition(number: u128, name: &str) -> Fact {
    let (parent, level) = match number {
        1 => (None, Level::County),
        2 | 3 => (Some(1), Level::Village),
        _ => (Some(2), Level::Grid),
    };
    let parent = parent.map(area);
    Fact::AreaDefined(Area { id: area(number), parent, level, name: name.into(), codes: vec![], outline: vec![] })
}

/// The opening of a round that runs through these days around the stream's noon.
#[must_use]
pub fn opening(first: i32, last: i32) -> Fact {
    let today = Day::of_unix_ms(NOON, nfv::domain::day::Zone::default());
    let (first, last) = (Day(today.0 + first), Day(today.0 + last));
    Fact::RoundOpened(RoundOpened { name: "round".into(), first, last, rule_set: "2026-1".into() })
}

/// A registration.
#[must_use]
pub fn registration(number: usize, grid: Option<u128>) -> Fact {
    let mut fields = [
        (field::LANE, "Lane".to_owned()),
        (field::NUMBER, number.to_string()),
        (field::ADULTS, (number % 4).to_string()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec();
    fields.extend(grid.map(|grid| (field::GRID.to_owned(), area(grid).to_string())));
    let door = if number.is_multiple_of(5) { DoorKind::Unit } else { DoorKind::Household };
    Fact::DoorRegistered(DoorRegistered { door, fields: fields.into_iter().collect() })
}

/// A visit.
#[must_use]
pub fn visit(outcome: Outcome) -> Fact {
    Fact::VisitRecorded(VisitRecorded {
        outcome,
        method: Method::Door,
        adults_met: 1,
        adults: 2,
        topics: vec!["loan".into()],
        notice: true,
        revisit: None,
        note: "note".into(),
        at: None,
        photos: Vec::new(),
    })
}

/// The stream.
#[derive(Debug)]
pub struct Stream {
    random: Seeded,
    pens: Vec<Pen>,
    doors: Vec<(LogId, EntityId, Vec<EventId>)>,
    points: Vec<(LogId, EntityId)>,
    scoping: Vec<(LogId, EntityId, EventId)>,
    offered: Vec<Candidate>,
    held: Vec<Candidate>,
    now: u64,
}

impl Stream {
    /// Of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let random = Seeded::new(seed);
        let pens = (0..3).map(|actor| Pen::of(AccountId(Uuid::from_u128(actor)), &random)).collect();
        let (doors, points, scoping, offered, held) = Default::default();
        Self { random, pens, doors, points, scoping, offered, held, now: NOON }
    }

    /// The next batch and the server's clock, which sometimes goes back.
    ///
    /// # Errors
    /// When a fact cannot be written.
    pub fn batch(&mut self) -> Result<(Vec<Candidate>, u64), Unwritable> {
        self.now = self.now.saturating_add(self.random.below(7_200_000) as u64).saturating_sub(600_000);
        let count = 1 + self.random.below(40);
        let batch = (0..count).map(|_| self.offer()).collect::<Result<Vec<_>, _>>()?;
        Ok((batch, self.now))
    }

    fn offer(&mut self) -> Result<Candidate, Unwritable> {
        let again = self.random.pick(&self.offered).cloned();
        let mut candidate = match (self.random.below(100), again) {
            (0..7, Some(again)) => again,
            (7..10, Some(mut again)) => {
                // The same id with other bytes.
                again.event.body.push(' ');
                candidate(again.event)
            }
            (10..13, Some(again)) => {
                // A clone: another event under the same number.
                let mut event = self.fact()?;
                event.header.device_id = again.event.header.device_id;
                event.header.incarnation = again.event.header.incarnation;
                event.header.n = again.event.header.n;
                candidate(event)
            }
            (13..15, _) => {
                let mut event = self.fact()?;
                event.header.log_id = field_log(77);
                candidate(event)
            }
            (15..20, _) if !self.held.is_empty() => {
                let at = self.random.below(self.held.len());
                Candidate { right: Right::Author, ..self.held.swap_remove(at) }
            }
            (20..25, _) => {
                let held = Candidate { right: Right::Missing("no_grant"), ..candidate(self.fact()?) };
                self.held.push(held.clone());
                held
            }
            (25..32, _) => candidate(self.office()?),
            _ => candidate(self.fact()?),
        };
        if self.random.below(50) == 0 {
            candidate.right = Right::Missing("foreign_author");
        }
        self.offered.push(candidate.clone());
        Ok(candidate)
    }

    fn write(&mut self, log: LogId, entity: EntityId, fact: &Fact) -> Result<Event, Unwritable> {
        let at = self.now.saturating_add(self.random.below(20_000_000) as u64).saturating_sub(10_000_000);
        let pen = self.random.below(self.pens.len());
        self.pens[pen].write(log, entity, fact, at, &self.random)
    }

    fn fresh(&self) -> EntityId {
        let mut bytes = [0; 16];
        self.random.fill(&mut bytes);
        EntityId::from_random(bytes)
    }

    /// Areas, rounds and rule sets: defined, changed, taken back.
    fn office(&mut self) -> Result<Event, Unwritable> {
        let name = format!("name {}", self.random.below(100));
        let (log, entity, fact) = match self.random.below(12) {
            0 => (field_log(1), EntityId::from(area(1)), definition(1, &name)),
            number @ 1..=2 => {
                let number = number as u128 + 1;
                let log = if self.random.below(2) == 0 { field_log(1) } else { field_log(number) };
                (log, EntityId::from(area(number)), definition(number, &name))
            }
            number @ 3..=4 => {
                let number = number as u128 + 1;
                (field_log(2), EntityId::from(area(number)), definition(number, &name))
            }
            5..=6 => {
                let adopted = RuleSetAdopted { version: "2026-1".into(), toml: RULES.into() };
                (field_log(1), EntityId::from(area(90)), Fact::RuleSetAdopted(adopted))
            }
            7..=8 => (field_log(1), round(), opening(-30, 30)),
            9 => (field_log(2), self.fresh(), opening(-10, i32::try_from(self.random.below(40)).unwrap_or(0))),
            _ => match self.random.pick(&self.scoping).copied() {
                Some((log, entity, target)) => {
                    (log, entity, Fact::FactRetracted(FactRetracted { target, reason: "mistake".into() }))
                }
                None => (field_log(1), round(), opening(-30, 30)),
            },
        };
        let event = self.write(log, entity, &fact)?;
        self.scoping.push((log, entity, event.header.event_id));
        Ok(event)
    }

    /// Something about doors and points.
    fn fact(&mut self) -> Result<Event, Unwritable> {
        let door = self.random.below(self.doors.len());
        if self.doors.is_empty() || self.random.below(4) == 0 {
            return self.new_entity();
        }
        let (log, entity, seen) = self.doors[door].clone();
        let target = self.random.pick(&seen).copied();
        let fact = match (self.random.below(20), target) {
            (0..8, _) => {
                let outcomes = [Outcome::Met, Outcome::NobodyHome, Outcome::Declined, Outcome::Empty];
                visit(self.random.pick(&outcomes).copied().unwrap_or(Outcome::Met))
            }
            (8..13, _) => {
                let names = [field::NAME, field::ADULTS, field::TAGS, field::GRID];
                let name = self.random.pick(&names).copied().unwrap_or(field::NAME);
                let number = self.random.below(3);
                let value = if name == field::GRID { area(3 + number as u128).to_string() } else { number.to_string() };
                let base = seen.iter().filter(|_| self.random.below(2) == 0).copied().collect();
                let fields = [(name.to_owned(), FieldEdit { value, base })].into();
                Fact::DoorEdited(DoorEdited { fields, reason: None })
            }
            (13..15, _) => Fact::PledgeDeclined(PledgeDeclined { text: "pledge".into() }),
            (15..17, Some(target)) => Fact::FactRetracted(FactRetracted { target, reason: "mistake".into() }),
            (17, _) => Fact::DoorClosed(DoorClosed { reason: "gone".into(), successor: None }),
            (18, _) => match self.random.pick(&self.points).copied() {
                Some((log, point)) => {
                    let checked = Fact::PointChecked(PointChecked { present: self.random.below(3) > 0 });
                    return self.write(log, point, &checked);
                }
                None => visit(Outcome::Met),
            },
            _ => visit(Outcome::Met),
        };
        let mut event = self.write(log, entity, &fact)?;
        if self.random.below(40) == 0 {
            event.header.kind = "kind.of.tomorrow".into();
        }
        self.doors[door].2.push(event.header.event_id);
        Ok(event)
    }

    fn new_entity(&mut self) -> Result<Event, Unwritable> {
        let (log, entity) = (field_log(2 + self.random.below(2) as u128), self.fresh());
        if self.random.below(8) == 0 {
            self.points.push((log, entity));
            let fact = PointRegistered { place: "gate".into(), name: "point".into(), at: None };
            return self.write(log, entity, &Fact::PointRegistered(fact));
        }
        let grid = [None, Some(4), Some(5)][self.random.below(3)];
        let event = self.write(log, entity, &registration(self.random.below(400), grid))?;
        self.doors.push((log, entity, vec![event.header.event_id]));
        Ok(event)
    }
}
