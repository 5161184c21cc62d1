//! What a tally counts: a small enum with stable text codes, as they stand in tables and on the wire.

use crate::domain::{facts::DoorKind, key_group::KeyGroup};

/// A counted property of doors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Count {
    /// Doors that count, exempt ones too.
    All,
    /// Nobody lives there.
    Exempt,
    /// An adult was met.
    Reached,
    /// The visit was declined.
    Declined,
    /// Away until a date.
    Away,
    /// Nobody home so far.
    Attempted,
    /// No visit.
    Unreached,
    /// Any visit, whatever it came to.
    Found,
    /// The pledge is signed.
    Signed,
    /// The pledge was offered and answered.
    PledgeAnswered,
    /// Registered adults.
    Adults,
    /// Adults met.
    AdultsMet,
    /// Registered adults from elsewhere.
    MigrantAdults,
    /// Adults from elsewhere met.
    MigrantAdultsMet,
}

/// A kind of entry of a tally.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Metric {
    /// Of households, by the day from which they count.
    Household(Count),
    /// Of units, by the day from which they count.
    Unit(Count),
    /// Visit intervals of a key group, by the day on which they are due.
    Due(KeyGroup),
    /// Those that a met visit kept, by the day on which they are due.
    Kept(KeyGroup),
    /// Required publicity points; free of days.
    PointRequired,
    /// Publicity points found present, by the day of the last check.
    PointPresent,
}

macro_rules! codes {
    ($($count:ident $code:literal),+ ; $($group:ident $tag:literal),+ $(,)?) => {
        impl Metric {
            /// All metrics, in their order.
            pub const ALL: &[Self] = &[
                $(Self::Household(Count::$count),)+
                $(Self::Unit(Count::$count),)+
                $(Self::Due(KeyGroup::$group),)+
                $(Self::Kept(KeyGroup::$group),)+
                Self::PointRequired,
                Self::PointPresent,
            ];

            /// The stable code, e.g. `household.reached`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::Household(Count::$count) => concat!("household.", $code),)+
                    $(Self::Unit(Count::$count) => concat!("unit.", $code),)+
                    $(Self::Due(KeyGroup::$group) => concat!("due.", $tag),)+
                    $(Self::Kept(KeyGroup::$group) => concat!("kept.", $tag),)+
                    Self::PointRequired => "point.required",
                    Self::PointPresent => "point.present",
                }
            }

            /// The metric of a code; none for one of a newer version.
            #[must_use]
            pub fn parse(code: &str) -> Option<Self> {
                match code {
                    $(concat!("household.", $code) => Some(Self::Household(Count::$count)),)+
                    $(concat!("unit.", $code) => Some(Self::Unit(Count::$count)),)+
                    $(concat!("due.", $tag) => Some(Self::Due(KeyGroup::$group)),)+
                    $(concat!("kept.", $tag) => Some(Self::Kept(KeyGroup::$group)),)+
                    "point.required" => Some(Self::PointRequired),
                    "point.present" => Some(Self::PointPresent),
                    _ => None,
                }
            }
        }
    };
}

codes! {
    All "all", Exempt "exempt", Reached "reached", Declined "declined", Away "away", Attempted "attempted",
    Unreached "unreached", Found "found", Signed "signed", PledgeAnswered "pledge_answered", Adults "adults",
    AdultsMet "adults_met", MigrantAdults "migrant_adults", MigrantAdultsMet "migrant_adults_met";
    Elderly "elderly", Student "student", Finance "finance", Trader "trader", Migrant "migrant", Victim "victim",
}

impl Metric {
    /// A count of doors of a kind.
    #[must_use]
    pub const fn of(kind: DoorKind, count: Count) -> Self {
        match kind {
            DoorKind::Household => Self::Household(count),
            DoorKind::Unit => Self::Unit(count),
        }
    }
}
