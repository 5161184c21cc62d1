//! `POST /v1/moves`: households, grids and villages that move or merge; an online operation of the desk.
//!
//! Nothing is deleted: the log that is left keeps its history and stays readable, what still arrives there is forwarded.
//! Counties and reviewers, where both areas lie in their own area or below.

use serde::{Deserialize, Serialize};

use crate::domain::ids::{AreaId, EntityId};

/// What moves where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Move {
    /// A door moves to another village.
    Household {
        /// The door.
        door: EntityId,
        /// Its village.
        from: AreaId,
        /// Another village, or a grid of one.
        to: AreaId,
    },
    /// A door turns out to be another one: recorded twice, or two households became one.
    MergeHouseholds {
        /// The door that goes.
        door: EntityId,
        /// Its village.
        from: AreaId,
        /// The door that stays.
        into: EntityId,
        /// The village of that one.
        to: AreaId,
    },
    /// A grid goes to another village, with its doors.
    Grid {
        /// The grid.
        grid: AreaId,
        /// The village.
        to: AreaId,
    },
    /// A grid goes up in another one, of the same village or of another.
    MergeGrids {
        /// The grid that goes.
        grid: AreaId,
        /// The grid that stays.
        into: AreaId,
    },
    /// A village goes to another township.
    Village {
        /// The village.
        village: AreaId,
        /// The township.
        to: AreaId,
        /// Its new statistical code, if it gets one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<String>,
    },
    /// A village goes up in another one.
    MergeVillages {
        /// The village that goes.
        village: AreaId,
        /// The village that stays.
        into: AreaId,
    },
}

/// `POST /v1/moves`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewMove {
    /// What moves where.
    #[serde(flatten)]
    pub change: Move,
    /// Why; 1 to 500 characters.
    pub reason: String,
}

/// Reply to [`NewMove`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Moved {
    /// Doors that were moved or merged.
    pub doors: u32,
    /// Facts that were forwarded.
    pub facts: u32,
}
