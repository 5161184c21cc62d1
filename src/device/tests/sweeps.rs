//! A building door by door, with no network.

use super::*;
use crate::{
    device::messages::{SweepRow, SweepView, Tap},
    domain::{
        door::DoorState,
        facts::{Fact, FieldEdit, Outcome, field},
        ids::{AccountId, EntityId},
    },
    store::tests::world::{VILLAGE, area_id, door_id, enrolled, field_log, register, visit_of},
    sync::enrolment::Enrolled,
};
use rstest::rstest;

/// Rooms 10, 9, 2 of a building, one elsewhere.
fn building() -> Bench {
    let room = |n, number| register(n, &[(field::LANE, "House 3"), (field::NUMBER, number), (field::NAME, "Wu")]);
    Bench::with(&[room(1, "10"), room(2, "9"), room(3, "2"), register(4, &[(field::LANE, "House 33")])])
}

fn sweep(bench: &Bench) -> SweepView {
    let request = Request::Sweep { village: area_id(VILLAGE), lane: "House 3".into() };
    let Ok(Reply::Sweep(view)) = bench.ask(request) else { panic!("no sweep") };
    *view
}

/// Taps at the door that stands at this number, half a minute after what came before.
fn tap(bench: &Bench, number: &str, tap: Tap) -> EntityId {
    bench.wall.set(bench.wall.get() + 30_000);
    let Ok(Reply::Registered(door)) = bench.ask(Request::SweepDoor { door: at(bench, number).line.id, tap }) else {
        panic!("not recorded")
    };
    door
}

fn at(bench: &Bench, number: &str) -> SweepRow {
    sweep(bench).rows.into_iter().find(|row| row.line.number == number).unwrap()
}

fn told(bench: &Bench, number: &str) -> Option<(String, bool)> {
    at(bench, number).told.map(|told| (told.code, told.own))
}

fn own(code: &str) -> Option<(String, bool)> {
    Some((code.into(), true))
}

fn undo(bench: &Bench, number: &str) {
    bench.wall.set(bench.wall.get() + 30_000);
    let targets = at(bench, number).undo;
    bench.ask(Request::RetractAll { targets, reason: "mistake".into() }).unwrap();
}

/// Another account on this device.
fn as_other(bench: &Bench) {
    bench.device.store.get().enrol(&Enrolled { account: AccountId::from_random([8; 16]), ..enrolled() }).unwrap();
}

#[test]
fn rooms_stand_in_natural_order_and_one_tap_records() {
    let bench = building();
    let view = sweep(&bench);
    assert_eq!(view.rows.iter().map(|row| row.line.number.as_str()).collect::<Vec<_>>(), ["2", "9", "10"]);
    assert_eq!((view.done(), view.village_name.is_empty()), (0, false));
    let before = bench.status().sync.saved;
    tap(&bench, "2", Tap::Occupied);
    tap(&bench, "9", Tap::NobodyHome);
    tap(&bench, "10", Tap::Empty);
    assert_eq!((bench.status().sync.saved, sweep(&bench).done()), (before + 3, 3));
    assert_eq!(["2", "9", "10"].map(|n| told(&bench, n)), ["occupied", "nobody_home", "empty"].map(own));
    let states = [3, 2, 1].map(|n| bench.door(n).line.state);
    assert_eq!(states, [DoorState::Unreached, DoorState::Attempted, DoorState::Attempted], "nobody was reached");
    // The day after nothing was said yet.
    bench.wall.set(NOON + 86_400_000);
    assert_eq!(sweep(&bench).done(), 0);
    let strange = Request::SweepDoor { door: door_id(9), tap: Tap::Empty };
    assert_eq!(bench.ask(strange), Err(Failure::NotFound));
}

