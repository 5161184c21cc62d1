//! A sweep of a building: its doors in the order of their numbers, and what was said of each today.

use serde::{Deserialize, Serialize};

use super::{DoorLine, FieldView};
use crate::domain::ids::{AreaId, EventId};

/// What one tap says of a door.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tap {
    /// Somebody lives there; nobody was spoken to.
    Occupied,
    /// Nobody lives there.
    Empty,
    /// Other people live there now.
    Changed,
    /// Nobody came to the door.
    NobodyHome,
}

impl Tap {
    /// In the order in which they stand.
    pub const ALL: [Self; 4] = [Self::Occupied, Self::Empty, Self::Changed, Self::NobodyHome];

    /// The name in texts; also what shows of it afterwards.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Occupied => "occupied",
            Self::Empty => "empty",
            Self::Changed => "changed",
            Self::NobodyHome => "nobody_home",
        }
    }
}

/// The doors of one lane or building.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepView {
    /// Its village.
    pub village: AreaId,
    /// The village's name.
    pub village_name: String,
    /// Lane, street or building; empty where the register says none.
    pub lane: String,
    /// In natural order of their numbers.
    pub rows: Vec<SweepRow>,
}

impl SweepView {
    /// Doors of which something was said today, by whomever.
    #[must_use]
    pub fn done(&self) -> usize {
        self.rows.iter().filter(|row| row.told.is_some()).count()
    }
}

/// A door of the building.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepRow {
    /// As in lists.
    pub line: DoorLine,
    /// What was said last today.
    pub told: Option<SweepTold>,
    /// Somebody else met the people there today.
    pub met_by_other: bool,
    /// What to take back so that it was never said; empty where that is not this account's to do here.
    pub undo: Vec<EventId>,
    /// Head-count, landlord, month moved in.
    pub fields: Vec<FieldView>,
}

/// What was said of a door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepTold {
    /// `occupied`, `changed`, or an outcome of a visit.
    pub code: String,
    /// By the account of this device.
    pub own: bool,
    /// Unix milliseconds.
    pub at: u64,
}
