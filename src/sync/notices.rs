//! Notices: what only the server knows, in the reply of a sync, and only when it differs from what the device has.
//!
//! The device says the tag of what it has; the server answers with the whole of it under a new tag, with what has changed
//! since, or not at all. Nothing here is an event: it is never counted twice with what the device reads itself.

use serde::{Deserialize, Serialize};

use super::messages::Verdict;
use crate::domain::{
    day::Day,
    ids::AreaId,
    round::Round,
    score::{Points, Tier},
    tally::Tally,
};

/// What only the server knows, as far as it concerns this device.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notices {
    /// Names this content; the device says it in its next requests.
    pub tag: String,
    /// The tag of the notices that these complete: `areas` replace those of the same id, `gone` are forgotten, the others
    /// stay. None: these replace whatever was there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// Version of the app that the server gives out.
    pub newest: String,
    /// What reviewers decided on events of this device that were held.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decided: Vec<Verdict>,
    /// Areas of the account's scope, by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<AreaNotice>,
    /// Areas of which nothing is told any more, where `since` is said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<AreaId>,
    /// So many villages are still to be added up: ask again soon.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub counting: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes it so")]
const fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// What the server knows of one area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AreaNotice {
    /// A village or a grid.
    pub area: AreaId,
    /// The day on which each device of the accounts of this very area was last heard, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub heard: Vec<Day>,
    /// A village's points and tier, by all its logs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<VillageStanding>,
    /// The sums of the present round, for accounts whose devices subscribe to villages one by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figures: Option<Figures>,
}

/// What a village has earned, by logs that not every device may read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VillageStanding {
    /// As of the end of this day.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub as_of: Day,
    /// Hundredths of points.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub points: Points,
    /// Its tier.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub tier: Tier,
    /// See [`crate::domain::score::Score::blocked_by`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocked_by: Vec<String>,
    /// See [`crate::domain::score::Score::next_tier_blocked_by`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub next_tier_blocked_by: Vec<String>,
}

/// What a village came to in a round, without its doors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Figures {
    /// The round.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub round: Round,
    /// Its households and units, condensed: see [`Tally::condensed`].
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
    pub tally: Tally,
}
