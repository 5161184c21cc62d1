//! Clues: what somebody saw and the police should know. In a village's cases log, where anybody of the village may put one
//! and only the police and named reviewers read. They count in no score.

use serde::{Deserialize, Serialize};

use crate::domain::{area::Point, day::Day, ids::EntityId};

/// `clue.reported`; entity = the clue. Who told it stays unsaid unless that person wishes to be reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClueReported {
    /// What was seen or heard, in the reporter's words.
    pub what: String,
    /// The day it was seen.
    pub on: Day,
    /// Where, in words; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// At which door, if at one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub door: Option<EntityId>,
    /// Where, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Point>,
    /// How to reach whoever told it, if they wish; empty = anonymous.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub contact: String,
}

/// How far a clue is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClueStep {
    /// Somebody looks into it: whoever wrote the event.
    Taken,
    /// Nothing more is to be done.
    Done,
}

/// `clue.handled`; entity = the clue. The last one that stands holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClueHandled {
    /// How far it is now.
    pub step: ClueStep,
    /// What came of it; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}
