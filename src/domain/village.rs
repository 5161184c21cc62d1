//! What a village's logs say besides its doors: publicity points, activities, messages, samples, inspections, cases.
//!
//! Folded from all events by entity, in any order. Nothing here knows of rounds or rules: the score picks what lies in
//! its round. A device that may not read the cases or review log folds less, and gets those parts as a notice.

use serde::{Deserialize, Serialize};

use super::{
    area,
    day::{Day, Zone},
    facts::{CaseKind, Fact, PointRegistered},
    ids::{EntityId, EventId},
    round::Round,
    stays::Stays,
    stored::{StoredFact, standing},
    tally::{Metric, NO_DAY, Tally},
};

/// All of it, each list sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VillageFacts {
    /// Required publicity points, by id.
    pub points: Vec<Point>,
    /// Activities and messages, by day.
    pub deeds: Vec<Deed>,
    /// Awareness samples, in the order of their drawing.
    pub samples: Vec<Sample>,
    /// Checked items of inspections, in order.
    pub checks: Vec<Check>,
    /// Cases, by id.
    pub cases: Vec<Case>,
}

/// A required publicity point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// The point.
    pub id: EntityId,
    /// The day of its first registration.
    pub registered_on: Day,
    /// `compound`, `factory`, `entrance` …
    pub place: String,
    /// What and where, for people.
    pub name: String,
    /// Where, if known.
    pub at: Option<area::Point>,
    /// Its checks, in order.
    pub checks: Vec<PointCheck>,
    /// Where it stood over time.
    #[serde(default, skip_serializing_if = "Stays::is_empty")]
    pub stays: Stays,
}

/// One look at a publicity point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointCheck {
    /// The event.
    pub event_id: EventId,
    /// The day.
    pub on: Day,
    /// Whether the publicity was there.
    pub present: bool,
}

/// Something done for a duty: an activity held, a message sent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Deed {
    /// The day it was done.
    pub on: Day,
    /// The event.
    pub event_id: EventId,
    /// The duty that it names.
    pub duty: String,
}

/// An awareness sample and its answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// The sample.
    pub id: EntityId,
    /// The event that drew it.
    pub drawn_by: EventId,
    /// The day of the drawing.
    pub drawn_on: Day,
    /// How many were eligible.
    pub eligible: u64,
    /// Doors in drawn order.
    pub doors: Vec<EntityId>,
    /// The first answer of each door, by door.
    pub answers: Vec<SampleAnswer>,
}

/// What one respondent of a sample answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleAnswer {
    /// The respondent's door.
    pub door: EntityId,
    /// The event.
    pub event_id: EventId,
    /// The day.
    pub on: Day,
    /// Correct answers of three; none = refused.
    pub correct: Option<u8>,
}

/// One checked item of an inspection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// The inspection.
    pub inspection: EntityId,
    /// What was checked.
    pub subject: EntityId,
    /// The event.
    pub event_id: EventId,
    /// The day.
    pub on: Day,
    /// Whether it was as reported.
    pub passed: bool,
}

/// A case, as its last filing states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// The case.
    pub id: EntityId,
    /// The last filing.
    pub filed_by: EventId,
    /// The day of the first filing.
    pub filed_on: Day,
    /// What it is about.
    pub kind: CaseKind,
    /// Day of the first transfer, or of the confirmation.
    pub on: Day,
    /// Loss in yuan.
    pub loss: u64,
    /// Since when the victim has lived in the village, if known.
    pub resident_since: Option<Day>,
    /// The first trace-back: its day and event.
    pub traced: Option<(Day, EventId)>,
    /// The first re-visit: its day and event.
    pub revisited: Option<(Day, EventId)>,
}

impl VillageFacts {
    /// Folds all events of a village's logs, each with its entity. Doors' events are passed over, so whole logs can be
    /// given; order and duplication do not matter.
    #[must_use]
    pub fn fold<'a>(events: impl Iterator<Item = (EntityId, &'a StoredFact)>, zone: Zone) -> Self {
        let mut events: Vec<(EntityId, &StoredFact)> = events.collect();
        events.sort_unstable_by_key(|(entity, fact)| (*entity, fact.order()));
        let mut village = Self::default();
        for entity in events.chunk_by(|a, b| a.0 == b.0) {
            let Some((id, _)) = entity.first() else { continue };
            village.add(*id, &standing(entity.iter().map(|(_, fact)| *fact)), zone);
        }
        village.deeds.sort_unstable();
        village.samples.sort_unstable_by_key(|sample| (sample.drawn_on, sample.drawn_by));
        village.checks.sort_by_key(|check| check.on);
        village
    }

    fn add(&mut self, id: EntityId, facts: &[&StoredFact], zone: Zone) {
        self.points.extend(Point::from_standing(id, facts, zone));
        self.deeds.extend(facts.iter().rev().find_map(|fact| deed(fact, zone)));
        self.samples.extend(sample(id, facts, zone));
        self.checks.extend(facts.iter().filter_map(|fact| check(id, fact, zone)));
        self.cases.extend(case(id, facts, zone));
    }
}

