//! Visit days: planning, progress, the closing sheet.

use super::*;
use crate::{
    device::messages::{DayLine, DayView, LaneLine},
    domain::{
        facts::{DayPlanned, Fact, Outcome, PlannedLane, VisitRecorded},
        ids::{AccountId, EntityId},
    },
    store::tests::world::{VILLAGE, area_id, door_id, enrolled, field_log, plain_door, visit, visit_of},
    sync::enrolment::Enrolled,
};

fn lanes(bench: &Bench) -> Vec<LaneLine> {
    let Ok(Reply::Lanes(lanes)) = bench.ask(Request::Lanes { village: area_id(VILLAGE) }) else { panic!("no lanes") };
    lanes
}

fn days(bench: &Bench) -> Vec<DayLine> {
    let Ok(Reply::Days(days)) = bench.ask(Request::Days) else { panic!("no days") };
    days
}

fn view(bench: &Bench, day: EntityId) -> DayView {
    let Ok(Reply::Day(view)) = bench.ask(Request::Day { day }) else { panic!("no day") };
    *view
}

fn plan(bench: &Bench, station: &str, doors: &[u32]) -> Answer {
    let doors = doors.iter().map(|n| door_id(*n)).collect();
    let lane = PlannedLane { lane: "Well Lane".into(), doors, member: String::new() };
    let members = vec![" Lin ".into(), String::new(), "Chen".into()];
    let planned =
        DayPlanned { on: bench.status().today, station: station.into(), members, lanes: vec![lane], goal: 20 };
    bench.ask(Request::PlanDay { village: area_id(VILLAGE), day: None, planned })
}

fn planned(bench: &Bench, doors: &[u32]) -> EntityId {
    let Ok(Reply::Registered(day)) = plan(bench, "East", doors) else { panic!("not planned") };
    day
}

fn knock(bench: &Bench, n: u32, outcome: Outcome) {
    bench.ask(Request::RecordVisit { door: door_id(n), visit: visit_of(outcome) }).unwrap();
}

#[test]
fn a_day_is_planned_from_the_lanes_that_have_open_doors() {
    let bench = Bench::with(&[plain_door(1), plain_door(2), visit(2, Outcome::Met)]);
    let lane = lanes(&bench).remove(0);
    assert_eq!((lane.lane.as_str(), lane.open, lane.of), ("Well Lane", vec![door_id(1)], 2), "one was met before");
    assert_eq!(plan(&bench, " ", &[1]), Err(Failure::Invalid { code: "day_station".into() }));
    assert_eq!(plan(&bench, "East", &[]), Err(Failure::Invalid { code: "day_doors".into() }));
    let day = planned(&bench, &[1, 2]);
    let line = &days(&bench)[0];
    assert_eq!((line.id, line.station.as_str(), line.doors, line.closed), (day, "East", 2, false));
    assert_eq!((line.village, line.members.as_slice()), (area_id(VILLAGE), &["Lin".to_owned(), "Chen".to_owned()][..]));
    let seen = view(&bench, day);
    assert_eq!(seen.planned.members, ["Lin", "Chen"]);
    assert_eq!((seen.sheets.of(), seen.sheets.visited()), (2, 0), "what was done on other days is not this day's");
    // Planned anew: the last plan holds.
    let again = DayPlanned { station: "West".into(), ..seen.planned };
    bench.wall.set(NOON + 1_000);
    bench.ask(Request::PlanDay { village: area_id(VILLAGE), day: Some(day), planned: again }).unwrap();
    assert_eq!(days(&bench).iter().map(|line| line.station.as_str()).collect::<Vec<_>>(), ["West"]);
}

#[test]
fn two_phones_at_one_door_are_two_facts_and_one_door() {
    let bench = Bench::with(&[plain_door(1), plain_door(2), plain_door(3)]);
    let day = planned(&bench, &[1, 2, 3, 1]);
    knock(&bench, 1, Outcome::NobodyHome);
    bench.device.store.get().enrol(&Enrolled { account: AccountId::from_random([8; 16]), ..enrolled() }).unwrap();
    bench.wall.set(NOON + 60_000);
    knock(&bench, 1, Outcome::Met);
    let promised =
        VisitRecorded { notice: true, revisit: Some(bench.status().today.plus(2)), ..visit_of(Outcome::Declined) };
    bench.ask(Request::RecordVisit { door: door_id(2), visit: promised }).unwrap();
    assert_eq!(bench.door(1).history.iter().filter(|line| line.kind == "visit.recorded").count(), 2);
    let sheets = view(&bench, day).sheets;
    let all = sheets.households;
    assert_eq!((all.of, all.visited, all.met, all.nobody_home, all.declined), (3, 2, 1, 0, 1));
    assert_eq!((all.notices, all.revisits, sheets.units.of), (1, 1, 0));
    let found: Vec<_> = view(&bench, day).lanes[0].doors.iter().map(|door| door.outcome).collect();
    assert_eq!(found, [Some(Outcome::Met), Some(Outcome::Declined), None]);
}

#[test]
fn what_comes_after_the_closing_counts_and_is_told_apart() {
    let bench = Bench::with(&[plain_door(1), plain_door(2)]);
    let day = planned(&bench, &[1, 2]);
    knock(&bench, 1, Outcome::Met);
    bench.ask(Request::CloseDay { day, note: " done ".into() }).unwrap();
    let close = bench.ask(Request::CloseDay { day, note: String::new() });
    assert_eq!(close, Err(Failure::Invalid { code: "day_closed".into() }));
    // A phone that was out of reach had recorded it before.
    let late = NewFact {
        log: field_log(VILLAGE),
        entity: door_id(2),
        fact: Fact::VisitRecorded(visit_of(Outcome::NobodyHome)),
    };
    bench.device.append(&[late], None).unwrap();
    let seen = view(&bench, day);
    let closed = seen.closed.unwrap();
    assert_eq!((closed.visited, closed.note.as_str(), seen.sheets.visited()), (1, "done", 2));
    assert!(days(&bench)[0].closed);
    // The day after is another day.
    bench.wall.set(NOON + 86_400_000);
    knock(&bench, 2, Outcome::Met);
    assert_eq!(view(&bench, day).sheets.households.met, 1);
}
