//! Areas as people see them: coverage, scores, maps, who looks after them.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::{DoorLine, RoundLine};
use crate::{
    domain::{
        area::{Level, Point},
        day::Day,
        door::DoorState,
        facts::VillageContacts,
        ids::{AccountId, AreaId, EntityId},
        score::{Points, Score},
    },
    geo::bounds::Bounds,
    sync::notices::VillageStanding,
};

/// Coverage with its denominators; households, units and adults apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageView {
    /// Households that count, by state name; see [`DoorState::as_str`].
    pub households: BTreeMap<String, u32>,
    /// Units that count, by state name.
    pub units: BTreeMap<String, u32>,
    /// Registered but not counted yet (first 30 days).
    pub not_yet_counted: u32,
    /// Households reached.
    pub reached: u32,
    /// All − exempt.
    pub of: u32,
    /// Pledges signed.
    pub signed: u32,
    /// Pledges answered: signed or declined.
    pub answered: u32,
    /// Adults reached.
    pub adults_reached: u32,
    /// Adults registered.
    pub adults: u32,
    /// Facts in here that the server has not acknowledged.
    pub unacknowledged: u32,
    /// Villages that this is the sum of.
    pub villages: u32,
    /// Of those, villages that the server is still adding up: they are in no other figure here.
    pub counting: u32,
}

/// Where a village's doors are. Its figures are here in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DoorList {
    /// On this device, as on every device of the village, its township and their people.
    Here,
    /// On this device of a county, because somebody opened the village: can be let go.
    Opened,
    /// On their way.
    Arriving,
    /// On the server: can be opened.
    OnServer,
}

/// Areas side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// The area.
    pub area: AreaView,
    /// All of it.
    pub coverage: CoverageView,
    /// Its children, by code.
    pub children: Vec<OverviewLine>,
    /// Unix milliseconds of the last completed sync.
    pub as_of: Option<u64>,
}

/// One area in an overview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverviewLine {
    /// The area.
    pub area: AreaView,
    /// Its coverage.
    pub coverage: CoverageView,
    /// Its score's points; none for grids.
    pub points: Option<Points>,
    /// Where its doors are; none above villages.
    pub doors: Option<DoorList>,
}

/// One village.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VillageView {
    /// The village.
    pub area: AreaView,
    /// Its coverage.
    pub coverage: CoverageView,
    /// Where its doors are. Unless here, its grids, indicators and missing doors are not known.
    pub doors: DoorList,
    /// Its grids.
    pub grids: Vec<OverviewLine>,
    /// The round.
    pub round: Option<RoundLine>,
    /// The score; none if no round is open, or the doors are elsewhere.
    pub score: Option<Score>,
    /// What the server says that it comes to, where the doors are elsewhere.
    pub standing: Option<VillageStanding>,
    /// Doors not reached yet (the first 200), for the list of what is missing.
    pub missing: Vec<DoorLine>,
    /// Unix milliseconds of the last completed sync.
    pub as_of: Option<u64>,
}

/// An area for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AreaView {
    /// The area.
    pub id: AreaId,
    /// The next higher one.
    pub parent: Option<AreaId>,
    /// Depth.
    pub level: Level,
    /// Name.
    pub name: String,
    /// The code that holds today; empty if none.
    pub code: String,
    /// Outline ring.
    pub outline: Vec<Point>,
}

/// Doors as a map takes them. There may be 100,000: they are written once, where they are read, and by the page not even
/// looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MapDoors {
    /// As [`crate::geo::points::lines`] writes them.
    pub points: String,
    /// What surrounds them all; none without doors.
    pub bounds: Option<Bounds>,
}

/// A door as a point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MapDoor {
    /// The door.
    pub id: EntityId,
    /// Where.
    pub at: Point,
    /// State in the present round.
    pub state: DoorState,
    /// Lane and number.
    pub label: String,
}

/// A walk as the map draws it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalkOnMap {
    /// In the order in which to walk them.
    pub doors: Vec<MapDoor>,
    /// So many more have no place.
    pub placeless: u32,
    /// So many more are too many for one walk.
    pub beyond: u32,
    /// How far it is from the first to the last, straight from door to door.
    pub metres: u32,
}

/// An assignment that holds or will hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignmentLine {
    /// The account.
    pub account: AccountId,
    /// A grid or village.
    pub area: AreaId,
    /// Its name.
    pub area_name: String,
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Option<Day>,
}

/// A village and whom to call there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VillageCall {
    /// The village.
    pub village: AreaId,
    /// Its name.
    pub name: String,
    /// Whom to call; empty where nobody entered it.
    pub contacts: VillageContacts,
}
