//! Building events and villages in tests. Every fact goes through its JSON body, as it does in a log.

use std::collections::BTreeMap;
use uuid::Uuid;

use crate::domain::{
    day::{Day, Zone},
    door::Door,
    event::{Header, VERSION},
    facts::{
        DoorEdited, DoorKind, DoorRegistered, Fact, FactRetracted, FieldEdit, Manner, Method, Outcome, PledgeDeclined,
        PledgeSigned, PledgeWithdrawn, VisitRecorded,
    },
    ids::{AccountId, AreaId, DeviceId, EntityId, EventId, Incarnation, LogId, RoundId},
    round::Round,
    rule_set::{RuleSet, SHIPPED},
    score::{IndicatorScore, Score, Silence, VillageBook, YearBefore, score},
    stamp::Stamp,
    stored::StoredFact,
    tally::{Tally, contribution},
    village::VillageFacts,
};

pub(super) const ZONE: Zone = Zone(8 * 60);

pub(super) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Ten in the morning of a day in Shanghai, and some seconds.
pub(super) fn at(day: Day, seconds: u64) -> Stamp {
    let days = u64::try_from(day.0).unwrap();
    Stamp::new((days * 86_400 + 2 * 3_600 + seconds) * 1_000, 0)
}

pub(super) fn rules() -> RuleSet {
    RuleSet::from_toml(SHIPPED).unwrap()
}

/// The year 2026, after a round in 2025.
pub(super) fn round() -> Round {
    Round {
        id: RoundId(Uuid::from_u128(2026)),
        name: "2026".to_owned(),
        first: day("2026-01-01"),
        last: day("2026-12-31"),
        rule_set: "2026-1".to_owned(),
        previous_first: Some(day("2025-01-01")),
    }
}

pub(super) fn event_id(n: u64) -> EventId {
    EventId(Uuid::from_u128(0xE_0000_0000 + u128::from(n)))
}

pub(super) fn entity(n: u64) -> EntityId {
    EntityId(Uuid::from_u128(0xD_0000_0000 + u128::from(n)))
}

pub(super) fn person(n: u64) -> AccountId {
    AccountId(Uuid::from_u128(0xA_0000_0000 + u128::from(n)))
}

/// An event with its fact read back from its body.
pub(super) fn stored(n: u64, actor: u64, effective: Stamp, fact: &Fact) -> StoredFact {
    let header = Header {
        version: VERSION,
        event_id: event_id(n),
        log_id: LogId(Uuid::nil()),
        kind: fact.kind().to_owned(),
        entity_id: EntityId(Uuid::nil()),
        actor_id: person(actor),
        device_id: DeviceId(Uuid::from_u128(u128::from(actor))),
        incarnation: Incarnation(Uuid::nil()),
        n,
        stamp: effective,
    };
    let read = StoredFact::new(&header, &fact.to_body([7; 8]).unwrap(), effective);
    assert_eq!(&read.fact, fact, "a body reads back as what was written");
    read
}

pub(super) fn registered(fields: &[(&str, &str)]) -> Fact {
    registered_as(DoorKind::Household, fields)
}

pub(super) fn registered_as(door: DoorKind, fields: &[(&str, &str)]) -> Fact {
    let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Fact::DoorRegistered(DoorRegistered { door, fields })
}

pub(super) fn edited(field: &str, value: &str, base: &[u64]) -> Fact {
    let base = base.iter().map(|n| event_id(*n)).collect();
    let edit = FieldEdit { value: value.to_owned(), base };
    Fact::DoorEdited(DoorEdited { fields: BTreeMap::from([(field.to_owned(), edit)]), reason: None })
}

pub(super) fn visited(outcome: Outcome) -> Fact {
    visited_by(Method::Door, outcome)
}

