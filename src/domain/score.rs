//! The score of a village: what it is made of. A pure function of rule set, round, day and facts.
//!
//! The same inputs give the same bytes. Points are integers (hundredths), shares are numerator and denominator.

use serde::{Deserialize, Serialize};

use super::{
    day::Day,
    ids::{AreaId, EntityId, EventId, RoundId},
};

/// Points in hundredths: 27 points are `Points(2700)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Points(pub i64);

/// What a village has earned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// 创建中
    Underway,
    /// 创建达标
    OnTrack,
    /// 无诈村
    NoFraud,
}

/// A village's score in a round as of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// The village.
    pub village: AreaId,
    /// The round.
    pub round: RoundId,
    /// Version of the rule set.
    pub rule_set: String,
    /// As of the end of this day.
    pub as_of: Day,
    /// Sum over applicable indicators, scaled to 100 points.
    pub points: Points,
    /// Sum of the applicable indicators before scaling.
    pub earned: Points,
    /// What the applicable indicators are worth together; 10000 when all apply.
    pub applicable: Points,
    /// What these points, the floors and the vetoes come to.
    pub tier: Tier,
    /// Codes of what stands between this village and a higher tier: `victim_case`, `suspect`, `den`,
    /// `floor.<indicator>`, `points`.
    pub blocked_by: Vec<String>,
    /// In the order of the rule set.
    pub indicators: Vec<IndicatorScore>,
}

/// One indicator of a score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndicatorScore {
    /// Code, e.g. `household_coverage`.
    pub id: String,
    /// What it is worth.
    pub worth: Points,
    /// What it earned; none = nothing to measure, not applicable.
    pub points: Option<Points>,
    /// Measured.
    pub numerator: u64,
    /// Measured.
    pub denominator: u64,
    /// Code that explains a special result: `nothing_registered`, `sample_incomplete`, `no_case`, `no_key_group`,
    /// `small_village` …
    pub note: Option<String>,
    /// The events that it rests on, sorted.
    pub evidence: Vec<EventId>,
    /// What is missing, sorted: doors, points; empty where the gap is not a thing.
    pub missing: Vec<EntityId>,
    /// The next step, none at full points.
    pub next: Option<NextStep>,
}

/// What to do next for an indicator and what it brings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextStep {
    /// Code: `visit`, `offer_pledge`, `ask_sample`, `visit_key_group`, `check_point`, `hold_activity`, `send_message`,
    /// `revisit_case`, `correct_finding`.
    pub action: String,
    /// How many of them.
    pub count: u64,
    /// Points that this adds to the indicator.
    pub gain: Points,
}
