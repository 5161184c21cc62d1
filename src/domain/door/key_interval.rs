//! Visit intervals of key groups: which ones a door has in a round, and which were kept.
//!
//! Intervals follow each other without a gap from the day of tagging or the round's first day, whichever is later. One
//! is due on its last day; it is kept by a met visit within it. Those that end after the round are not part of it.

use serde::{Deserialize, Serialize};

use crate::domain::{day::Day, ids::EventId, key_group::KeyGroup, round::Round};

/// One interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interval {
    /// Its first day.
    pub first: Day,
    /// Its last day, on which it is due.
    pub due: Day,
    /// The first met visit within it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_by: Option<EventId>,
}

/// A door's intervals for one of its key groups.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupInRound {
    /// The group.
    pub group: KeyGroup,
    /// In order.
    pub intervals: Vec<Interval>,
}

/// More intervals than any round has; a mistyped last day must not cost the memory.
const MOST: usize = 100;

impl GroupInRound {
    pub(super) fn new(group: KeyGroup, tagged: Day, days: i32, round: &Round, met: &[(Day, EventId)]) -> Self {
        let mut intervals = Vec::new();
        let mut first = tagged.max(round.first);
        while days > 0 && first.plus(days - 1) <= round.last && intervals.len() < MOST {
            let due = first.plus(days - 1);
            let kept_by = met.iter().find(|(day, _)| (first..=due).contains(day)).map(|(_, visit)| *visit);
            intervals.push(Interval { first, due, kept_by });
            first = due.plus(1);
        }
        Self { group, intervals }
    }

    /// The interval that runs on this day, unless a visit has kept it already: the next visit to make.
    #[must_use]
    pub fn open_on(&self, day: Day) -> Option<&Interval> {
        self.intervals.iter().find(|i| i.first <= day && day <= i.due && i.kept_by.is_none())
    }
}