pub(super) fn visited_by(method: Method, outcome: Outcome) -> Fact {
    let adults_met = u16::from(outcome == Outcome::Met);
    let (topics, note) = (Vec::new(), String::new());
    let (adults, notice, revisit, at) = (0, false, None, None);
    let photos = Vec::new();
    let visit = VisitRecorded { outcome, method, adults_met, adults, topics, notice, revisit, note, at, photos };
    Fact::VisitRecorded(visit)
}

pub(super) fn signed() -> Fact {
    let (text, text_hash, signer) = ("pledge-2026-1".to_owned(), "00".to_owned(), "王".to_owned());
    Fact::PledgeSigned(PledgeSigned {
        text,
        text_hash,
        signer,
        strokes: vec![vec![(1, 2, 3)]],
        assisted_by: None,
        manner: Manner::default(),
        photos: Vec::new(),
    })
}

pub(super) fn declined_pledge() -> Fact {
    Fact::PledgeDeclined(PledgeDeclined { text: "pledge-2026-1".to_owned() })
}

pub(super) fn withdrawn(target: u64) -> Fact {
    Fact::PledgeWithdrawn(PledgeWithdrawn { target: event_id(target), reason: String::new() })
}

pub(super) fn retracted(target: u64) -> Fact {
    Fact::FactRetracted(FactRetracted { target: event_id(target), reason: "mistake".to_owned() })
}

/// A village in the making: events by entity, in the order in which they were told.
pub(super) struct Village {
    pub(super) events: Vec<(EntityId, StoredFact)>,
    pub(super) silence: Silence,
    pub(super) year_before: Option<YearBefore>,
    next: u64,
}

impl Village {
    pub(super) fn new() -> Self {
        Self { events: Vec::new(), silence: Silence::default(), year_before: None, next: 0 }
    }

    /// Person 1 records a fact on a day; the number of its event comes back.
    pub(super) fn tell(&mut self, about: u64, on: Day, fact: &Fact) -> u64 {
        self.tell_by(1, about, on, fact)
    }

    pub(super) fn tell_by(&mut self, actor: u64, about: u64, on: Day, fact: &Fact) -> u64 {
        self.next += 1;
        let stored = stored(self.next, actor, at(on, self.next % 10_000), fact);
        self.events.push((entity(about), stored));
        self.next
    }

    pub(super) fn book(&self, round: &Round, rules: &RuleSet) -> VillageBook {
        let mut entities: BTreeMap<EntityId, Vec<&StoredFact>> = BTreeMap::new();
        for (entity, fact) in &self.events {
            entities.entry(*entity).or_default().push(fact);
        }
        let mut tally = Tally::default();
        let mut doors = Vec::new();
        for (id, facts) in &entities {
            let facts = || facts.iter().copied();
            tally.add(&contribution(*id, facts(), round, ZONE, rules));
            doors.extend(Door::fold(facts()).map(|door| (*id, door.in_round(round, ZONE, rules))));
        }
        VillageBook {
            village: AreaId(Uuid::from_u128(0xF)),
            doors,
            tally,
            facts: VillageFacts::fold(self.events.iter().map(|(entity, fact)| (*entity, fact)), ZONE),
            unread: Vec::new(),
            silence: self.silence,
            year_before: self.year_before,
        }
    }

    pub(super) fn score(&self, as_of: Day) -> Score {
        score(&rules(), &round(), as_of, &self.book(&round(), &rules()))
    }
}

/// One indicator in short: points (none = not applicable), numerator, denominator, note, next step.
pub(super) type Line<'a> = (Option<i64>, u64, u64, Option<&'a str>, Option<(&'a str, u64, i64)>);

pub(super) fn line(indicator: &IndicatorScore) -> Line<'_> {
    let next = indicator.next.as_ref().map(|next| (next.action.as_str(), next.count, next.gain.0));
    let points = indicator.points.map(|points| points.0);
    (points, indicator.numerator, indicator.denominator, indicator.note.as_deref(), next)
}

pub(super) fn indicator<'a>(score: &'a Score, id: &str) -> &'a IndicatorScore {
    score.indicators.iter().find(|indicator| indicator.id == id).unwrap()
}
