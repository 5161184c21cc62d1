//! The score of a village: what it is made of. A pure function of rule set, round, day and facts.
//!
//! The same inputs give the same bytes. Points are integers (hundredths), shares are numerator and denominator.

mod awareness;
mod cases;
mod doors;
mod duties;
mod inspections;
mod key_groups;
mod measured;
mod points;
mod tiers;

pub use awareness::Places;
use serde::{Deserialize, Serialize};

use super::{
    area::Class,
    day::Day,
    door::DoorInRound,
    facts::DoorKind,
    ids::{AreaId, EntityId, EventId, RoundId},
    round::Round,
    rule_set::{Measure, RuleSet},
    tally::{Coverage, Tally},
    village::VillageFacts,
};
use measured::{Measured, Scale};

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
    /// Codes of what stands between this village and the highest tier: `points`, `floor.<indicator>`, `victim_case`,
    /// `suspect`, `den`, and `cases_unread` where the cases log cannot be read, so that no tier can be claimed.
    pub blocked_by: Vec<String>,
    /// Codes of what stands between this village and the tier above its own; beside those above also
    /// `year_before_unknown`, `cases_not_halved`, `loss_not_halved`, `large_loss`.
    pub next_tier_blocked_by: Vec<String>,
    /// Households as of the day; what the silent devices may still add is in `bounds`.
    pub households: Coverage,
    /// Units as of the day; shown, not scored.
    pub units: Coverage,
    /// So many doors are exempt that the title check samples them.
    pub exempt_to_check: bool,
    /// Between what is known and what silent devices may hold.
    pub bounds: CoverageBounds,
    /// Duties that the township missed here; never the village's loss.
    pub township_gaps: Vec<DutyGap>,
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
    /// Code that explains a special result: `no_household`, `small_village`, `no_sample`, `sample_incomplete`,
    /// `no_key_group`, `nothing_due`, `nothing_registered`, `no_case`, `no_inspection`; `cases_unread` and
    /// `review_unread` where the log cannot be read.
    pub note: Option<String>,
    /// The events that it rests on, sorted.
    pub evidence: Vec<EventId>,
    /// What is missing, sorted: doors, points; empty where the gap is not a thing.
    pub missing: Vec<EntityId>,
    /// The smallest step that gains points; none at full points and where nothing can be done any more.
    pub next: Option<NextStep>,
}

/// What to do next for an indicator and what it brings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextStep {
    /// Code: `visit`, `offer_pledge`, `draw_sample`, `ask_sample`, `visit_key_group`, `register_point`, `check_point`,
    /// `hold_activity`, `send_message`, `revisit_case`, `correct_finding`.
    pub action: String,
    /// How many of them.
    pub count: u64,
    /// Points that this adds to the indicator, before scaling. Where something is about to fall due: against missing it.
    /// For the sample: at most.
    pub gain: Points,
}

/// What silent devices may change: the interval [none of those done, all done].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageBounds {
    /// Devices that have not synced for long.
    pub silent_devices: u64,
    /// Reached households that are known: the lower bound, on which tiers are decided.
    pub reached: u64,
    /// Reached households if all doors assigned to silent devices were.
    pub reached_at_most: u64,
    /// The denominator.
    pub asked: u64,
}

/// Periods of a duty that nobody fulfilled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyGap {
    /// The duty.
    pub kind: String,
    /// Periods in which it was done.
    pub fulfilled: u64,
    /// Periods in which it was due.
    pub due: u64,
}

/// What the server knows of devices that have not synced for long; zero where nothing is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Silence {
    /// How many devices.
    pub devices: u64,
    /// How many unreached households they look after.
    pub doors: u64,
}

/// Victim cases of the year before, where they are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearBefore {
    /// How many counted.
    pub victim_cases: u64,
    /// Their losses in yuan.
    pub loss: u64,
}

