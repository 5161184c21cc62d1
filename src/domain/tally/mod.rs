//! Tallies: small sparse vectors that add up.
//!
//! A door's contribution is a tally, a village's tally is the sum over its doors, an event changes it by
//! `after − before`. A tally is free of time: what depends on the day is kept by day and summed when read.

mod coverage;
mod metric;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;

pub use coverage::{Coverage, Progress};
pub use metric::{Count, Metric};

use super::{
    day::{Day, Zone},
    door::{Door, DoorInRound, DoorState, PledgeState, Residence},
    ids::EntityId,
    round::Round,
    rule_set::RuleSet,
    stored::StoredFact,
    village::Point,
};

/// A sum of entries by metric and day; zeros are never kept, so equal tallies are equal values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<(Metric, Day), i64>);

/// The day of entries that are free of days.
pub const NO_DAY: Day = Day(0);

impl Tally {
    /// Adds to one entry.
    pub fn put(&mut self, metric: Metric, day: Day, value: i64) {
        if value == 0 {
            return;
        }
        let entry = self.0.entry((metric, day)).or_insert(0);
        *entry += value;
        if *entry == 0 {
            self.0.remove(&(metric, day));
        }
    }

    /// Adds another tally.
    pub fn add(&mut self, other: &Self) {
        other.iter().for_each(|(metric, day, value)| self.put(metric, day, value));
    }

    /// Takes another tally away.
    pub fn sub(&mut self, other: &Self) {
        other.iter().for_each(|(metric, day, value)| self.put(metric, day, -value));
    }

    /// `after − before`: what an event changes.
    #[must_use]
    pub fn delta(before: &Self, after: &Self) -> Self {
        let mut delta = after.clone();
        delta.sub(before);
        delta
    }

    /// Whether nothing is counted, or nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The entries, none of them zero, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Metric, Day, i64)> {
        self.0.iter().map(|((metric, day), value)| (*metric, *day, *value))
    }

    /// The sum of a metric from a day to a day, both included.
    #[must_use]
    pub fn between(&self, metric: Metric, first: Day, last: Day) -> i64 {
        if first > last {
            return 0;
        }
        self.0.range((metric, first)..=(metric, last)).map(|(_, value)| value).sum()
    }

    /// Doors only, and what counts by a day as one entry each, at `first`: as short as figures can be, and the same to
    /// whoever reads coverage as of that day or a later one. `first` is not after `as_of`.
    #[must_use]
    pub fn condensed(&self, first: Day, as_of: Day) -> Self {
        let doors = self.iter().filter(|(metric, ..)| matches!(metric, Metric::Household(_) | Metric::Unit(_)));
        doors.map(|(metric, day, value)| (metric, if day <= as_of { first } else { day }, value)).collect()
    }

    /// The sum of a metric up to a day, included; never negative.
    #[must_use]
    pub fn up_to(&self, metric: Metric, last: Day) -> u64 {
        u64::try_from(self.between(metric, Day(i32::MIN), last)).unwrap_or(0)
    }
}

impl FromIterator<(Metric, Day, i64)> for Tally {
    fn from_iter<I: IntoIterator<Item = (Metric, Day, i64)>>(entries: I) -> Self {
        let mut tally = Self::default();
        entries.into_iter().for_each(|(metric, day, value)| tally.put(metric, day, value));
        tally
    }
}

/// On the wire a list of `[code, days since 1970, value]`; codes of a newer version are passed over.
impl Serialize for Tally {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(|(metric, day, value)| (metric.as_str(), day.0, value)))
    }
}

impl<'de> Deserialize<'de> for Tally {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let entries = Vec::<(String, i32, i64)>::deserialize(deserializer)?;
        let known = |(code, day, value): (String, i32, i64)| Some((Metric::parse(&code)?, Day(day), value));
        Ok(entries.into_iter().filter_map(known).collect())
    }
}

/// What an entity, of whatever kind, adds to the tally of its village in a round: all its events in, any order.
///
/// Entities that nothing counts (yet) add an empty tally.
#[must_use]
pub fn contribution<'a>(
    entity: EntityId,
    events: impl Iterator<Item = &'a StoredFact> + Clone,
    round: &Round,
    zone: Zone,
    rules: &RuleSet,
) -> Tally {
    if let Some(door) = Door::fold(events.clone()) {
        return door.contribution(round, zone, rules);
    }
    Point::fold(entity, events, zone).map(|point| point.contribution(round)).unwrap_or_default()
}

impl Door {
    /// What this door adds to the tallies of its village and grid in a round.
    #[must_use]
    pub fn contribution(&self, round: &Round, zone: Zone, rules: &RuleSet) -> Tally {
        self.in_round(round, zone, rules).contribution()
    }
}

impl DoorInRound {
    /// What this door adds to the tallies of its village and grid.
    #[must_use]
    pub fn contribution(&self) -> Tally {
        let mut tally = Tally::default();
        let Some(from) = self.counts_from else { return tally };
        let mut put = |count, value: i64| tally.put(Metric::of(self.kind, count), from, value);
        put(Count::All, 1);
        put(state_count(self.state), 1);
        put(Count::Found, i64::from(self.found));
        if self.state == DoorState::Exempt {
            return tally;
        }
        put(Count::Signed, i64::from(self.pledge == PledgeState::Signed));
        put(Count::PledgeAnswered, i64::from(self.pledge_answered()));
        put(Count::Adults, i64::from(self.adults));
        put(Count::AdultsMet, i64::from(self.adults_met));
        if self.residence == Residence::Migrant {
            put(Count::MigrantAdults, i64::from(self.adults));
            put(Count::MigrantAdultsMet, i64::from(self.adults_met));
        }
        for group in &self.key_groups {
            for interval in &group.intervals {
                tally.put(Metric::Due(group.group), interval.due, 1);
                tally.put(Metric::Kept(group.group), interval.due, i64::from(interval.kept_by.is_some()));
            }
        }
        tally
    }
}

const fn state_count(state: DoorState) -> Count {
    match state {
        DoorState::Reached => Count::Reached,
        DoorState::Declined => Count::Declined,
        DoorState::Away => Count::Away,
        DoorState::Attempted => Count::Attempted,
        DoorState::Exempt => Count::Exempt,
        DoorState::Unreached => Count::Unreached,
    }
}
