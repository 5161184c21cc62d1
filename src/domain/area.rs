//! Areas, their codes over time, and the classes of their logs.
//!
//! An area has its own UUID. The statistical code is an attribute with dates: codes are abolished, merged and split, and
//! are never a key. Outlines are rings of points in integers of 1e-7 degree.

use serde::{Deserialize, Serialize};

use super::{day::Day, ids::AreaId};

/// Which of an area's logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Definitions, doors, visits, pledges …: read by everyone assigned to the area.
    Field,
    /// Case persons, suspects, dens, clues: police and named reviewers.
    Cases,
    /// Open inspections, samples, title steps before publication: reviewers.
    Review,
}

impl Class {
    /// All classes.
    pub const ALL: [Self; 3] = [Self::Field, Self::Cases, Self::Review];

    /// The name on the wire and in tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Field => "field",
            Self::Cases => "cases",
            Self::Review => "review",
        }
    }

    /// The class of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == name)
    }
}

/// Depth in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Owns the installation.
    County,
    /// Reviews.
    Township,
    /// Is scored.
    Village,
    /// Who looks after which doors.
    Grid,
}

/// A point as (longitude, latitude) in integers of 1e-7 degree, WGS 84.
pub type Point = (i32, i32);

/// A statistical code and when it held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AreaCode {
    /// Six, nine or twelve digits.
    pub code: String,
    /// First day, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Day>,
    /// Last day, if it was abolished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Day>,
    /// The area that took over, if it was abolished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<AreaId>,
}

/// An area as its definition events state it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// Its own identity.
    pub id: AreaId,
    /// The next higher area; none for the county.
    pub parent: Option<AreaId>,
    /// Depth in the tree.
    pub level: Level,
    /// Display name.
    pub name: String,
    /// All codes it ever had.
    #[serde(default)]
    pub codes: Vec<AreaCode>,
    /// Outer ring of the outline, closed or not; empty when unknown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outline: Vec<Point>,
}

impl Area {
    /// The area that took its place, if all its codes have ended by this day.
    #[must_use]
    pub fn successor_on(&self, day: Day) -> Option<AreaId> {
        let ended = |code: &AreaCode| code.valid_to.is_some_and(|to| to < day);
        let last = self.codes.iter().max_by_key(|code| code.valid_to)?;
        last.successor.filter(|_| self.codes.iter().all(ended))
    }

    /// The code that holds on a day: the latest one whose dates include it.
    #[must_use]
    pub fn code_on(&self, day: Day) -> Option<&str> {
        let holds = |code: &&AreaCode| {
            code.valid_from.is_none_or(|from| from <= day) && code.valid_to.is_none_or(|to| day <= to)
        };
        self.codes.iter().filter(holds).max_by_key(|code| code.valid_from).map(|code| code.code.as_str())
    }
}
