//! A rule set (评分办法): every number that a score depends on, as data with its source.
//!
//! It is a versioned TOML document, see [`SHIPPED`]; [`RuleSet::from_toml`] reads it and names the key of whatever is
//! wrong. A new version never touches a past round. Shares are hundredths of a percent, points are hundredths.

mod read;
mod reader;

use serde::{Deserialize, Serialize};

pub use reader::{Problem, RuleSetError};

use super::{
    day::Day,
    facts::Method,
    key_group::KeyGroup,
    score::{Points, Tier},
};

/// The rule set that ships with the program (2026-1), as a document.
pub const SHIPPED: &str = include_str!("../../../assets/rules/2026-1.toml");

/// A share in hundredths of a percent: 95 % is `Share(9500)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Share(pub u64);

impl Share {
    /// Whether `numerator ÷ denominator` is at least this share, without rounding; 0 ÷ 0 never is.
    #[must_use]
    pub fn is_met_by(self, numerator: u64, denominator: u64) -> bool {
        denominator > 0 && u128::from(numerator) * 10_000 >= u128::from(self.0) * u128::from(denominator)
    }

    /// Whether `numerator ÷ denominator` is more than this share, without rounding.
    #[must_use]
    pub fn is_exceeded_by(self, numerator: u64, denominator: u64) -> bool {
        u128::from(numerator) * 10_000 > u128::from(self.0) * u128::from(denominator)
    }
}

/// The whole document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSet {
    /// E.g. `2026-1`.
    pub version: String,
    /// First day on which rounds may begin under it.
    pub effective_from: Day,
    /// Last such day, if it was replaced.
    pub effective_until: Option<Day>,
    /// How doors count.
    pub doors: DoorRules,
    /// Which key groups are scored, and how often they are visited.
    pub key_groups: KeyGroupRules,
    /// How the awareness sample is drawn and read.
    pub awareness: AwarenessRules,
    /// How publicity points are checked.
    pub points: PointRules,
    /// Which cases count and how they are handled.
    pub cases: CaseRules,
    /// What small villages are spared.
    pub small_village: SmallVillage,
    /// In the order in which they are shown.
    pub indicators: Vec<Indicator>,
    /// What has to be done how often.
    pub duties: Vec<Duty>,
    /// Highest first; the lowest asks for nothing.
    pub tiers: Vec<TierRule>,
}

/// How doors count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoorRules {
    /// Days from registration until an unreached door counts.
    pub counts_after_days: i32,
    /// Whether a visit by telephone counts.
    pub count_phone: bool,
    /// Whether a visit by video call counts.
    pub count_video: bool,
    /// How many persons have to see a door empty.
    pub exempt_persons: usize,
    /// On how many days.
    pub exempt_days: usize,
    /// Above this share of exempt doors the title check samples them.
    pub exempt_check_above: Share,
    /// Where these numbers come from.
    pub source: String,
}

impl DoorRules {
    /// Whether a visit made this way counts for the state of a door.
    #[must_use]
    pub const fn counts(&self, method: Method) -> bool {
        match method {
            Method::Door | Method::Paper | Method::Inspection => true,
            Method::Phone => self.count_phone,
            Method::Video => self.count_video,
        }
    }
}

/// Which key groups are scored, and how often they are visited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyGroupRules {
    /// The scored ones.
    pub groups: Vec<KeyGroup>,
    /// A met visit is due once in so many days.
    pub interval_days: i32,
    /// Where these numbers come from.
    pub source: String,
}

impl KeyGroupRules {
    /// The visit interval of a group in days; none when it is not scored.
    #[must_use]
    pub fn interval(&self, group: KeyGroup) -> Option<i32> {
        self.groups.contains(&group).then_some(self.interval_days)
    }
}

/// How the awareness sample is drawn and read: size = min(eligible, max(min, min(share, max))).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwarenessRules {
    /// Fewest respondents, where there are so many.
    pub sample_min: u64,
    /// Share of the eligible.
    pub sample_share: Share,
    /// Most respondents.
    pub sample_max: u64,
    /// So many correct answers of three make a respondent aware.
    pub correct: u8,
    /// Where these numbers come from.
    pub source: String,
}

impl AwarenessRules {
    /// How many respondents are asked among so many eligible ones.
    #[must_use]
    pub fn sample_size(&self, eligible: u64) -> u64 {
        let share = (u128::from(eligible) * u128::from(self.sample_share.0)).div_ceil(10_000);
        let share = u64::try_from(share).unwrap_or(u64::MAX);
        eligible.min(self.sample_min.max(share.min(self.sample_max)))
    }
}

/// How publicity points are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointRules {
    /// A check holds for so many days.
    pub check_days: i32,
    /// Where these numbers come from.
    pub source: String,
}

/// Which cases count and how they are handled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRules {
    /// A victim counts who has lived in the village for so many days.
    pub resident_days: i32,
    /// Trace-back and re-visit are due so many days after the filing.
    pub handle_days: i32,
    /// Where these numbers come from.
    pub source: String,
}

/// What small villages are spared: one family must not cost several bands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmallVillage {
    /// A village with fewer households is small.
    pub below: u64,
    /// Bands by the count of missing households need at least this share.
    pub min_share: Share,
    /// Where these numbers come from.
    pub source: String,
}

