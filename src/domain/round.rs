//! Rounds (考评周期): the periods in which villages are scored.
//!
//! A round has a first and a last day and one rule set version. A campaign groups rounds; which rounds follow each other
//! is told by their days alone.

use serde::{Deserialize, Serialize};

use super::{
    day::Day,
    facts::{Fact, RoundOpened},
    ids::{EntityId, RoundId},
    stored::{Order, StoredFact, standing},
};

/// A round as its opening states it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// Its identity.
    pub id: RoundId,
    /// Display name.
    pub name: String,
    /// First day.
    pub first: Day,
    /// Last day.
    pub last: Day,
    /// Version of the rule set that holds throughout.
    pub rule_set: String,
    /// First day of the round before, if there was one: a pledge is valid until the round after its own ends.
    #[serde(default)]
    pub previous_first: Option<Day>,
}

impl Round {
    /// A round without a predecessor.
    #[must_use]
    pub fn new(id: RoundId, opened: &RoundOpened) -> Self {
        let RoundOpened { name, first, last, rule_set } = opened.clone();
        Self { id, name, first, last, rule_set, previous_first: None }
    }

    /// Folds the opening events of all rounds of an installation, by entity; in order of their days.
    ///
    /// Opened twice, the later opening holds: a round may be corrected until it begins to count.
    #[must_use]
    pub fn all<'a>(events: impl Iterator<Item = (EntityId, &'a StoredFact)>) -> Vec<Self> {
        let events: Vec<(EntityId, &StoredFact)> = events.collect();
        let mut openings: Vec<(RoundId, Order, &RoundOpened)> = Vec::new();
        for fact in standing(events.iter().map(|(_, fact)| *fact)) {
            let Some((entity, _)) = events.iter().find(|(_, other)| other.event_id == fact.event_id) else { continue };
            if let Fact::RoundOpened(opened) = &fact.fact {
                openings.retain(|(id, ..)| *id != RoundId::from(*entity));
                openings.push((RoundId::from(*entity), fact.order(), opened));
            }
        }
        openings.sort_by_key(|(_, order, opened)| (opened.first, opened.last, *order));
        let mut rounds: Vec<Self> = openings.iter().map(|(id, _, opened)| Self::new(*id, opened)).collect();
        for at in 0..rounds.len() {
            let first = rounds[at].first;
            rounds[at].previous_first = rounds[..at].iter().rev().find(|round| round.last < first).map(|r| r.first);
        }
        rounds
    }

    /// Whether a day lies in the round.
    #[must_use]
    pub fn contains(&self, day: Day) -> bool {
        self.first <= day && day <= self.last
    }

    /// The first day on which a signature counts for this round.
    #[must_use]
    pub fn pledges_from(&self) -> Day {
        self.previous_first.unwrap_or(self.first)
    }

    /// The day as of which the round is looked at: never later than its last.
    #[must_use]
    pub fn as_of(&self, day: Day) -> Day {
        day.min(self.last)
    }
}
