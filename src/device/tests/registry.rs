//! Doors that the roster lacks, other people at a door, many doors at once, the way between them.

use super::*;
use crate::{
    device::messages::DoorQuery,
    domain::{
        door::DoorState,
        facts::{DoorKind, Outcome, VisitRecorded, field},
        ids::EntityId,
    },
    store::tests::world::{VILLAGE, area_id, door_id, plain_door, register, visit_of},
};
use rstest::rstest;
use std::collections::BTreeMap;

fn fields(of: &[(&str, &str)]) -> BTreeMap<String, String> {
    of.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn registered(answer: Answer) -> EntityId {
    let Ok(Reply::Registered(id)) = answer else { panic!("{answer:?}") };
    id
}

fn page(bench: &Bench, door: EntityId) -> DoorView {
    let Ok(Reply::Door(view)) = bench.ask(Request::Door { door }) else { panic!("no door") };
    *view
}

#[test]
fn a_door_that_the_roster_lacks_is_registered_once() {
    let bench = Bench::with(&[plain_door(1)]);
    let add = |kind, of: &[(&str, &str)]| {
        bench.ask(Request::RegisterDoor { village: area_id(VILLAGE), kind, fields: fields(of) })
    };
    let room = [(field::LANE, "Well Lane"), (field::NUMBER, " 9-302 "), (field::NAME, "Wu"), (field::PHONE, "")];
    let id = registered(add(DoorKind::Household, &room));
    let line = page(&bench, id).line;
    assert_eq!((line.lane.as_str(), line.number.as_str(), line.state), ("Well Lane", "9-302", DoorState::Unreached));
    assert_eq!(add(DoorKind::Household, &room), Err(Failure::Invalid { code: "door_known".into() }));
    // A shop may stand at the same number.
    let shop = registered(add(DoorKind::Unit, &room));
    assert_eq!(page(&bench, shop).line.kind, DoorKind::Unit);
    let unit = |name, value| add(DoorKind::Unit, &[(field::NUMBER, "44"), (name, value)]);
    assert_eq!(unit(field::INTERVAL, "0"), Err(Failure::Invalid { code: "field.interval".into() }));
    assert_eq!(unit(field::UNIT_KIND, "bar"), Err(Failure::Invalid { code: "field.unit_kind".into() }));
    let school = registered(unit(field::UNIT_KIND, "school"));
    let kind = page(&bench, school).fields.into_iter().find(|field| field.name == "unit_kind").unwrap();
    assert_eq!(kind.value, "school");
    assert_eq!(add(DoorKind::Household, &room[..1]), Err(Failure::Invalid { code: "field.number".into() }));
    let many = [(field::NUMBER, "10"), (field::ADULTS, "many")];
    assert_eq!(add(DoorKind::Household, &many), Err(Failure::Invalid { code: "field.adults".into() }));
}

#[test]
fn other_people_are_another_household_at_the_same_place() {
    let bench = Bench::with(&[plain_door(1)]);
    bench.ask(Request::RecordVisit { door: door_id(1), visit: visit_of(Outcome::Met) }).unwrap();
    let replace = |of: &[(&str, &str)]| bench.ask(Request::ReplaceOccupants { door: door_id(1), fields: fields(of) });
    let new = registered(replace(&[(field::NAME, "Zhou"), (field::NUMBER, "77")]));
    let (old, view) = (bench.door(1), page(&bench, new));
    assert_eq!(
        (view.line.lane.as_str(), view.line.number.as_str()),
        (old.line.lane.as_str(), old.line.number.as_str())
    );
    assert_eq!(
        (view.line.name.as_str(), view.line.state),
        ("Zhou", DoorState::Unreached),
        "what was done stays behind"
    );
    assert_eq!(old.history[0].detail, "occupants_changed");
    let Ok(Reply::Doors(found)) = bench.ask(Request::SearchDoors(DoorQuery { limit: 9, ..Default::default() })) else {
        panic!()
    };
    assert_eq!(found.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [new], "one open door stands there");
    assert_eq!(replace(&[]), Err(Failure::NotFound), "who left cannot leave again");
}

#[test]
fn a_stairwell_is_recorded_at_once_and_taken_back_at_once() {
    let bench = Bench::with(&[plain_door(1), plain_door(2), plain_door(3)]);
    let record = |doors: &[u32], visit: VisitRecorded| {
        bench.ask(Request::RecordVisits { doors: doors.iter().map(|n| door_id(*n)).collect(), visit })
    };
    let states = || [1, 2, 3].map(|n| bench.door(n).line.state);
    let left = VisitRecorded { notice: true, ..visit_of(Outcome::NobodyHome) };
    assert_eq!(record(&[1, 9], left.clone()), Err(Failure::NotFound));
    assert_eq!(states(), [DoorState::Unreached; 3], "all or none");
    assert!(matches!(record(&[1], visit_of(Outcome::Met)), Err(Failure::Invalid { .. })), "nobody meets a stairwell");
    let Ok(Reply::SavedAll(events)) = record(&[1, 2], left) else { panic!() };
    assert_eq!(states(), [DoorState::Attempted, DoorState::Attempted, DoorState::Unreached]);
    assert_eq!(bench.door(1).history[0].detail, "leaflet_left");
    let undo = |reason: &str| bench.ask(Request::RetractAll { targets: events.clone(), reason: reason.into() });
    assert!(matches!(undo(" "), Err(Failure::Invalid { .. })));
    undo("mistake").unwrap();
    assert_eq!(states(), [DoorState::Unreached; 3]);
}

#[test]
fn the_walk_has_every_due_door_once_and_is_no_longer_than_as_listed() {
    let at = |n: u32, x: i32| {
        let place = format!("{} 250000000", 1_180_000_000 + x);
        register(n, &[(field::LANE, "Well Lane"), (field::NUMBER, &n.to_string()), (field::LOCATION, &place)])
    };
    // Numbers that jump from one end of the lane to the other.
    let east = |n: u32| if n.is_multiple_of(2) { n.cast_signed() } else { 5_000 - n.cast_signed() };
    let doors: Vec<NewFact> = (1..=12).map(|n| at(n, east(n) * 10)).collect();
    let bench = Bench::with(&[doors, vec![plain_door(50)]].concat());
    let Ok(Reply::Walk(walk)) = bench.ask(Request::Walk { from: None }) else { panic!("no walk") };
    let mut ids: Vec<EntityId> = walk.doors.iter().map(|door| door.line.id).collect();
    assert_eq!(walk.placeless.iter().map(|door| door.line.id).collect::<Vec<_>>(), [door_id(50)]);
    assert!(walk.metres < 1_200, "{} m", walk.metres);
    ids.sort_unstable();
    let mut all: Vec<EntityId> = (1..=12).map(door_id).collect();
    all.sort_unstable();
    assert_eq!(ids, all);
    // From the eastern end, the one that stands furthest east comes first; from the western end the other.
    for (x, first) in [(60_000, 1), (-100, 2)] {
        let from = Some((1_180_000_000 + x, 250_000_000));
        let Ok(Reply::Walk(walk)) = bench.ask(Request::Walk { from }) else { panic!("no walk") };
        assert_eq!(walk.doors.first().map(|door| door.line.id), Some(door_id(first)));
        assert_eq!(walk.doors.len(), 12);
    }
}

/// Households that count, reached, pledged, adults, adults of those reached, key groups.
fn tallies(bench: &Bench) -> [u32; 5] {
    let Ok(Reply::Village(view)) = bench.ask(Request::Village { area: area_id(VILLAGE) }) else { panic!("no village") };
    let all = view.coverage;
    [all.of, all.reached, all.signed, all.adults, all.adults_reached]
}

fn signs(bench: &Bench, n: u32) {
    let Ok(Reply::PledgeText(text)) = bench.ask(Request::PledgeText) else { panic!("no text") };
    let (text, signer, strokes) = (text.id, "Wu".into(), vec![vec![(1, 2, 3), (4, 5, 6)]]);
    let manner = crate::domain::facts::Manner::default();
    bench
        .ask(Request::SignPledge { door: door_id(n), text, signer, strokes, assisted_by: None, manner, photos: vec![] })
        .unwrap();
}

fn declines(bench: &Bench, n: u32) {
    let Ok(Reply::PledgeText(text)) = bench.ask(Request::PledgeText) else { panic!("no text") };
    bench.ask(Request::DeclinePledge { door: door_id(n), text: text.id }).unwrap();
}

fn meets(bench: &Bench, n: u32) {
    let visit = VisitRecorded { adults_met: 2, ..visit_of(Outcome::Met) };
    bench.ask(Request::RecordVisit { door: door_id(n), visit }).unwrap();
}

fn knocks(bench: &Bench, n: u32) {
    bench.ask(Request::RecordVisit { door: door_id(n), visit: visit_of(Outcome::NobodyHome) }).unwrap();
}

/// What was done at a door.
#[derive(Clone, Copy)]
enum Done {
    Met,
    Knocked,
    Signed,
    Declined,
}
use Done::{Declined, Knocked, Met, Signed};

fn does(bench: &Bench, n: u32, what: Done) {
    match what {
        Met => meets(bench, n),
        Knocked => knocks(bench, n),
        Signed => signs(bench, n),
        Declined => declines(bench, n),
    }
}

/// Doors 1 and 3 stand in one grid, 2 in another; each has two adults. Before and after the merge: doors, reached, pledged,
/// adults, adults reached.
#[rstest]
#[case::unreached_twice(3, &[], [3, 0, 0, 6, 0], [2, 0, 0, 4, 0], 1)]
#[case::reached_and_unreached(3, &[(1, Met)], [3, 1, 0, 6, 2], [2, 1, 0, 4, 2], 1)]
#[case::unreached_and_reached(3, &[(3, Met)], [3, 1, 0, 6, 2], [2, 1, 0, 4, 2], 3)]
#[case::reached_twice(3, &[(1, Met), (3, Met)], [3, 2, 0, 6, 4], [2, 1, 0, 4, 2], 1)]
#[case::pledged_and_declined(3, &[(1, Declined), (3, Signed)], [3, 0, 1, 6, 0], [2, 0, 1, 4, 0], 3)]
#[case::pledged_twice(3, &[(1, Signed), (3, Signed)], [3, 0, 2, 6, 0], [2, 0, 1, 4, 0], 1)]
#[case::across_grids(2, &[(2, Met), (2, Signed), (1, Knocked)], [3, 1, 1, 6, 2], [2, 1, 1, 4, 2], 2)]
fn merged_doubles_count_once_and_twice_again_when_taken_apart(
    #[case] other: u32,
    #[case] done: &[(u32, Done)],
    #[case] before: [u32; 5],
    #[case] after: [u32; 5],
    #[case] stays: u32,
) {
    let bench = Bench::with(&[plain_door(1), plain_door(2), plain_door(3)]);
    done.iter().for_each(|(n, what)| does(&bench, *n, *what));
    assert_eq!(tallies(&bench), before);
    let merge = || bench.ask(Request::MergeDoors { door: door_id(1), other: door_id(other) });
    assert_eq!(registered(merge()), door_id(stays));
    assert_eq!(tallies(&bench), after);
    assert_eq!(merge(), Err(Failure::NotFound), "once is enough");
    let (view, double) = (bench.door(stays), bench.door(if stays == 1 { other } else { 1 }));
    assert_eq!(view.merged.iter().map(|line| line.door).collect::<Vec<_>>(), [double.line.id]);
    assert_eq!(double.stands_for_it, Some(view.line.id));
    bench.ask(Request::Retract { target: view.merged[0].closing, reason: "two after all".into() }).unwrap();
    assert_eq!(tallies(&bench), before);
    assert_eq!((bench.door(stays).merged, bench.door(other).stands_for_it), (Vec::new(), None));
}

#[test]
fn a_merge_gathers_key_groups_and_promises_and_leaves_what_only_the_desk_can_carry() {
    let tagged = |n: u32, tags: &str| register(n, &[(field::NUMBER, &n.to_string()), (field::TAGS, tags)]);
    let bench = Bench::with(&[tagged(1, "elderly"), tagged(2, "student elderly"), plain_door(3), plain_door(4)]);
    let revisit = Some(bench.status().today.plus(3));
    let promised = VisitRecorded { revisit, ..visit_of(Outcome::NobodyHome) };
    bench.ask(Request::RecordVisit { door: door_id(2), visit: promised }).unwrap();
    bench.ask(Request::MergeDoors { door: door_id(1), other: door_id(2) }).unwrap();
    let line = bench.door(1).line;
    assert_eq!((line.tags, line.revisit), (vec!["elderly".to_owned(), "student".to_owned()], revisit));
    meets(&bench, 3);
    signs(&bench, 4);
    let before = tallies(&bench);
    let merge = bench.ask(Request::MergeDoors { door: door_id(3), other: door_id(4) });
    assert_eq!(merge, Err(Failure::Invalid { code: "merge_at_desk".into() }));
    assert_eq!(tallies(&bench), before, "nothing is lost");
}

/// Doors, reached, pledged, adults, adults reached, before and after; a new household counts when it is first met.
#[rstest]
#[case::reached(&[(1, Met), (1, Signed)], [1, 1, 1, 2, 2], [2, 2, 1, 4, 3])]
#[case::unreached(&[], [1, 0, 0, 2, 0], [2, 1, 0, 4, 2])]
fn a_household_that_is_split_keeps_its_history(
    #[case] done: &[(u32, Done)],
    #[case] before: [u32; 5],
    #[case] after: [u32; 5],
) {
    let bench = Bench::with(&[plain_door(1)]);
    done.iter().for_each(|(n, what)| does(&bench, *n, *what));
    assert_eq!(tallies(&bench), before);
    let split = |number: &str, stay| {
        let fields = fields(&[(field::NUMBER, number), (field::NAME, "Zhou"), (field::ADULTS, "3")]);
        bench.ask(Request::SplitDoor { door: door_id(1), fields, stay })
    };
    let second = registered(split("1-2", Some(1)));
    assert_eq!(split("1-2", None), Err(Failure::Invalid { code: "door_known".into() }));
    let (old, new) = (bench.door(1), page(&bench, second));
    assert_eq!((new.line.lane, new.line.state), (old.line.lane, DoorState::Unreached));
    assert_eq!((old.adults, new.adults), (Some(1), Some(3)));
    let visit = VisitRecorded { adults_met: 2, ..visit_of(Outcome::Met) };
    bench.ask(Request::RecordVisit { door: second, visit }).unwrap();
    assert_eq!(tallies(&bench), after);
}

#[test]
fn the_walk_of_a_selection_has_what_is_still_to_be_visited_with_its_place() {
    let at = |n: u32, lane: &str, x: i32| {
        let place = format!("{} 250000000", 1_180_000_000 + x);
        register(n, &[(field::LANE, lane), (field::NUMBER, &n.to_string()), (field::LOCATION, &place)])
    };
    let well: Vec<NewFact> = (1..=5).map(|n| at(n, "Well Lane", n.cast_signed() * 1_000)).collect();
    let nowhere = register(8, &[(field::LANE, "Well Lane"), (field::NUMBER, "8")]);
    let bench = Bench::with(&[well, vec![at(6, "Mill Lane", 0), nowhere]].concat());
    bench.ask(Request::RecordVisit { door: door_id(2), visit: visit_of(Outcome::Met) }).unwrap();
    let walk = |of: Option<&str>, from| {
        let of = of.map(|text| DoorQuery { text: text.into(), ..DoorQuery::default() });
        let Ok(Reply::WalkOnMap(walk)) = bench.ask(Request::WalkOnMap { of, from }) else { panic!("no walk") };
        (walk.doors.iter().map(|door| door.id).collect::<Vec<_>>(), walk.placeless, walk.beyond)
    };
    assert_eq!(walk(Some("Well"), None), ([1, 3, 4, 5].map(door_id).to_vec(), 1, 0));
    let from_east = walk(Some("Well"), Some((1_180_009_000, 250_000_000)));
    assert_eq!(from_east.0, [5, 4, 3, 1].map(door_id));
    assert_eq!(walk(None, None).0.len(), 5, "today: all but the one that was reached");
}
