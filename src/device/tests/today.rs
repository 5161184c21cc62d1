//! The order of the day.

use super::*;
use crate::{
    device::messages::Today,
    domain::{
        door::DoorState,
        facts::{AssignmentMade, DoorKind, DoorRegistered, Fact, Outcome, VisitRecorded, field},
        ids::{AccountId, EntityId},
    },
    store::tests::world::{
        GRID_A, GRID_B, VILLAGE, account, area_id, day, door_id, enrolled, field_log, register, visit_of,
    },
    sync::enrolment::Enrolled,
};

fn door(n: u32, lane: &str, tags: &str, grid: u8) -> NewFact {
    let grid = area_id(grid).to_string();
    register(n, &[(field::LANE, lane), (field::NUMBER, &n.to_string()), (field::TAGS, tags), (field::GRID, &grid)])
}

fn visited(n: u32, visit: VisitRecorded) -> NewFact {
    NewFact { log: field_log(VILLAGE), entity: door_id(n), fact: Fact::VisitRecorded(visit) }
}

fn today(bench: &Bench) -> Today {
    let Ok(Reply::Today(today)) = bench.ask(Request::Today) else { panic!("no today") };
    today
}

fn order(today: &Today) -> Vec<(String, Vec<(u32, String)>)> {
    let number = |door: &crate::device::messages::TodayDoor| (door.line.number.parse().unwrap(), door.reason.clone());
    today.groups.iter().map(|group| (group.lane.clone(), group.doors.iter().map(number).collect())).collect()
}

/// Doors in three lanes; every visit fifty days ago.
fn bench() -> Bench {
    let promised = VisitRecorded { revisit: Some(day()), ..visit_of(Outcome::NobodyHome) };
    let later = VisitRecorded { revisit: Some(day().plus(9)), ..visit_of(Outcome::NobodyHome) };
    let soon = Outcome::Away { until: day().plus(2) };
    let long = Outcome::Away { until: day().plus(30) };
    Bench::with(&[
        door(2, "A", "", GRID_A),
        door(10, "A", "elderly", GRID_A),
        door(1, "A", "", GRID_B),
        door(3, "B", "", GRID_B),
        visited(3, promised),
        door(4, "B", "", GRID_B),
        visited(4, later),
        door(5, "C", "", GRID_A),
        visited(5, visit_of(Outcome::Met)),
        door(6, "C", "elderly", GRID_A),
        visited(6, visit_of(soon)),
        door(7, "C", "", GRID_A),
        visited(7, visit_of(long)),
        door(8, "C", "", GRID_A),
        visited(8, visit_of(Outcome::Declined)),
        door(9, "C", "", GRID_A),
        visited(9, visit_of(Outcome::NobodyHome)),
    ])
}

#[test]
fn promises_first_then_never_reached_then_longest_ago_key_groups_first() {
    let today = today(&bench());
    let reason = |n: u32, why: &str| (n, why.to_owned());
    assert_eq!(
        order(&today),
        [
            ("B".into(), vec![reason(3, "promised")]),
            ("A".into(), vec![reason(10, "never_reached"), reason(1, "never_reached"), reason(2, "never_reached")]),
            ("C".into(), vec![reason(6, "back_soon"), reason(9, "attempted")]),
        ]
    );
    assert_eq!(today.due, 6);
    assert_eq!(today.groups[0].village, "Village");
    assert_eq!(today.round.unwrap().name, "2026");
    assert_eq!((today.coverage.reached, today.coverage.households["unreached"]), (1, 3));
}

#[test]
fn nobody_is_sent_to_a_closed_door_twice_a_day() {
    let bench = bench();
    bench.ask(Request::RecordVisit { door: door_id(9), visit: visit_of(Outcome::NobodyHome) }).unwrap();
    bench.ask(Request::RecordVisit { door: door_id(3), visit: visit_of(Outcome::Met) }).unwrap();
    assert_eq!(today(&bench).due, 4);
    bench.wall.set(NOON + 86_400_000);
    assert_eq!(today(&bench).due, 5, "tomorrow again");
}

