//! A small township for tests: a device with an account, a village with grids, doors, a round, the shipped rule set.
//!
//! [`Log`] gives events sequences, stamps and prints as any server must; it judges nothing.

use std::{collections::BTreeMap, path::PathBuf};

use crate::{
    domain::{
        area::{Area, Class, Level},
        day::{Day, Zone},
        event::{Event, print_share},
        facts::{DoorKind, DoorRegistered, Fact, Outcome, RoundOpened, RuleSetAdopted, VisitRecorded, field},
        ids::{AccountId, AreaId, EntityId, EventId, LogId, RoundId},
        stamp::Stamp,
    },
    store::{NewFact, Store},
    sync::{
        enrolment::{Enrolled, Grant, Role},
        messages::{Page, PageEvent, Print, Receipt, Seq},
        ports::Rng,
    },
};

/// 2026-06-15 12:00 in Shanghai.
pub(crate) const NOON: u64 = 1_781_496_000_000;

/// The day of [`NOON`].
pub(crate) fn day() -> Day {
    Day::of_unix_ms(NOON, Zone::default())
}

/// xorshift64*: the same numbers for the same seed.
#[derive(Clone, Debug)]
pub(crate) struct Dice(pub(crate) u64);

impl Rng for Dice {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            *byte = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D).to_be_bytes()[0];
        }
    }
}

pub(crate) fn area_id(n: u8) -> AreaId {
    AreaId::from_random([n; 16])
}

pub(crate) const TOWNSHIP: u8 = 1;
pub(crate) const VILLAGE: u8 = 2;
pub(crate) const GRID_A: u8 = 3;
pub(crate) const GRID_B: u8 = 4;

pub(crate) fn field_log(n: u8) -> LogId {
    LogId::of(area_id(n), Class::Field)
}

pub(crate) fn account() -> AccountId {
    AccountId::from_random([9; 16])
}

pub(crate) fn enrolled() -> Enrolled {
    let grant = |n| Grant { log: field_log(n), area: area_id(n), class: Class::Field, write: true };
    Enrolled {
        token: "token".into(),
        account: account(),
        name: "Worker".into(),
        role: Role::Worker,
        area: area_id(VILLAGE),
        grants: vec![grant(TOWNSHIP), grant(VILLAGE)],
        epoch: 1,
        server_time: NOON - 100 * 86_400_000,
        zone_minutes: 480,
        server_key: Some(crate::sync::relay::ServerSecret::from_seed(&[1; 32]).public()),
        pledges: None,
    }
}

/// Enrols a store; the same seed gives the same device.
pub(crate) fn enrol(store: &mut Store, seed: u64) -> Dice {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    store.device_key(&mut dice).unwrap();
    store.enrol(&enrolled()).unwrap();
    dice
}

pub(crate) fn area(n: u8, parent: Option<u8>, level: Level, name: &str) -> NewFact {
    let id = area_id(n);
    let area =
        Area { id, parent: parent.map(area_id), level, name: name.into(), codes: Vec::new(), outline: Vec::new() };
    let log = field_log(if level == Level::Grid { VILLAGE } else { n });
    NewFact { log, entity: id.into(), fact: Fact::AreaDefined(area) }
}

pub(crate) fn round_id() -> RoundId {
    RoundId::from_random([50; 16])
}

/// Areas, the shipped rule set and a round of the whole year.
pub(crate) fn frame() -> Vec<NewFact> {
    let township = field_log(TOWNSHIP);
    let rules =
        RuleSetAdopted { version: "2026-1".into(), toml: include_str!("../../../assets/rules/2026-1.toml").into() };
    let round = RoundOpened {
        name: "2026".into(),
        first: "2026-01-01".parse().unwrap(),
        last: "2026-12-31".parse().unwrap(),
        rule_set: "2026-1".into(),
    };
    vec![
        area(TOWNSHIP, None, Level::Township, "Township"),
        area(VILLAGE, Some(TOWNSHIP), Level::Village, "Village"),
        area(GRID_A, Some(VILLAGE), Level::Grid, "Grid A"),
        area(GRID_B, Some(VILLAGE), Level::Grid, "Grid B"),
        NewFact { log: township, entity: EntityId::from_random([60; 16]), fact: Fact::RuleSetAdopted(rules) },
        NewFact { log: township, entity: round_id().into(), fact: Fact::RoundOpened(round) },
    ]
}

pub(crate) fn door_id(n: u32) -> EntityId {
    let mut bytes = [70; 16];
    bytes[..4].copy_from_slice(&n.to_be_bytes());
    EntityId::from_random(bytes)
}

