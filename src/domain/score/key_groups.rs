//! Key groups: kept visit intervals ÷ due ones, over all scored groups.

use super::{
    View,
    measured::{Measured, Step},
};
use crate::domain::{door::DoorInRound, key_group::KeyGroup, tally::Progress};

pub(super) fn measure(view: &View<'_>) -> Measured {
    let groups = view.rules.key_groups.groups.iter();
    let total = groups
        .map(|group| view.book.tally.key_group(*group, view.as_of))
        .fold(Progress::default(), |sum, one| Progress { done: sum.done + one.done, due: sum.due + one.due });
    let tagged = || {
        let doors = view.book.doors.iter();
        doors.filter(|(_, door)| door.is_asked_on(view.round.last) && !door.key_groups.is_empty())
    };
    // A list of villages leaves the doors out, so the tally is asked too.
    let later = |group: &KeyGroup| view.book.tally.key_group(*group, view.round.last).due > 0;
    let any = tagged().next().is_some() || view.rules.key_groups.groups.iter().any(later);
    let nothing = if any { "nothing_due" } else { "no_key_group" };
    let mut measured = Measured::share(total.done, total.due, nothing);
    let mut open = 0;
    for (id, door) in tagged() {
        let due = door.key_groups.iter().flat_map(|group| &group.intervals).filter(|i| i.due <= view.as_of);
        measured.evidence.extend(due.filter_map(|interval| interval.kept_by));
        let now = open_intervals(door, view);
        open += now;
        if now > 0 {
            measured.missing.push(*id);
        }
    }
    measured.step = Step::Keep("visit_key_group", open);
    measured
}

/// Intervals that run today and that no visit has kept yet.
fn open_intervals(door: &DoorInRound, view: &View<'_>) -> u64 {
    door.key_groups.iter().filter(|group| group.open_on(view.as_of).is_some()).count() as u64
}