#[rstest]
#[case::occupied(Tap::Occupied)]
#[case::empty(Tap::Empty)]
#[case::changed(Tap::Changed)]
#[case::nobody_home(Tap::NobodyHome)]
fn every_tap_is_taken_back_whole(#[case] what: Tap) {
    let bench = building();
    let before = sweep(&bench);
    tap(&bench, "9", what);
    assert_eq!(told(&bench, "9"), own(what.code()));
    undo(&bench, "9");
    let after = sweep(&bench);
    assert_eq!((after.done(), after.rows.len()), (0, 3));
    assert_eq!(at(&bench, "9").line.id, door_id(2), "whoever lived there lives there");
    for (before, after) in before.rows.iter().zip(&after.rows) {
        assert_eq!((before.line.id, before.line.state), (after.line.id, after.line.state));
    }
    let history = bench.door(2).history;
    assert!(history.iter().any(|line| line.retracted.as_deref() == Some("mistake")), "nothing is edited away");
}

#[test]
fn who_changed_is_another_household_in_the_same_rented_room() {
    let fields = [
        (field::LANE, "House 3"),
        (field::NUMBER, "9"),
        (field::NAME, "Wu"),
        (field::RESIDENCE, "migrant"),
        (field::LANDLORD, "Lin 138"),
    ];
    let bench = Bench::with(&[register(2, &fields)]);
    bench.ask(Request::RecordVisit { door: door_id(2), visit: visit_of(Outcome::Met) }).unwrap();
    let new = tap(&bench, "9", Tap::Changed);
    let row = at(&bench, "9");
    assert_eq!((row.line.id, row.line.name.as_str(), row.line.state), (new, "", DoorState::Unreached));
    assert_eq!(row.fields.iter().map(|field| field.value.as_str()).collect::<Vec<_>>(), ["", "Lin 138", ""]);
    let Ok(Reply::Door(view)) = bench.ask(Request::Door { door: new }) else { panic!("no door") };
    assert!(view.fields.iter().any(|field| field.name == field::RESIDENCE && field.value == "migrant"));
    assert_eq!(bench.door(2).history[0].detail, "occupants_changed");
    // Once somebody else has been there, it is no longer one's own to take back.
    as_other(&bench);
    assert_eq!((told(&bench, "9"), at(&bench, "9").undo.len()), (Some(("changed".into(), false)), 0));
    bench.ask(Request::SweepDoor { door: new, tap: Tap::Occupied }).unwrap();
    bench.device.store.get().enrol(&enrolled()).unwrap();
    assert_eq!(at(&bench, "9").undo.len(), 0);
}

#[test]
fn a_change_of_occupants_is_not_taken_back_from_under_what_was_recorded_of_the_new_ones() {
    let bench = building();
    let new = tap(&bench, "9", Tap::Changed);
    let of_change = |bench: &Bench| {
        let Ok(Reply::Door(view)) = bench.ask(Request::Door { door: new }) else { panic!("no door") };
        view.history.into_iter().find(|line| line.kind == "door.occupied").unwrap().take_back
    };
    assert_eq!(at(&bench, "9").undo, of_change(&bench));
    assert_eq!(of_change(&bench).len(), 3, "said, registered, the former one closed");
    // The day after the sweep no longer shows it; the door's history still offers it.
    bench.wall.set(NOON + 86_400_000);
    assert_eq!((told(&bench, "9"), of_change(&bench).len()), (None, 3));
    bench.ask(Request::RecordVisit { door: new, visit: visit_of(Outcome::Met) }).unwrap();
    assert_eq!(of_change(&bench), [], "the visit would be left without a door");
    // Once that is taken back too, nothing hangs on it any more.
    let Ok(Reply::Door(view)) = bench.ask(Request::Door { door: new }) else { panic!("no door") };
    let visit = view.history.iter().find(|line| line.kind == "visit.recorded").unwrap();
    bench.ask(Request::RetractAll { targets: visit.take_back.clone(), reason: "mistake".into() }).unwrap();
    bench.ask(Request::RetractAll { targets: of_change(&bench), reason: "mistake".into() }).unwrap();
    assert_eq!(at(&bench, "9").line.id, door_id(2), "whoever lived there lives there");
}

