//! A door: what its events add up to.
//!
//! A [`Door`] is folded from all events of its entity, in any order, by [`Door::fold`]. Facts are a set; registry fields
//! have heads. What counts in a round is derived from it by [`Door::in_round`].

use serde::{Deserialize, Serialize};

/// State of a door in a round, from its events alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DoorState {
    /// A visit met an adult of the household at the door.
    Reached,
    /// Somebody answered and declined the visit.
    Declined,
    /// Away until a date.
    Away,
    /// Nobody home, so far.
    Attempted,
    /// Empty, moved away or demolished, as two persons on two days or one inspection saw.
    Exempt,
    /// No visit.
    #[default]
    Unreached,
}

impl DoorState {
    /// All states, in the order in which they are shown.
    pub const ALL: [Self; 6] =
        [Self::Reached, Self::Unreached, Self::Attempted, Self::Declined, Self::Away, Self::Exempt];

    /// The name on the wire and in tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::Declined => "declined",
            Self::Away => "away",
            Self::Attempted => "attempted",
            Self::Exempt => "exempt",
            Self::Unreached => "unreached",
        }
    }
}

/// Whether the pledge was answered in a round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PledgeState {
    /// Not offered yet.
    #[default]
    Open,
    /// Signed and not withdrawn.
    Signed,
    /// Declined.
    Declined,
    /// Signed, then withdrawn.
    Withdrawn,
}
