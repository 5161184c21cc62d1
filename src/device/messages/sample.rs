//! The drawn sample of a round, as whoever asks it sees it.

use serde::{Deserialize, Serialize};

use super::DoorLine;
use crate::domain::{
    day::Day,
    ids::{AreaId, EntityId},
};

/// A village's sample in the present round, or that there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleView {
    /// The village.
    pub village: AreaId,
    /// Its name.
    pub village_name: String,
    /// Whether this account draws samples, and may here: a round is open and none was drawn in it.
    pub may_draw: bool,
    /// The sample that counts.
    pub drawn: Option<DrawnSample>,
}

/// How far a sample is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawnSample {
    /// The sample.
    pub id: EntityId,
    /// When it was drawn.
    pub on: Day,
    /// Respondents that it needs.
    pub size: u32,
    /// Respondents who answered.
    pub asked: u32,
    /// Those among them who knew enough.
    pub aware: u32,
    /// Correct answers of three that are enough.
    pub enough: u8,
    /// Households that refused; the next ones in the drawn order took their places.
    pub refused: u32,
    /// Places that wait for an answer.
    pub to_ask: u32,
    /// Households for those places, in drawn order, that this account may ask.
    pub next: Vec<DoorLine>,
    /// Others for those places: of areas that this account looks after, so somebody else asks there.
    pub own: u32,
}
