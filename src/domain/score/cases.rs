//! Cases: which ones count, and whether they were handled in time.
//!
//! Warnings, attempts and losses prevented never count: recording them must never hurt.

use super::{
    View,
    measured::{Measured, Step},
};
use crate::domain::{area::Class, day::Day, facts::CaseKind, village::Case};

/// Victim cases of the round: with a loss, and a victim who has lived here long enough. Where nobody noted since when
/// the victim has lived here, the filing in this village speaks for itself.
pub(super) fn victims<'a>(view: &'a View<'_>) -> impl Iterator<Item = &'a Case> {
    let resident =
        |case: &Case| case.resident_since.is_none_or(|since| since.plus(view.rules.cases.resident_days) <= case.on);
    of_kind(view, CaseKind::Victim).filter(move |case| case.loss > 0 && resident(case))
}

/// Cases of a kind in the round.
pub(super) fn of_kind<'a>(view: &'a View<'_>, kind: CaseKind) -> impl Iterator<Item = &'a Case> {
    view.book.facts.cases.iter().filter(move |case| case.kind == kind && view.contains(case.on))
}

/// Traced back and re-visited within the days after filing ÷ cases.
pub(super) fn handling(view: &View<'_>) -> Measured {
    let (mut handled, mut all, mut in_time) = (0, 0, 0);
    let mut evidence = Vec::new();
    let mut missing = Vec::new();
    for case in victims(view) {
        let deadline = case.filed_on.plus(view.rules.cases.handle_days);
        let done = |step: Option<(Day, _)>| step.filter(|(on, _)| *on <= deadline);
        all += 1;
        evidence.push(case.filed_by);
        if let (Some((_, traced)), Some((_, revisited))) = (done(case.traced), done(case.revisited)) {
            handled += 1;
            evidence.extend([traced, revisited]);
        } else {
            missing.push(case.id);
            in_time += u64::from(view.as_of <= deadline);
        }
    }
    let nothing = if view.lacks(Class::Cases) { "cases_unread" } else { "no_case" };
    let mut measured = Measured::share(handled, all, nothing);
    measured.evidence = evidence;
    measured.missing = missing;
    measured.step = Step::Catch("revisit_case", in_time);
    measured
}
