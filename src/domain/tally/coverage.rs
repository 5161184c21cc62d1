//! Figures read from a tally as of a day.

use serde::{Deserialize, Serialize};

use super::{Count, Metric, NO_DAY, Tally};
use crate::domain::{day::Day, facts::DoorKind, key_group::KeyGroup};

/// Coverage of households or of units, never both; adults beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Doors that count, exempt ones too.
    pub all: u64,
    /// Nobody lives there.
    pub exempt: u64,
    /// An adult was met.
    pub reached: u64,
    /// The visit was declined.
    pub declined: u64,
    /// Away until a date.
    pub away: u64,
    /// Nobody home so far.
    pub attempted: u64,
    /// No visit.
    pub unreached: u64,
    /// Any visit, whatever it came to.
    pub found: u64,
    /// The pledge is signed; shown, never scored.
    pub signed: u64,
    /// The pledge was offered and answered.
    pub pledge_answered: u64,
    /// Registered adults.
    pub adults: u64,
    /// Adults met.
    pub adults_met: u64,
    /// Registered adults from elsewhere, also among `adults`.
    pub migrant_adults: u64,
    /// Adults from elsewhere met, also among `adults_met`.
    pub migrant_adults_met: u64,
}

impl Coverage {
    /// The denominator of coverage and pledges: all − exempt.
    #[must_use]
    pub const fn asked(&self) -> u64 {
        self.all.saturating_sub(self.exempt)
    }
}

/// A numerator and its denominator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// So many.
    pub done: u64,
    /// Of so many.
    pub due: u64,
}

impl Tally {
    /// Coverage as of a day, for households or for units. Pass `round.as_of(today)`: nothing counts after its last day.
    #[must_use]
    pub fn coverage(&self, kind: DoorKind, as_of: Day) -> Coverage {
        let sum = |count| self.up_to(Metric::of(kind, count), as_of);
        Coverage {
            all: sum(Count::All),
            exempt: sum(Count::Exempt),
            reached: sum(Count::Reached),
            declined: sum(Count::Declined),
            away: sum(Count::Away),
            attempted: sum(Count::Attempted),
            unreached: sum(Count::Unreached),
            found: sum(Count::Found),
            signed: sum(Count::Signed),
            pledge_answered: sum(Count::PledgeAnswered),
            adults: sum(Count::Adults),
            adults_met: sum(Count::AdultsMet),
            migrant_adults: sum(Count::MigrantAdults),
            migrant_adults_met: sum(Count::MigrantAdultsMet),
        }
    }

    /// Visit intervals of a key group that were due by this day: kept ÷ due.
    #[must_use]
    pub fn key_group(&self, group: KeyGroup, as_of: Day) -> Progress {
        Progress { done: self.up_to(Metric::Kept(group), as_of), due: self.up_to(Metric::Due(group), as_of) }
    }

    /// Publicity points: present and checked within so many days ÷ required.
    #[must_use]
    pub fn points(&self, as_of: Day, check_days: i32) -> Progress {
        let done = self.between(Metric::PointPresent, as_of.plus(1 - check_days), as_of);
        Progress { done: u64::try_from(done).unwrap_or(0), due: self.up_to(Metric::PointRequired, NO_DAY) }
    }
}