/// What an indicator measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Reached households ÷ (all − exempt).
    HouseholdCoverage,
    /// Households that answered the offer of a pledge ÷ (all − exempt).
    PledgesAnswered,
    /// Aware respondents of the drawn sample ÷ asked ones.
    Awareness,
    /// Kept visit intervals ÷ due ones.
    KeyGroups,
    /// Present and lately checked publicity points ÷ required ones.
    PublicityPoints,
    /// Duties of the activities fulfilled ÷ due.
    Activities,
    /// Duties of the group messages fulfilled ÷ due.
    GroupMessages,
    /// Cases handled in time ÷ cases.
    CaseHandling,
    /// Checks passed ÷ checked.
    Inspections,
}

impl Measure {
    /// All measures.
    pub const ALL: [Self; 9] = [
        Self::HouseholdCoverage,
        Self::PledgesAnswered,
        Self::Awareness,
        Self::KeyGroups,
        Self::PublicityPoints,
        Self::Activities,
        Self::GroupMessages,
        Self::CaseHandling,
        Self::Inspections,
    ];

    /// The code of the indicator.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HouseholdCoverage => "household_coverage",
            Self::PledgesAnswered => "pledges_answered",
            Self::Awareness => "awareness",
            Self::KeyGroups => "key_groups",
            Self::PublicityPoints => "publicity_points",
            Self::Activities => "activities",
            Self::GroupMessages => "group_messages",
            Self::CaseHandling => "case_handling",
            Self::Inspections => "inspections",
        }
    }

    /// The measure of that code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.as_str() == code)
    }
}

/// An indicator: what it measures and what that is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// What it measures; also its code.
    pub measure: Measure,
    /// What it is worth.
    pub worth: Points,
    /// Highest first; empty = proportional.
    pub bands: Vec<Band>,
    /// In small villages also by the count of missing households, fewest first.
    pub small_bands: Vec<SmallBand>,
    /// Where these numbers come from.
    pub source: String,
}

/// From this share on, these points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// At least.
    pub share: Share,
    /// Worth.
    pub points: Points,
}

/// Up to so many missing households, these points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SmallBand {
    /// At most.
    pub missing: u64,
    /// Worth.
    pub points: Points,
}

/// How often a duty falls due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Period {
    /// Each complete week, Monday to Sunday, inside the round.
    Week,
    /// Each complete calendar month inside the round.
    Month,
}

/// Whose duty it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Owner {
    /// The village's: it counts.
    Village,
    /// The township's: a missed one is the township's gap, never the village's loss.
    Township,
}

/// What has to be done how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// The code that activities and messages name, e.g. `group_message`.
    pub kind: String,
    /// The indicator in which it counts; none for the township's.
    pub measure: Option<Measure>,
    /// Whose duty it is.
    pub owner: Owner,
    /// For whom, as a code, e.g. `residents`, `parents`.
    pub audience: String,
    /// How often it falls due.
    pub period: Period,
    /// At least so many in a period.
    pub minimum: u64,
    /// On at least so many different days.
    pub days: u64,
    /// Where these numbers come from.
    pub source: String,
}

/// What takes a tier away, whatever the points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Veto {
    /// A victim case in the round.
    VictimCase,
    /// A confirmed suspect in the round.
    Suspect,
    /// A den in the round.
    Den,
}

impl Veto {
    /// All vetoes.
    pub const ALL: [Self; 3] = [Self::VictimCase, Self::Suspect, Self::Den];

    /// Its code.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::VictimCase => "victim_case",
            Self::Suspect => "suspect",
            Self::Den => "den",
        }
    }
}

/// A share that an indicator has to reach for a tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Floor {
    /// The indicator; coverage is taken at its lower bound, key groups each for itself.
    pub measure: Measure,
    /// At least.
    pub share: Share,
}

/// How cases have to develop against the year before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decline {
    /// Cases and losses may be at most this share of the year before.
    pub at_most: Share,
    /// No single loss of this many yuan or more.
    pub loss_below: u64,
}

/// What a tier asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TierRule {
    /// The tier.
    pub tier: Tier,
    /// At least so many points.
    pub points: Points,
    /// Shares that indicators have to reach; those not applicable are passed over.
    pub floors: Vec<Floor>,
    /// What takes it away.
    pub vetoes: Vec<Veto>,
    /// How cases have to develop; none = not asked.
    pub decline: Option<Decline>,
    /// Where these numbers come from.
    pub source: String,
}

impl RuleSet {
    /// Reads a document.
    ///
    /// # Errors
    /// Names the key, e.g. `indicator[2].bands[0].share`, and what is wrong with it. Unknown keys are errors: a
    /// misspelt one would silently change a score.
    pub fn from_toml(document: &str) -> Result<Self, RuleSetError> {
        read::rule_set(document)
    }

    /// The indicator of a measure, if this rule set has it.
    #[must_use]
    pub fn indicator(&self, measure: Measure) -> Option<&Indicator> {
        self.indicators.iter().find(|indicator| indicator.measure == measure)
    }
}
