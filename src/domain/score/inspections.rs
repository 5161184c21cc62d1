//! Inspections: checks passed ÷ checked. Checked again in the same inspection, the last result holds.

use std::collections::BTreeMap;

use super::{
    View,
    measured::{Measured, Step},
};
use crate::domain::{area::Class, village::Check};

pub(super) fn measure(view: &View<'_>) -> Measured {
    let mut last: BTreeMap<_, &Check> = BTreeMap::new();
    for check in view.book.facts.checks.iter().filter(|check| view.contains(check.on)) {
        last.insert((check.inspection, check.subject), check);
    }
    let passed = last.values().filter(|check| check.passed).count() as u64;
    let checked = last.len() as u64;
    let nothing = if view.lacks(Class::Review) { "review_unread" } else { "no_inspection" };
    let mut measured = Measured::share(passed, checked, nothing);
    measured.evidence = last.values().map(|check| check.event_id).collect();
    measured.missing = last.values().filter(|check| !check.passed).map(|check| check.subject).collect();
    measured.step = Step::Catch("correct_finding", checked - passed);
    measured
}
