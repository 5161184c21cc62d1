//! A sweep of a building: what was said of each door on one day.
//!
//! Nothing is kept of a sweep itself. It is read from the doors' own facts of the day, whoever recorded them and in whatever
//! order: visits, and sightings that somebody lives there. It is of days, never of persons.

use super::{
    day::{Day, Zone},
    door::Door,
    facts::{Outcome, People},
    ids::{AccountId, EventId},
    stamp::Stamp,
};

/// What was found at a door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Somebody lives there.
    Occupied(People),
    /// Somebody knocked.
    Visited(Outcome),
}

/// One thing said of a door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// The event.
    pub event_id: EventId,
    /// Who said it.
    pub actor: AccountId,
    /// When it counts.
    pub effective: Stamp,
    /// What.
    pub found: Found,
}

/// What a door comes to in a day's sweep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SweptOnDay {
    /// What was said last; none: nobody has been there.
    pub last: Option<Told>,
    /// Who met somebody there that day, last.
    pub met_by: Option<AccountId>,
}

impl SweptOnDay {
    /// What stands of a door on a day.
    #[must_use]
    pub fn of(door: &Door, day: Day, zone: Zone) -> Self {
        let visits = door.visits.iter().map(|visit| Told {
            event_id: visit.event_id,
            actor: visit.actor,
            effective: visit.effective,
            found: Found::Visited(visit.fact.outcome),
        });
        let seen = door.occupied.iter().map(|seen| Told {
            event_id: seen.event_id,
            actor: seen.actor,
            effective: seen.effective,
            found: Found::Occupied(seen.people),
        });
        let mut told: Vec<Told> = visits.chain(seen).filter(|told| Day::of(told.effective, zone) == day).collect();
        told.sort_unstable_by_key(|told| (told.effective, told.event_id));
        let met = told.iter().rev().find(|told| told.found == Found::Visited(Outcome::Met));
        Self { last: told.last().copied(), met_by: met.map(|told| told.actor) }
    }
}