/// Everything about a village that its score depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VillageBook {
    /// The village.
    pub village: AreaId,
    /// Its doors in the round, households and units: the evidence and what is missing.
    pub doors: Vec<(EntityId, DoorInRound)>,
    /// Its tally of the round, doors and publicity points: the figures.
    pub tally: Tally,
    /// What its logs say besides.
    pub facts: VillageFacts,
    /// Classes of its logs that the caller may not read: nothing is claimed about what stands there.
    pub unread: Vec<Class>,
    /// What silent devices may hold.
    pub silence: Silence,
    /// Cases of the year before; none = unknown.
    pub year_before: Option<YearBefore>,
}

impl VillageBook {
    /// The doors of a kind that stand in the denominators of a day.
    fn asked(&self, kind: DoorKind, as_of: Day) -> impl Iterator<Item = &(EntityId, DoorInRound)> {
        self.doors.iter().filter(move |(_, door)| door.kind == kind && door.is_asked_on(as_of))
    }
}

/// The score of a village in a round, as of the end of a day (after the round's last day: as of that).
///
/// Pure: the same inputs give the same bytes, in whatever order the book lists them.
#[must_use]
pub fn score(rules: &RuleSet, round: &Round, as_of: Day, book: &VillageBook) -> Score {
    let as_of = round.as_of(as_of);
    let households = book.tally.coverage(DoorKind::Household, as_of);
    let view = View { rules, round, as_of, book, households };
    let indicators: Vec<IndicatorScore> = rules
        .indicators
        .iter()
        .map(|indicator| {
            let small = households.all < rules.small_village.below;
            view.measure(indicator.measure).score(&Scale { indicator, small: small.then_some(&rules.small_village) })
        })
        .collect();
    let applicable = || indicators.iter().filter_map(|indicator| Some((indicator.worth, indicator.points?)));
    let worth = applicable().map(|(worth, _)| worth.0).sum::<i64>();
    let earned = applicable().map(|(_, points)| points.0).sum::<i64>();
    let points = Points(if worth == 0 { 0 } else { earned * 10_000 / worth });
    let verdict = tiers::decide(&view, &indicators, points);
    let possible = households.asked().saturating_sub(households.reached).min(book.silence.doors);
    Score {
        village: book.village,
        round: round.id,
        rule_set: rules.version.clone(),
        as_of,
        points,
        earned: Points(earned),
        applicable: Points(worth),
        tier: verdict.tier,
        blocked_by: verdict.blocked_by,
        next_tier_blocked_by: verdict.next_tier_blocked_by,
        households,
        units: book.tally.coverage(DoorKind::Unit, as_of),
        exempt_to_check: rules.doors.exempt_check_above.is_exceeded_by(households.exempt, households.all),
        bounds: CoverageBounds {
            silent_devices: book.silence.devices,
            reached: households.reached,
            reached_at_most: households.reached + possible,
            asked: households.asked(),
        },
        township_gaps: duties::township_gaps(&view),
        indicators,
    }
}

/// What every indicator looks at.
struct View<'a> {
    rules: &'a RuleSet,
    round: &'a Round,
    as_of: Day,
    book: &'a VillageBook,
    households: Coverage,
}

impl View<'_> {
    fn measure(&self, measure: Measure) -> Measured {
        match measure {
            Measure::HouseholdCoverage => doors::coverage(self),
            Measure::PledgesAnswered => doors::pledges(self),
            Measure::Awareness => awareness::measure(self),
            Measure::KeyGroups => key_groups::measure(self),
            Measure::PublicityPoints => points::measure(self),
            Measure::Activities | Measure::GroupMessages => duties::measure(self, measure),
            Measure::CaseHandling => cases::handling(self),
            Measure::Inspections => inspections::measure(self),
        }
    }

    /// Whether a log of the village may not be read.
    fn lacks(&self, class: Class) -> bool {
        self.book.unread.contains(&class)
    }

    /// Whether a day lies in the round, up to the day of the score.
    fn contains(&self, day: Day) -> bool {
        self.round.first <= day && day <= self.as_of
    }
}
