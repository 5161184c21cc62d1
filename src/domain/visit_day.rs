//! A visit day: which doors a station goes to on one day, and what was recorded at them.
//!
//! Folded from the day's own events and from the doors' facts, in any order. A door counts once, whoever and however many
//! recorded there; nothing is added up by person. What is recorded for the day after it was closed counts too.

use serde::{Deserialize, Serialize};

use super::{
    day::{Day, Zone},
    door::{Answer, Door},
    facts::{DayPlanned, DoorKind, Fact, Outcome},
    ids::EntityId,
    stamp::Stamp,
    stored::{StoredFact, standing},
};

/// A planned day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitDay {
    /// The day's entity.
    pub id: EntityId,
    /// As it was planned last.
    pub planned: DayPlanned,
    /// The first closing.
    pub closed: Option<Closed>,
}

/// How a day was closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// When it counts.
    pub effective: Stamp,
    /// How many doors had been visited as far as whoever closed it knew.
    pub visited: u32,
    /// What there is to say.
    pub note: String,
}

impl VisitDay {
    /// Folds all events of one entity; none without a standing plan.
    #[must_use]
    pub fn fold<'a>(id: EntityId, events: impl Iterator<Item = &'a StoredFact>) -> Option<Self> {
        let facts = standing(events);
        let planned = facts.iter().rev().find_map(|fact| match &fact.fact {
            Fact::DayPlanned(planned) => Some(planned.clone()),
            _ => None,
        })?;
        let closed = facts.iter().find_map(|fact| match &fact.fact {
            Fact::DayClosed(closed) => {
                Some(Closed { effective: fact.effective, visited: closed.visited, note: closed.note.clone() })
            }
            _ => None,
        });
        Some(Self { id, planned, closed })
    }

    /// All its doors, each once, in the order of the lanes.
    #[must_use]
    pub fn doors(&self) -> Vec<EntityId> {
        let mut known = std::collections::BTreeSet::new();
        self.planned.lanes.iter().flat_map(|lane| &lane.doors).filter(|door| known.insert(**door)).copied().collect()
    }
}

/// What a door comes to on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DoorOnDay {
    /// The best outcome of the day; none where nobody was there.
    pub outcome: Option<Outcome>,
    /// What was answered last to the offer of the pledge.
    pub pledge: Option<Answer>,
    /// The notice was handed over or left.
    pub notice: bool,
    /// A re-visit was promised.
    pub revisit: bool,
}

impl DoorOnDay {
    /// What stands of a door on a day.
    #[must_use]
    pub fn of(door: &Door, day: Day, zone: Zone) -> Self {
        let visits =
            || door.visits.iter().filter(|visit| Day::of(visit.effective, zone) == day).map(|visit| &visit.fact);
        let pledges = door.pledges.iter().filter(|pledge| Day::of(pledge.effective, zone) == day);
        Self {
            // Of equals the last: nothing says which of two worse ones was right.
            outcome: visits().map(|visit| visit.outcome).max_by_key(|outcome| worth(*outcome)),
            pledge: pledges.map(|pledge| pledge.answer).next_back(),
            notice: visits().any(|visit| visit.notice),
            revisit: visits().any(|visit| visit.revisit.is_some()),
        }
    }
}

const fn worth(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Met => 3,
        Outcome::Declined => 2,
        Outcome::Away { .. } | Outcome::Empty | Outcome::Moved | Outcome::Demolished => 1,
        Outcome::NobodyHome => 0,
    }
}

/// The sums of a day over doors of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Doors on the list.
    pub of: u32,
    /// Doors at which something was recorded.
    pub visited: u32,
    /// Somebody was met.
    pub met: u32,
    /// Nobody home.
    pub nobody_home: u32,
    /// The visit was declined.
    pub declined: u32,
    /// Away, or nobody lives there.
    pub away: u32,
    /// Pledges signed.
    pub signed: u32,
    /// Pledges declined.
    pub pledge_declined: u32,
    /// Notices handed over or left.
    pub notices: u32,
    /// Re-visits promised.
    pub revisits: u32,
}

impl Sheet {
    /// Adds a door.
    pub fn add(&mut self, door: &DoorOnDay) {
        self.of += 1;
        self.visited += u32::from(door.outcome.is_some());
        match door.outcome {
            Some(Outcome::Met) => self.met += 1,
            Some(Outcome::NobodyHome) => self.nobody_home += 1,
            Some(Outcome::Declined) => self.declined += 1,
            Some(Outcome::Away { .. } | Outcome::Empty | Outcome::Moved | Outcome::Demolished) => self.away += 1,
            None => {}
        }
        self.signed += u32::from(door.pledge == Some(Answer::Signed));
        self.pledge_declined += u32::from(door.pledge == Some(Answer::Declined));
        self.notices += u32::from(door.notice);
        self.revisits += u32::from(door.revisit);
    }
}

/// Households and units apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheets {
    /// Households.
    pub households: Sheet,
    /// Units.
    pub units: Sheet,
}

impl Sheets {
    /// Adds a door of a kind.
    pub fn add(&mut self, kind: DoorKind, door: &DoorOnDay) {
        match kind {
            DoorKind::Household => self.households.add(door),
            DoorKind::Unit => self.units.add(door),
        }
    }

    /// Doors visited, of both kinds.
    #[must_use]
    pub const fn visited(&self) -> u32 {
        self.households.visited + self.units.visited
    }

    /// Doors on the list, of both kinds.
    #[must_use]
    pub const fn of(&self) -> u32 {
        self.households.of + self.units.of
    }
}