#[test]
fn what_others_said_today_shows_and_bars_nothing() {
    let bench = building();
    as_other(&bench);
    bench.ask(Request::RecordVisit { door: door_id(2), visit: visit_of(Outcome::Met) }).unwrap();
    bench.ask(Request::RecordVisit { door: door_id(3), visit: visit_of(Outcome::NobodyHome) }).unwrap();
    bench.device.store.get().enrol(&enrolled()).unwrap();
    let (met, nobody) = (at(&bench, "9"), at(&bench, "2"));
    assert_eq!((told(&bench, "9"), met.met_by_other, met.undo.len()), (Some(("met".into(), false)), true, 0));
    assert_eq!((told(&bench, "2"), nobody.met_by_other), (Some(("nobody_home".into(), false)), false));
    assert_eq!(sweep(&bench).done(), 2);
    tap(&bench, "2", Tap::Occupied);
    tap(&bench, "9", Tap::NobodyHome);
    assert_eq!((told(&bench, "2"), told(&bench, "9")), (own("occupied"), own("nobody_home")));
    assert!(at(&bench, "9").met_by_other, "who was met was met");
    assert_eq!((bench.door(2).line.state, sweep(&bench).done()), (DoorState::Reached, 2));
    // A visit told at length is taken back where it stands.
    bench.wall.set(bench.wall.get() + 60_000);
    bench.ask(Request::RecordVisit { door: door_id(1), visit: visit_of(Outcome::Declined) }).unwrap();
    assert_eq!((told(&bench, "10"), at(&bench, "10").undo.len()), (own("declined"), 0));
}

#[test]
fn a_sign_of_life_ends_an_exemption_and_what_was_told_is_registered() {
    let bench = building();
    tap(&bench, "9", Tap::Empty);
    as_other(&bench);
    bench.wall.set(NOON + 86_400_000);
    tap(&bench, "9", Tap::Empty);
    assert_eq!(bench.door(2).line.state, DoorState::Exempt, "two persons on two days");
    tap(&bench, "9", Tap::Occupied);
    assert_eq!(bench.door(2).line.state, DoorState::Attempted);
    let edit = |name: &str, value: &str| {
        let row = at(&bench, "9").fields.into_iter().find(|field| field.name == name).unwrap();
        let base = row.heads.iter().map(|head| head.event).collect();
        let fields = [(name.to_owned(), FieldEdit { value: value.into(), base })].into();
        bench.ask(Request::EditDoor { door: door_id(2), fields, reason: None })
    };
    for month in ["2026-13", "2026", "May", "2026-05-01"] {
        assert_eq!(edit(field::SINCE, month), Err(Failure::Invalid { code: "field.since".into() }), "{month}");
    }
    edit(field::SINCE, "2026-05").unwrap();
    edit(field::LANDLORD, "Lin 13800000000").unwrap();
    edit(field::ADULTS, "3").unwrap();
    let known: Vec<String> = at(&bench, "9").fields.into_iter().map(|field| field.value).collect();
    assert_eq!(known, ["3", "Lin 13800000000", "2026-05"]);
    // The register keeps what was told when the tap is taken back.
    undo(&bench, "9");
    assert_eq!((bench.door(2).line.state, bench.door(2).adults), (DoorState::Exempt, Some(3)));
}

#[test]
fn what_is_recorded_is_a_kind_of_its_own() {
    let bench = building();
    tap(&bench, "9", Tap::Occupied);
    let line = &bench.door(2).history[0];
    assert_eq!((line.kind.as_str(), line.detail.as_str(), line.own), ("door.occupied", "same", true));
    let stored = bench.device.store.get().event(field_log(VILLAGE), line.event).unwrap().unwrap().0;
    assert!(matches!(Fact::parse(&stored.event.header.kind, &stored.event.body), Fact::DoorOccupied(_)));
}