#[test]
fn assignments_bound_the_list() {
    let bench = bench();
    let made = AssignmentMade { account: account(), area: area_id(GRID_B), from: day(), until: Some(day()) };
    let fact =
        NewFact { log: field_log(VILLAGE), entity: EntityId::from_random([5; 16]), fact: Fact::AssignmentMade(made) };
    bench.device.append(&[fact], None).unwrap();
    let bounded = today(&bench);
    assert_eq!(
        order(&bounded).iter().map(|(lane, doors)| (lane.as_str(), doors.len())).collect::<Vec<_>>(),
        [("B", 1), ("A", 1)]
    );
    assert_eq!(bounded.coverage.of, 3);
    bench.wall.set(NOON + 86_400_000);
    assert!(today(&bench).due > 4, "the assignment has ended");
}

/// From now on somebody else works on this device.
fn is_used_by(bench: &Bench, account: AccountId) {
    bench.device.store.get().enrol(&Enrolled { account, ..enrolled() }).unwrap();
}

#[test]
fn a_door_seen_empty_once_waits_for_another_person_on_another_day() {
    let bench = Bench::with(&[door(1, "A", "", GRID_A)]);
    let other = AccountId::from_random([8; 16]);
    let reasons =
        || order(&today(&bench)).into_iter().flat_map(|(_, doors)| doors).map(|(_, why)| why).collect::<Vec<_>>();
    let sees = || bench.ask(Request::RecordVisit { door: door_id(1), visit: visit_of(Outcome::Empty) }).unwrap();
    sees();
    is_used_by(&bench, other);
    assert_eq!(reasons(), [""; 0], "on the same day it proves nothing");
    bench.wall.set(NOON + 86_400_000);
    assert_eq!(reasons(), ["second_look"]);
    is_used_by(&bench, account());
    assert_eq!(reasons(), ["attempted"], "the first one's second look proves nothing");
    let view = bench.door(1);
    assert_eq!(
        (view.gone.iter().map(|seen| (seen.own, seen.on)).collect::<Vec<_>>(), view.exempt_since),
        (vec![(true, day())], None)
    );
    is_used_by(&bench, other);
    sees();
    let view = bench.door(1);
    assert_eq!((view.line.state, view.exempt_since), (DoorState::Exempt, Some(day().plus(1))));
    assert_eq!(view.gone.iter().map(|seen| seen.own).collect::<Vec<_>>(), [false, true]);
    bench.ask(Request::RecordVisit { door: door_id(1), visit: visit_of(Outcome::Met) }).unwrap();
    let view = bench.door(1);
    assert_eq!(
        (view.line.state, view.gone, view.exempt_since),
        (DoorState::Reached, Vec::new(), None),
        "a sign of life"
    );
}

#[test]
fn a_unit_is_due_by_its_own_interval() {
    let unit = |n: u32, interval: &str| {
        let fields = [(field::NUMBER, n.to_string()), (field::INTERVAL, interval.into())];
        let fields = fields.map(|(name, value)| (name.to_owned(), value)).into();
        NewFact {
            fact: Fact::DoorRegistered(DoorRegistered { door: DoorKind::Unit, fields }),
            ..door(n, "", "", GRID_A)
        }
    };
    let met = |n| visited(n, visit_of(Outcome::Met));
    // All were met fifty days ago.
    let bench = Bench::with(&[unit(1, "57"), met(1), unit(2, "58"), met(2), unit(3, ""), met(3)]);
    let due = || order(&today(&bench)).into_iter().flat_map(|(_, doors)| doors).collect::<Vec<_>>();
    assert_eq!(due(), [(1, "unit_due".to_owned())], "in its last week; without an interval nothing is due");
    bench.ask(Request::RecordVisit { door: door_id(1), visit: visit_of(Outcome::Met) }).unwrap();
    assert_eq!(due(), []);
}