pub(crate) fn register(n: u32, fields: &[(&str, &str)]) -> NewFact {
    let fields: BTreeMap<String, String> = fields.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect();
    let fact = Fact::DoorRegistered(DoorRegistered { door: DoorKind::Household, fields });
    NewFact { log: field_log(VILLAGE), entity: door_id(n), fact }
}

pub(crate) fn plain_door(n: u32) -> NewFact {
    let grid = area_id(if n.is_multiple_of(2) { GRID_A } else { GRID_B }).to_string();
    register(
        n,
        &[(field::LANE, "Well Lane"), (field::NUMBER, &n.to_string()), (field::GRID, &grid), (field::ADULTS, "2")],
    )
}

pub(crate) fn visit_of(outcome: Outcome) -> VisitRecorded {
    VisitRecorded {
        outcome,
        method: crate::domain::facts::Method::Door,
        adults_met: u16::from(outcome == Outcome::Met),
        adults: 0,
        topics: Vec::new(),
        notice: false,
        revisit: None,
        note: String::new(),
        at: None,
        photos: Vec::new(),
    }
}

pub(crate) fn visit(n: u32, outcome: Outcome) -> NewFact {
    NewFact { log: field_log(VILLAGE), entity: door_id(n), fact: Fact::VisitRecorded(visit_of(outcome)) }
}

/// A file of its own in the system's temporary folder; gone when dropped.
pub(crate) struct TempFile(pub(crate) PathBuf);

impl TempFile {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("nfv-{}-{name}.db", std::process::id()));
        let file = Self(path);
        file.remove();
        file
    }

    fn remove(&self) {
        for tail in ["", "-wal", "-shm", "-journal"] {
            let _ = std::fs::remove_file(format!("{}{tail}", self.0.display()));
        }
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        self.remove();
    }
}

/// One log as a server keeps it: sequences without gaps, effective stamps, cumulative prints.
#[derive(Clone, Default)]
pub(crate) struct Log {
    pub(crate) rows: Vec<(PageEvent, u64)>,
}

impl Log {
    pub(crate) fn store(&mut self, event: &Event, received_at: u64) -> (Seq, Receipt) {
        if let Some((row, _)) = self.rows.iter().find(|(row, _)| row.event.header.event_id == event.header.event_id) {
            return (row.seq, row.receipt.clone());
        }
        let seq = self.rows.len() as Seq + 1;
        let effective = event.header.stamp.effective(received_at);
        let receipt = Receipt { effective, received_at, mac: [7; 16] };
        let share = print_share(&event.hash(), seq, effective);
        let print = self.rows.last().map_or(0, |row| row.1).wrapping_add(share);
        self.rows.push((PageEvent { seq, event: event.clone(), receipt: receipt.clone(), erased: None }, print));
        (seq, receipt)
    }

    /// Sequences after `from` up to `to`, as a page; those in `known` only by their ids.
    pub(crate) fn page(&self, log: LogId, from: Seq, to: Seq, known: &[EventId]) -> Page {
        let rows = &self.rows[usize::try_from(from).unwrap()..usize::try_from(to).unwrap()];
        let is_known = |event: &PageEvent| known.contains(&event.event.header.event_id);
        Page {
            log,
            events: rows.iter().map(|row| row.0.clone()).filter(|event| !is_known(event)).collect(),
            known: rows
                .iter()
                .filter(|row| is_known(&row.0))
                .map(|row| (row.0.seq, row.0.event.header.event_id))
                .collect(),
            next_seq: to,
            print: Print(rows.last().map_or(0, |row| row.1)),
            head: self.rows.len() as Seq,
            more: to < self.rows.len() as Seq,
            snapshot: None,
        }
    }
}

/// Every row of every projection table, as text: two databases that agree here agree in everything that shows.
pub(crate) fn dump(store: &Store) -> Vec<String> {
    let mut lines = Vec::new();
    for table in ["area", "other_entity", "door", "door_round", "point_round", "tally", "door_list"] {
        let mut statement = store.conn().prepare(&format!("SELECT * FROM {table}")).unwrap();
        let width = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let values: Vec<String> = (0..width).map(|at| format!("{:?}", row.get_ref(at).unwrap())).collect();
            lines.push(format!("{table}: {}", values.join(" | ")));
        }
    }
    lines.sort();
    lines
}

/// The own stamp's moment, for tests that compare times.
pub(crate) fn at(ms: u64) -> Stamp {
    Stamp::new(ms, 0)
}
