//! Publicity points: present and lately checked ÷ required. Nothing registered scores 0 and says so.

use super::{
    View,
    measured::{Measured, Step},
};

pub(super) fn measure(view: &View<'_>) -> Measured {
    let days = view.rules.points.check_days;
    let figures = view.book.tally.points(view.as_of, days);
    let mut measured = Measured::share(figures.done, figures.due, "nothing_registered");
    if figures.due == 0 {
        measured.applicable = true;
        measured.step = Step::Complete("register_point", 1, (1, 1));
        return measured;
    }
    for point in view.book.facts.points.iter().filter(|point| point.registered_on <= view.round.last) {
        let check = point.last_check(view.as_of).filter(|check| check.present);
        match check.filter(|check| check.on > view.as_of.plus(-days)) {
            Some(check) => measured.evidence.push(check.event_id),
            None => measured.missing.push(point.id),
        }
    }
    measured.step = Step::Catch("check_point", figures.due.saturating_sub(figures.done));
    measured
}
