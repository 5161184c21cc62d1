//! From a measured share to points, and from points to the next step.
//!
//! Bands take the highest share that is met, exactly; without bands points are proportional, rounded down to a
//! hundredth. In a small village the count of missing households can place it higher.

use super::{IndicatorScore, NextStep, Points};
use crate::domain::{
    ids::{EntityId, EventId},
    rule_set::{Indicator, SmallVillage},
};

/// How an indicator turns a share into points.
pub(super) struct Scale<'a> {
    pub(super) indicator: &'a Indicator,
    pub(super) small: Option<&'a SmallVillage>,
}

impl Scale<'_> {
    fn points(&self, numerator: u64, denominator: u64) -> Points {
        if self.indicator.bands.is_empty() {
            return proportional(self.indicator.worth, numerator, denominator);
        }
        let band = self.indicator.bands.iter().find(|band| band.share.is_met_by(numerator, denominator));
        let by_share = band.map_or(Points(0), |band| band.points);
        by_share.max(self.by_missing(numerator, denominator))
    }

    fn by_missing(&self, numerator: u64, denominator: u64) -> Points {
        let missing = denominator.saturating_sub(numerator);
        let enough = self.small.is_some_and(|small| small.min_share.is_met_by(numerator, denominator));
        let band = self.indicator.small_bands.iter().find(|band| missing <= band.missing);
        band.filter(|_| enough).map_or(Points(0), |band| band.points)
    }
}

fn proportional(worth: Points, numerator: u64, denominator: u64) -> Points {
    if denominator == 0 {
        return Points(0);
    }
    let worth = u128::from(worth.0.unsigned_abs());
    let points = worth * u128::from(numerator.min(denominator)) / u128::from(denominator);
    Points(i64::try_from(points).unwrap_or(i64::MAX))
}

/// What can be done about an indicator.
pub(super) enum Step {
    /// Nothing.
    None,
    /// So many that count in the denominator already may still be done.
    Catch(&'static str, u64),
    /// So many are about to enter the denominator, done or missed.
    Keep(&'static str, u64),
    /// One duty is about to enter the denominator; it takes so many deeds.
    Duty(&'static str, u64),
    /// Nothing is measured until so many are done; then up to this share.
    Complete(&'static str, u64, (u64, u64)),
}

/// An indicator before it becomes points.
pub(super) struct Measured {
    pub(super) numerator: u64,
    pub(super) denominator: u64,
    /// Nothing to measure: not applicable. A note says why.
    pub(super) applicable: bool,
    /// The share stands but must not score yet.
    pub(super) withheld: bool,
    pub(super) note: Option<&'static str>,
    pub(super) evidence: Vec<EventId>,
    pub(super) missing: Vec<EntityId>,
    pub(super) step: Step,
}

impl Measured {
    /// A share whose denominator may be empty; then it is not applicable, and `nothing` says why.
    pub(super) fn share(numerator: u64, denominator: u64, nothing: &'static str) -> Self {
        Self {
            numerator,
            denominator,
            applicable: denominator > 0,
            withheld: false,
            note: (denominator == 0).then_some(nothing),
            evidence: Vec::new(),
            missing: Vec::new(),
            step: Step::None,
        }
    }

    pub(super) fn score(mut self, scale: &Scale<'_>) -> IndicatorScore {
        self.evidence.sort_unstable();
        self.evidence.dedup();
        self.missing.sort_unstable();
        self.missing.dedup();
        let points = if self.withheld { Points(0) } else { scale.points(self.numerator, self.denominator) };
        let small = scale.small.is_some() && !scale.indicator.small_bands.is_empty();
        IndicatorScore {
            id: scale.indicator.measure.as_str().to_owned(),
            worth: scale.indicator.worth,
            points: self.applicable.then_some(points),
            numerator: self.numerator,
            denominator: self.denominator,
            note: self.note.or(small.then_some("small_village")).map(str::to_owned),
            next: self.next(scale, points),
            evidence: self.evidence,
            missing: self.missing,
        }
    }

    fn next(&self, scale: &Scale<'_>, points: Points) -> Option<NextStep> {
        let (n, d) = (self.numerator, self.denominator);
        let gain = |after: Points, before: Points| Points(after.0 - before.0);
        let smallest = |most: u64, gain: &dyn Fn(u64) -> Points| {
            (1..=most).map(|count| (count, gain(count))).find(|(_, gain)| gain.0 > 0)
        };
        let (action, found) = match self.step {
            Step::None => return None,
            Step::Catch(action, most) => (action, smallest(most, &|k| gain(scale.points(n + k, d), points))),
            Step::Keep(action, most) => {
                (action, smallest(most, &|k| gain(scale.points(n + k, d + k), scale.points(n, d + k))))
            }
            Step::Duty(action, deeds) => {
                let gain = gain(scale.points(n + 1, d + 1), scale.points(n, d + 1));
                (action, (gain.0 > 0).then_some((deeds, gain)))
            }
            Step::Complete(action, count, (n, d)) => (action, Some((count, gain(scale.points(n, d), points)))),
        };
        found.map(|(count, gain)| NextStep { action: action.to_owned(), count, gain })
    }
}
