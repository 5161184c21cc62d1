//! Duties: fulfilled ÷ due, over the complete weeks and months inside the round that have ended.

use super::{
    DutyGap, View,
    measured::{Measured, Step},
};
use crate::domain::{
    area::Class,
    day::Day,
    ids::EventId,
    rule_set::{Duty, Measure, Owner, Period},
};

pub(super) fn measure(view: &View<'_>, measure: Measure) -> Measured {
    let (mut fulfilled, mut due) = (0, 0);
    let mut evidence = Vec::new();
    let mut cheapest: Option<u64> = None;
    for duty in view.rules.duties.iter().filter(|duty| duty.measure == Some(measure)) {
        let deeds = deeds(view, duty);
        for (first, last) in periods(view, duty.period) {
            let lacking = lacking(duty, &deeds, first, last);
            if last <= view.as_of {
                due += 1;
                fulfilled += u64::from(lacking == 0);
                evidence.extend(within(&deeds, first, last).map(|(_, event)| *event));
            } else if lacking > 0 {
                cheapest = Some(cheapest.map_or(lacking, |other| other.min(lacking)));
            }
        }
    }
    let mut measured = Measured::share(fulfilled, due, "nothing_due");
    measured.evidence = evidence;
    let action = if measure == Measure::GroupMessages { "send_message" } else { "hold_activity" };
    measured.step = cheapest.map_or(Step::None, |deeds| Step::Duty(action, deeds));
    measured
}

/// The township's own duties that were missed here.
pub(super) fn township_gaps(view: &View<'_>) -> Vec<DutyGap> {
    let gap = |duty: &Duty| {
        let deeds = deeds(view, duty);
        let ended: Vec<_> = periods(view, duty.period).filter(|(_, last)| *last <= view.as_of).collect();
        let done = ended.iter().filter(|(first, last)| lacking(duty, &deeds, *first, *last) == 0).count() as u64;
        let due = ended.len() as u64;
        (done < due).then(|| DutyGap { kind: duty.kind.clone(), fulfilled: done, due })
    };
    // An inspection may stand in a log that cannot be read: then nobody is told of a gap.
    let known = |duty: &&Duty| duty.kind != INSPECTION || !view.lacks(Class::Review);
    let duties = view.rules.duties.iter().filter(|duty| duty.owner == Owner::Township);
    duties.filter(known).filter_map(gap).collect()
}

/// The duty that checks of inspections fulfil.
const INSPECTION: &str = "inspection";

type Deeds = Vec<(Day, EventId)>;

/// What was done for a duty, sorted. An inspection's checks on one day are one deed.
fn deeds(view: &View<'_>, duty: &Duty) -> Deeds {
    let facts = &view.book.facts;
    let mut deeds: Deeds =
        facts.deeds.iter().filter(|deed| deed.duty == duty.kind).map(|d| (d.on, d.event_id)).collect();
    if duty.kind == INSPECTION {
        let mut checks: Vec<_> = facts.checks.iter().map(|c| (c.on, c.inspection, c.event_id)).collect();
        checks.sort_unstable();
        checks.dedup_by_key(|(on, inspection, _)| (*on, *inspection));
        deeds.extend(checks.into_iter().map(|(on, _, event)| (on, event)));
    }
    deeds.sort_unstable();
    deeds
}

fn within(deeds: &Deeds, first: Day, last: Day) -> impl Iterator<Item = &(Day, EventId)> {
    deeds.iter().filter(move |(on, _)| first <= *on && *on <= last)
}

/// How many deeds a period still lacks, in number or in days.
fn lacking(duty: &Duty, deeds: &Deeds, first: Day, last: Day) -> u64 {
    let count = within(deeds, first, last).count() as u64;
    let mut days: Vec<Day> = within(deeds, first, last).map(|(on, _)| *on).collect();
    days.dedup();
    duty.minimum.saturating_sub(count).max(duty.days.saturating_sub(days.len() as u64))
}

/// The complete periods inside the round that have begun, in order.
fn periods(view: &View<'_>, period: Period) -> impl Iterator<Item = (Day, Day)> {
    let (start, end, today) = (view.round.first, view.round.last, view.as_of);
    let first = match period {
        Period::Week => start.plus((7 - i32::from(start.weekday())) % 7),
        Period::Month if start.ymd().2 == 1 => start,
        Period::Month => next_month(start),
    };
    let next = move |first: Day| match period {
        Period::Week => first.plus(7),
        Period::Month => next_month(first),
    };
    std::iter::successors(Some(first), move |first| Some(next(*first)))
        .map(move |first| (first, next(first).plus(-1)))
        .take_while(move |(first, last)| *last <= end && *first <= today)
}

fn next_month(day: Day) -> Day {
    let (year, month, _) = day.ymd();
    let next = if month == 12 { Day::from_ymd(year + 1, 1, 1) } else { Day::from_ymd(year, month + 1, 1) };
    // Only past the end of the calendar; it ends every walk over months.
    next.unwrap_or(Day(i32::MAX))
}