impl Point {
    /// Folds all events of one entity; none when it is not registered as a point (yet).
    #[must_use]
    pub fn fold<'a>(id: EntityId, events: impl Iterator<Item = &'a StoredFact>, zone: Zone) -> Option<Self> {
        Self::from_standing(id, &standing(events), zone)
    }

    pub(super) fn from_standing(id: EntityId, facts: &[&StoredFact], zone: Zone) -> Option<Self> {
        let registrations = facts.iter().filter_map(|fact| match &fact.fact {
            Fact::PointRegistered(registered) => Some((fact.day(zone), registered)),
            _ => None,
        });
        let (first, last) = registrations.fold((None, None), |(first, _), at| (first.or(Some(at)), Some(at)));
        let ((registered_on, _), (_, PointRegistered { place, name, at })) = (first?, last?);
        let check = |fact: &&StoredFact| match &fact.fact {
            Fact::PointChecked(check) => {
                Some(PointCheck { event_id: fact.event_id, on: fact.day(zone), present: check.present })
            }
            _ => None,
        };
        let checks = facts.iter().filter_map(check).collect();
        let (place, name, stays) = (place.clone(), name.clone(), Stays::of(facts));
        Some(Self { id, registered_on, place, name, at: *at, checks, stays })
    }

    /// The last check up to a day.
    #[must_use]
    pub fn last_check(&self, day: Day) -> Option<&PointCheck> {
        self.checks.iter().rev().find(|check| check.on <= day)
    }

    /// What this point adds to the tally of its village in a round.
    #[must_use]
    pub fn contribution(&self, round: &Round) -> Tally {
        let mut tally = Tally::default();
        if self.registered_on <= round.last && self.stays.holds_on(round.last) {
            tally.put(Metric::PointRequired, NO_DAY, 1);
            if let Some(check) = self.last_check(round.last).filter(|check| check.present) {
                tally.put(Metric::PointPresent, check.on, 1);
            }
        }
        tally
    }
}

/// Nothing is done before its day: what names a day after its recording does not count.
fn deed(fact: &StoredFact, zone: Zone) -> Option<Deed> {
    let (duty, on) = match &fact.fact {
        Fact::ActivityHeld(held) => (&held.duty, held.on),
        Fact::MessageSent(sent) => (&sent.duty, sent.on),
        _ => return None,
    };
    (on <= fact.day(zone)).then(|| Deed { on, event_id: fact.event_id, duty: duty.clone() })
}

fn sample(id: EntityId, facts: &[&StoredFact], zone: Zone) -> Option<Sample> {
    let (by, drawn) = facts.iter().find_map(|fact| match &fact.fact {
        Fact::SampleDrawn(drawn) => Some((fact, drawn)),
        _ => None,
    })?;
    let answer = |fact: &&StoredFact| match &fact.fact {
        Fact::AwarenessAsked(asked) => {
            let (door, correct) = (asked.door, asked.correct);
            Some(SampleAnswer { door, event_id: fact.event_id, on: fact.day(zone), correct })
        }
        _ => None,
    };
    let mut answers: Vec<SampleAnswer> = facts.iter().filter_map(answer).collect();
    // Stable: a door's first answer stays first.
    answers.sort_by_key(|answer| answer.door);
    answers.dedup_by_key(|answer| answer.door);
    let mut doors: Vec<EntityId> = Vec::with_capacity(drawn.doors.len());
    let mut known = std::collections::BTreeSet::new();
    doors.extend(drawn.doors.iter().filter(|door| known.insert(**door)));
    let (drawn_by, drawn_on) = (by.event_id, by.day(zone));
    Some(Sample { id, drawn_by, drawn_on, eligible: u64::from(drawn.eligible), doors, answers })
}

fn check(inspection: EntityId, fact: &StoredFact, zone: Zone) -> Option<Check> {
    let Fact::InspectionChecked(checked) = &fact.fact else { return None };
    let (subject, passed) = (checked.subject, checked.passed);
    Some(Check { inspection, subject, event_id: fact.event_id, on: fact.day(zone), passed })
}

fn case(id: EntityId, facts: &[&StoredFact], zone: Zone) -> Option<Case> {
    let filings = facts.iter().filter_map(|fact| match &fact.fact {
        Fact::CaseFiled(filed) => Some((fact, filed)),
        _ => None,
    });
    let (first, last) = filings.fold((None, None), |(first, _), at| (first.or(Some(at)), Some(at)));
    let ((first, _), (last, filed)) = (first?, last?);
    let traced = facts.iter().filter_map(|fact| match &fact.fact {
        Fact::CaseTraced(traced) => Some((traced.on, fact.event_id)),
        _ => None,
    });
    let revisited = facts.iter().filter_map(|fact| match &fact.fact {
        Fact::CaseRevisited(revisited) => Some((revisited.on, fact.event_id)),
        _ => None,
    });
    Some(Case {
        id,
        filed_by: last.event_id,
        filed_on: first.day(zone),
        kind: filed.case,
        on: filed.on,
        loss: filed.loss,
        resident_since: filed.resident_since,
        traced: traced.min(),
        revisited: revisited.min(),
    })
}
