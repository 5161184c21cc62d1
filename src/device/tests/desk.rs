//! The desk: coverage, score, map, rosters, grids, assignments.

use super::*;
use crate::{
    domain::{
        area::Level,
        door::DoorState,
        facts::{DoorClosed, DoorKind, Fact, Outcome, field},
        score::Points,
    },
    geo::bounds::Bounds,
    store::tests::world::{
        GRID_A, GRID_B, TOWNSHIP, VILLAGE, account, area_id, day, door_id, field_log, plain_door, register, visit,
    },
    sync::imports::PlannedDoor,
};

/// Ten households of two adults, five in each grid; three reached, one declined.
fn village() -> Bench {
    let mut facts: Vec<NewFact> = (0..10).map(plain_door).collect();
    facts.extend([visit(0, Outcome::Met), visit(1, Outcome::Met), visit(2, Outcome::Met), visit(3, Outcome::Declined)]);
    Bench::with(&facts)
}

#[test]
fn a_village_adds_up_to_its_grids_and_its_score() {
    let bench = village();
    let Ok(Reply::Village(view)) = bench.ask(Request::Village { area: area_id(VILLAGE) }) else { panic!() };
    let coverage = &view.coverage;
    assert_eq!((coverage.reached, coverage.of), (3, 10));
    assert_eq!((coverage.households["declined"], coverage.households["unreached"]), (1, 6));
    assert_eq!((coverage.adults_reached, coverage.adults), (3, 20));
    let names: Vec<&str> = view.grids.iter().map(|grid| grid.area.name.as_str()).collect();
    assert_eq!(names, ["Grid A", "Grid B"]);
    assert_eq!(view.grids.iter().map(|grid| grid.coverage.reached).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(view.missing.len(), 7);
    let score = view.score.unwrap();
    let household = score.indicators.iter().find(|indicator| indicator.id == "household_coverage").unwrap();
    assert_eq!((household.numerator, household.denominator, household.points), (3, 10, Some(Points(0))));
    assert_eq!((household.evidence.len(), household.missing.len()), (3, 7));

    let Ok(Reply::Overview(overview)) = bench.ask(Request::Overview { area: Some(area_id(TOWNSHIP)) }) else {
        panic!()
    };
    assert_eq!((overview.coverage.reached, overview.children.len()), (3, 1));
    assert_eq!(overview.children[0].points, Some(score.points), "the list and the page agree");
    assert_eq!(overview.children[0].coverage, view.coverage);
}

#[test]
fn doors_with_a_place_are_on_the_map() {
    let placed = |n: u32, number: &str, at: &str| {
        let grid = area_id(GRID_A).to_string();
        let fields = [(field::LANE, "A"), (field::NUMBER, number), (field::LOCATION, at), (field::GRID, grid.as_str())];
        register(n, &fields[..if n == 1 { 4 } else { 3 }])
    };
    let closed = Fact::DoorClosed(DoorClosed { reason: "merged".into(), successor: Some(door_id(1)) });
    let closed = NewFact { log: field_log(VILLAGE), entity: door_id(4), fact: closed };
    let (here, there) = ("1186543210 246000000", "1186543210 246000001");
    let bench = Bench::with(&[
        placed(1, "10", here),
        plain_door(2),
        placed(3, "9", there),
        placed(4, "8", here),
        visit(1, Outcome::Met),
        closed,
    ]);
    let drawn = |area: u8| {
        let Ok(Reply::MapDoors(drawn)) = bench.ask(Request::MapDoors { area: area_id(area) }) else { panic!() };
        (drawn.points.lines().map(ToOwned::to_owned).collect::<Vec<_>>(), drawn.bounds)
    };
    let (points, bounds) = drawn(TOWNSHIP);
    let expected = [
        format!("1186543210 246000000 reached {} A 10", door_id(1)),
        format!("1186543210 246000001 unreached {} A 9", door_id(3)),
    ];
    assert_eq!(points, expected, "neither those without a place nor those that are closed");
    assert_eq!(bounds, Bounds::around([(1_186_543_210, 246_000_000), (1_186_543_210, 246_000_001)]));
    assert_eq!(drawn(GRID_A).0.len(), 1, "a grid has its own alone");
    assert_eq!(drawn(GRID_B), (Vec::new(), None));

    let ids = (1..=4).map(door_id).collect();
    let Ok(Reply::TappedDoors(doors)) = bench.ask(Request::TappedDoors { ids }) else { panic!() };
    let labels: Vec<&str> = doors.iter().map(|door| door.label.as_str()).collect();
    assert_eq!(labels, ["A 9", "A 10"], "in natural order");
    assert_eq!((doors[1].at, doors[1].state), ((1_186_543_210, 246_000_000), DoorState::Reached));
    let Ok(Reply::TappedDoors(none)) = bench.ask(Request::TappedDoors { ids: Vec::new() }) else { panic!() };
    assert_eq!(none, []);
    let Ok(Reply::Areas(areas)) = bench.ask(Request::Areas) else { panic!() };
    assert_eq!(
        areas.iter().map(|area| area.level).collect::<Vec<_>>(),
        [Level::Township, Level::Village, Level::Grid, Level::Grid]
    );
}

#[test]
fn a_roster_is_written_whole_or_not_at_all() {
    let bench = Bench::with(&[plain_door(1)]);
    let fields = |number: &str, adults: &str| {
        [
            (field::LANE.into(), "New Lane".into()),
            (field::NUMBER.into(), number.into()),
            (field::ADULTS.into(), adults.into()),
        ]
        .into()
    };
    let register = |row, number: &str, adults: &str| PlannedDoor::Register {
        row,
        kind: DoorKind::Unit,
        fields: fields(number, adults),
    };
    let base = bench.door(1).fields.iter().find(|view| view.name == field::LANE).unwrap().heads[0].event;
    let edit = crate::domain::facts::FieldEdit { value: "Renamed Lane".into(), base: vec![base] };
    let edit = PlannedDoor::Edit { row: 4, door: door_id(1), fields: [(field::LANE.into(), edit)].into() };
    let same = PlannedDoor::Same { row: 5, door: door_id(1) };
    let before = bench.status().sync.saved;
    let bad = vec![register(2, "1", "2"), register(3, "2", "many")];
    let confirm = |plan| Request::ConfirmRoster { village: area_id(VILLAGE), plan };
    assert!(matches!(bench.ask(confirm(bad)), Err(Failure::Invalid { .. })));
    assert_eq!(bench.status().sync.saved, before);
    let plan = vec![register(2, "1", "2"), register(3, "2", ""), edit, same];
    assert_eq!(bench.ask(confirm(plan)), Ok(Reply::Imported(3)));
    assert_eq!(bench.door(1).line.lane, "Renamed Lane");
    assert_eq!(bench.status().sync.saved, before + 3);
    assert_eq!(
        bench.ask(Request::ConfirmRoster { village: area_id(99), plan: vec![register(2, "1", "2")] }),
        Err(Failure::Refused { code: "forbidden".into() })
    );
}

#[test]
fn grids_are_defined_and_assigned() {
    let bench = Bench::with(&[plain_door(1)]);
    let define = |name: &str| Request::DefineGrid { village: area_id(VILLAGE), name: name.into() };
    assert_eq!(bench.ask(define("  ")), Err(Failure::Invalid { code: "name".into() }));
    bench.ask(define("North")).unwrap();
    let Ok(Reply::Areas(areas)) = bench.ask(Request::Areas) else { panic!() };
    let north = areas.iter().find(|area| area.name == "North").unwrap();
    assert_eq!((north.parent, north.level), (Some(area_id(VILLAGE)), Level::Grid));
    let assign = |area, until| Request::Assign { account: account(), area, from: None, until };
    assert!(matches!(bench.ask(assign(north.id, Some(day().plus(-1)))), Err(Failure::Invalid { .. })));
    assert_eq!(bench.ask(assign(area_id(99), None)), Err(Failure::NotFound));
    bench.ask(assign(north.id, Some(day().plus(3)))).unwrap();
    bench.ask(assign(area_id(GRID_A), None)).unwrap();
    let names = |bench: &Bench| -> Vec<String> {
        let Ok(Reply::Assignments(lines)) = bench.ask(Request::Assignments) else { panic!() };
        lines.into_iter().map(|line| line.area_name).collect()
    };
    assert_eq!(names(&bench), ["Grid A", "North"]);
    bench.wall.set(NOON + 4 * 86_400_000);
    assert_eq!(names(&bench), ["Grid A"]);
}
