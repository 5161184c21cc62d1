//! The drawn sample: drawing it, asking it, what the score makes of it.

use super::*;
use crate::{
    device::messages::{DrawnSample, SampleView},
    domain::{
        door::DoorState,
        facts::{AssignmentMade, Fact, Method, Outcome, SampleDrawn, VisitRecorded},
        ids::EntityId,
        score::Points,
    },
    store::tests::world::{GRID_A, VILLAGE, account, area_id, door_id, enrolled, field_log, plain_door, visit_of},
    sync::enrolment::{Enrolled, Role},
};

fn households(count: u32) -> Bench {
    Bench::with(&(1..=count).map(plain_door).collect::<Vec<_>>())
}

fn enrol_as(bench: &Bench, role: Role) {
    bench.device.store.get().enrol(&Enrolled { role, ..enrolled() }).unwrap();
}

fn draw(bench: &Bench) -> Answer {
    bench.ask(Request::DrawSample { village: area_id(VILLAGE) })
}

fn view(bench: &Bench) -> SampleView {
    let Ok(Reply::Sample(Some(view))) = bench.ask(Request::Sample { village: None }) else { panic!("no sample") };
    *view
}

fn drawn(bench: &Bench) -> DrawnSample {
    view(bench).drawn.unwrap()
}

fn answer(bench: &Bench, door: EntityId, correct: Option<u8>) -> Answer {
    bench.ask(Request::AskSample { village: area_id(VILLAGE), door, correct })
}

fn awareness(bench: &Bench) -> (Option<Points>, u64, u64) {
    let Ok(Reply::Village(view)) = bench.ask(Request::Village { area: area_id(VILLAGE) }) else { panic!("no village") };
    let indicator = view.score.unwrap().indicators.into_iter().find(|one| one.id == "awareness").unwrap();
    (indicator.points, indicator.numerator, indicator.denominator)
}

fn refused(code: &str) -> Answer {
    Err(Failure::Invalid { code: code.into() })
}

#[test]
fn a_reviewer_draws_once_a_round_and_anybody_can_draw_it_again() {
    let bench = households(45);
    assert_eq!(draw(&bench), Err(Failure::Refused { code: "forbidden".into() }), "a worker does not draw");
    assert_eq!((view(&bench).may_draw, view(&bench).drawn), (false, None));
    enrol_as(&bench, Role::Reviewer);
    assert!(view(&bench).may_draw);
    let Ok(Reply::Registered(id)) = draw(&bench) else { panic!("not drawn") };
    assert_eq!(draw(&bench), refused("sample_drawn"), "nobody draws until the answers please");
    let sample = drawn(&bench);
    assert_eq!((sample.id, sample.size, sample.to_ask, sample.next.len()), (id, 30, 30, 30));
    let facts = crate::store::projection::facts_of(bench.device.store.get().conn(), field_log(VILLAGE), id).unwrap();
    let Fact::SampleDrawn(SampleDrawn { eligible, doors, seed }) = &facts[0].fact else { panic!("no drawing") };
    assert_eq!((*eligible, doors.len()), (45, 45), "a short register is drawn whole");
    let seed: [u8; 16] = hex::decode(seed).unwrap().try_into().unwrap();
    let register: Vec<EntityId> = (1..=45).rev().map(door_id).collect();
    assert_eq!(*doors, crate::device::sample::shuffled(&seed, register.clone()));
    assert_ne!(*doors, crate::device::sample::shuffled(&[1; 16], register));
}

#[test]
fn only_households_that_have_to_be_reached_are_drawn() {
    let bench = Bench::with(&[]);
    enrol_as(&bench, Role::Reviewer);
    assert_eq!(draw(&bench), refused("sample_nobody"));
    let seen_empty = VisitRecorded { method: Method::Inspection, ..visit_of(Outcome::Empty) };
    let exempting = NewFact { log: field_log(VILLAGE), entity: door_id(2), fact: Fact::VisitRecorded(seen_empty) };
    let bench = Bench::with(&[plain_door(1), plain_door(2), exempting]);
    assert_eq!(bench.door(2).line.state, DoorState::Exempt);
    enrol_as(&bench, Role::Reviewer);
    draw(&bench).unwrap();
    assert_eq!(drawn(&bench).next.iter().map(|line| line.id).collect::<Vec<_>>(), [door_id(1)]);
}

#[test]
fn a_whole_round_of_asking_reaches_the_score() {
    let bench = households(40);
    enrol_as(&bench, Role::Reviewer);
    draw(&bench).unwrap();
    enrol_as(&bench, Role::Worker);
    assert_eq!(awareness(&bench), (Some(Points(0)), 0, 0));
    let list: Vec<EntityId> = drawn(&bench).next.iter().map(|line| line.id).collect();
    assert_eq!(answer(&bench, list[0], Some(4)), refused("sample_correct"));
    // The second is not at home: nothing is recorded, and it waits. The first refuses: the 31st in order moves up.
    answer(&bench, list[0], None).unwrap();
    let now = drawn(&bench);
    assert_eq!((now.asked, now.refused, now.to_ask, now.next.len(), now.next[0].id), (0, 1, 30, 30, list[1]));
    assert_eq!(answer(&bench, list[0], Some(3)), refused("sample_not_next"), "who refused is not asked until it fits");
    assert!(!list.contains(&now.next[29].id));
    let outside = (1..=40).map(door_id).find(|door| !now.next.iter().any(|line| line.id == *door) && *door != list[0]);
    assert_eq!(answer(&bench, outside.unwrap(), Some(3)), refused("sample_not_next"));
    for (n, line) in now.next.iter().enumerate() {
        answer(&bench, line.id, Some(if n < 3 { 1 } else { 2 })).unwrap();
    }
    let done = drawn(&bench);
    assert_eq!((done.asked, done.aware, done.refused, done.to_ask, done.next.len()), (30, 27, 1, 0, 0));
    // 27 of 30 are 90 %.
    assert_eq!(awareness(&bench), (Some(Points(1_000)), 27, 30));
}

#[test]
fn nobody_asks_where_they_work() {
    let bench = households(32);
    enrol_as(&bench, Role::Reviewer);
    draw(&bench).unwrap();
    let made = AssignmentMade { account: account(), area: area_id(GRID_A), from: bench.status().today, until: None };
    let entity = EntityId::from_random([44; 16]);
    bench
        .device
        .append(&[NewFact { log: field_log(VILLAGE), entity, fact: Fact::AssignmentMade(made) }], None)
        .unwrap();
    enrol_as(&bench, Role::Worker);
    let sample = drawn(&bench);
    assert_eq!(sample.own as usize + sample.next.len(), 30);
    let own: Vec<EntityId> = (1..=32).filter(|n| n % 2 == 0).map(door_id).collect();
    assert!(sample.own >= 14 && sample.next.iter().all(|line| !own.contains(&line.id)));
    assert_eq!(answer(&bench, own[0], Some(3)), refused("sample_own"));
    answer(&bench, sample.next[0].id, Some(3)).unwrap();
}
