//! Visit days as people plan them, walk them and close them.

use serde::{Deserialize, Serialize};

use super::DoorLine;
use crate::domain::{
    day::Day,
    facts::{DayPlanned, Outcome},
    ids::{AreaId, EntityId},
    visit_day::Sheets,
};

/// A day in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayLine {
    /// The day.
    pub id: EntityId,
    /// When.
    pub on: Day,
    /// The police station.
    pub station: String,
    /// Its village.
    pub village: AreaId,
    /// The village's name.
    pub village_name: String,
    /// Who goes, as they are called.
    pub members: Vec<String>,
    /// Doors on its list.
    pub doors: u32,
    /// Whether its sheet was closed.
    pub closed: bool,
}

/// A lane that can be put on a day's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaneLine {
    /// Lane, street or building; empty where the register says none.
    pub lane: String,
    /// Its doors that are not reached yet and not exempt.
    pub open: Vec<EntityId>,
    /// All its doors.
    pub of: u32,
}

/// Everything about one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayView {
    /// The day.
    pub id: EntityId,
    /// Its village.
    pub village: AreaId,
    /// The village's name.
    pub village_name: String,
    /// Date, station, members, goal; its lanes stand in `lanes`.
    pub planned: DayPlanned,
    /// The list, by lane.
    pub lanes: Vec<DayLane>,
    /// What was recorded, each door once.
    pub sheets: Sheets,
    /// How it was closed.
    pub closed: Option<DayClosing>,
    /// Unix milliseconds of the last completed sync: as of then.
    pub last_sync: Option<u64>,
}

/// How a day was closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayClosing {
    /// Unix milliseconds.
    pub at: u64,
    /// Doors visited that were known then.
    pub visited: u32,
    /// What there was to say.
    pub note: String,
}

/// A lane of a day's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayLane {
    /// Lane, street or building.
    pub lane: String,
    /// Who takes it; empty when nobody was named.
    pub member: String,
    /// Its doors, in the order of lists.
    pub doors: Vec<DayDoor>,
}

/// A door of a day's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayDoor {
    /// As in lists.
    pub line: DoorLine,
    /// What was found there that day; none yet.
    pub outcome: Option<Outcome>,
}
