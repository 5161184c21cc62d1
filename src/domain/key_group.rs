//! Key groups (重点人群): people to protect, each with topics, a coverage figure and a visit interval of its own.
//!
//! A door is in a group when its `tags` field names the group. Which groups are scored is the rule set's.

use serde::{Deserialize, Serialize};

/// A group of people to protect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyGroup {
    /// Elderly people, above all those living alone.
    Elderly,
    /// Students and their parents.
    Student,
    /// Finance staff of companies.
    Finance,
    /// Sole traders.
    Trader,
    /// People from elsewhere.
    Migrant,
    /// Earlier victims.
    Victim,
}

impl KeyGroup {
    /// All groups.
    pub const ALL: [Self; 6] = [Self::Elderly, Self::Student, Self::Finance, Self::Trader, Self::Migrant, Self::Victim];

    /// The tag, and the name on the wire and in tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Elderly => "elderly",
            Self::Student => "student",
            Self::Finance => "finance",
            Self::Trader => "trader",
            Self::Migrant => "migrant",
            Self::Victim => "victim",
        }
    }

    /// The group of that tag.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.as_str() == tag)
    }
}
