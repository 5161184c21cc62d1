//! Tiers: points, floors, vetoes, and how cases develop against the year before.
//!
//! The first tier from the top that nothing blocks is the village's. Coverage is taken at its lower bound: what silent
//! devices may hold does not help.

use super::{IndicatorScore, Points, Tier, View, YearBefore, cases};
use crate::domain::{
    area::Class,
    facts::CaseKind,
    rule_set::{Decline, Floor, Measure, Share, TierRule, Veto},
};

pub(super) struct Verdict {
    pub(super) tier: Tier,
    pub(super) blocked_by: Vec<String>,
    pub(super) next_tier_blocked_by: Vec<String>,
}

pub(super) fn decide(view: &View<'_>, indicators: &[IndicatorScore], points: Points) -> Verdict {
    let mut verdict = Verdict { tier: Tier::Underway, blocked_by: Vec::new(), next_tier_blocked_by: Vec::new() };
    for (at, rule) in view.rules.tiers.iter().enumerate() {
        let blocked = blockers(view, indicators, points, rule);
        if blocked.is_empty() {
            verdict.tier = rule.tier;
            break;
        }
        if at == 0 {
            verdict.blocked_by.clone_from(&blocked);
        }
        verdict.next_tier_blocked_by = blocked;
    }
    verdict
}

fn blockers(view: &View<'_>, indicators: &[IndicatorScore], points: Points, rule: &TierRule) -> Vec<String> {
    let mut blocked = Vec::new();
    if points < rule.points {
        blocked.push("points".to_owned());
    }
    let low = rule.floors.iter().filter(|floor| !stands_on(view, indicators, floor));
    blocked.extend(low.map(|floor| format!("floor.{}", floor.measure.as_str())));
    let hit = rule.vetoes.iter().filter(|veto| is_hit(view, **veto));
    blocked.extend(hit.map(|veto| veto.as_str().to_owned()));
    if view.lacks(Class::Cases) && !(rule.vetoes.is_empty() && rule.decline.is_none()) {
        blocked.push("cases_unread".to_owned());
    }
    blocked.extend(rule.decline.iter().flat_map(|decline| not_declined(view, decline)));
    blocked
}

/// Whether a floor is reached. What is not applicable is passed over; an incomplete sample is not enough.
fn stands_on(view: &View<'_>, indicators: &[IndicatorScore], floor: &Floor) -> bool {
    if floor.measure == Measure::KeyGroups {
        let figures = view.rules.key_groups.groups.iter().map(|group| view.book.tally.key_group(*group, view.as_of));
        return figures.filter(|figure| figure.due > 0).all(|figure| floor.share.is_met_by(figure.done, figure.due));
    }
    let Some(indicator) = indicators.iter().find(|indicator| indicator.id == floor.measure.as_str()) else {
        return true;
    };
    match indicator.points {
        None => true,
        Some(_) if indicator.note.as_deref() == Some("sample_incomplete") => false,
        Some(_) => floor.share.is_met_by(indicator.numerator, indicator.denominator),
    }
}

fn is_hit(view: &View<'_>, veto: Veto) -> bool {
    match veto {
        Veto::VictimCase => cases::victims(view).next().is_some(),
        Veto::Suspect => cases::of_kind(view, CaseKind::Suspect).next().is_some(),
        Veto::Den => cases::of_kind(view, CaseKind::Den).next().is_some(),
    }
}

fn not_declined(view: &View<'_>, decline: &Decline) -> Vec<String> {
    let mut blocked = Vec::new();
    let (count, loss) = cases::victims(view).fold((0, 0_u64), |(n, sum), case| (n + 1, sum.saturating_add(case.loss)));
    match view.book.year_before {
        None => blocked.push("year_before_unknown".to_owned()),
        Some(YearBefore { victim_cases, loss: before }) => {
            if !is_at_most(decline.at_most, count, victim_cases) {
                blocked.push("cases_not_halved".to_owned());
            }
            if !is_at_most(decline.at_most, loss, before) {
                blocked.push("loss_not_halved".to_owned());
            }
        }
    }
    if cases::victims(view).any(|case| case.loss >= decline.loss_below) {
        blocked.push("large_loss".to_owned());
    }
    blocked
}

/// Whether `now` is at most this share of `before`; 0 before asks for 0 now.
fn is_at_most(share: Share, now: u64, before: u64) -> bool {
    u128::from(now) * 10_000 <= u128::from(share.0) * u128::from(before)
}
