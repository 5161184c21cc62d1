//! Clues: the police's list, and on everybody's device those that have not left it yet.

use serde::{Deserialize, Serialize};

use crate::domain::{
    area::Point,
    day::Day,
    facts::ClueStep,
    ids::{AreaId, EntityId},
};

/// A clue that can be read here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClueLine {
    /// The clue.
    pub id: EntityId,
    /// Its village.
    pub village: AreaId,
    /// Name of the village.
    pub village_name: String,
    /// What was seen.
    pub what: String,
    /// The day it was seen.
    pub on: Day,
    /// Where, in words.
    pub place: String,
    /// Where whoever reported it stood.
    pub at: Option<Point>,
    /// The door's label; empty where none was named or it is not here.
    pub door: String,
    /// How to reach whoever told it; empty = anonymous.
    pub contact: String,
    /// How far it is: none while nobody looks into it.
    pub step: Option<ClueStep>,
    /// What came of it.
    pub note: String,
    /// Whether this device may say how far it is.
    pub can_handle: bool,
}
