//! Finding doors while typing, filters, the order of the list.

use super::world::*;
use crate::{
    domain::{
        door::DoorState,
        facts::{Outcome, VisitRecorded, field},
    },
    store::{
        NewFact, Store,
        lines::{self, DoorFilter},
    },
};

fn village() -> Store {
    let mut store = Store::in_memory().unwrap();
    let mut dice = enrol(&mut store, 1);
    store.append(&frame(), None, NOON, &mut dice).unwrap();
    let grid = area_id(GRID_A).to_string();
    let doors = [
        (1, "永宁路", "12号", "陈小明", "elderly", grid.as_str()),
        (2, "永宁路", "2号", "林阿珍", "", ""),
        (3, "永宁路", "112号", "王大山", "student trader", grid.as_str()),
        (4, "北门巷", "9号", "Coffee Shop", "migrant", ""),
    ];
    for (n, lane, number, name, tags, grid) in doors {
        let fields = [
            (field::LANE, lane),
            (field::NUMBER, number),
            (field::NAME, name),
            (field::TAGS, tags),
            (field::GRID, grid),
        ];
        store.append(&[register(n, &fields)], None, NOON, &mut dice).unwrap();
    }
    let promised = VisitRecorded { revisit: Some(day()), ..visit_of(Outcome::NobodyHome) };
    let promised = NewFact { fact: crate::domain::facts::Fact::VisitRecorded(promised), ..visit(2, Outcome::Met) };
    store.append(&[visit(1, Outcome::Met), promised], None, NOON, &mut dice).unwrap();
    store
}

fn find(store: &Store, filter: &DoorFilter) -> Vec<u32> {
    let (total, found) = lines::find(store, filter, day(), (0, 100)).unwrap();
    assert_eq!(total as usize, found.len());
    assert_eq!(lines::first(store.conn(), filter, day(), 100).unwrap(), found);
    found.iter().map(|door| (1..=4).find(|n| door_id(*n) == door.id).unwrap()).collect()
}

fn typed(text: &str) -> DoorFilter {
    DoorFilter { text: text.into(), ..DoorFilter::default() }
}

#[test]
fn typing_finds_by_number_lane_name_pinyin_and_initials() {
    let store = village();
    let found = |text: &str| find(&store, &typed(text));
    assert_eq!(found(""), [4, 2, 1, 3], "lanes as they sound, numbers as numbers");
    assert_eq!(found("12"), [1, 3]);
    assert_eq!(found("永宁路12"), [1]);
    assert_eq!(found("永宁 12"), [1, 3], "words are joined by and");
    assert_eq!(found("yongning"), [2, 1, 3]);
    assert_eq!(found("ynl2"), [2]);
    assert_eq!(found("cxm"), [1]);
    assert_eq!(found("coffee"), [4]);
    assert_eq!(found("１１２"), [3], "full-width digits of an input method");
    assert_eq!(found("%"), Vec::<u32>::new(), "no wildcards");
    assert_eq!(found("zzz"), Vec::<u32>::new());
}

#[test]
fn filters_narrow_the_list() {
    let store = village();
    let found = |filter: DoorFilter| find(&store, &filter);
    let all = DoorFilter::default;
    assert_eq!(found(DoorFilter { states: vec![DoorState::Reached], ..all() }), [1]);
    assert_eq!(found(DoorFilter { states: vec![DoorState::Unreached], ..all() }), [4, 3]);
    assert_eq!(found(DoorFilter { key_group: true, ..all() }), [4, 1, 3]);
    assert_eq!(found(DoorFilter { promised: true, ..all() }), [2]);
    assert_eq!(found(DoorFilter { areas: vec![area_id(GRID_A)], ..all() }), [1, 3]);
    assert_eq!(found(DoorFilter { areas: vec![area_id(VILLAGE)], text: "12".into(), ..all() }), [1, 3]);
    assert_eq!(found(DoorFilter { rented: true, ..all() }), [4]);
    assert_eq!(found(DoorFilter { to_check: true, ..all() }), Vec::<u32>::new());
    assert_eq!(found(DoorFilter { kind: Some(crate::domain::facts::DoorKind::Unit), ..all() }), Vec::<u32>::new());
}

#[test]
fn rented_is_who_comes_from_elsewhere_and_to_check_what_one_person_saw() {
    let mut store = village();
    let mut dice = Dice(5);
    let room = register(5, &[(field::NUMBER, "3"), (field::RESIDENCE, "migrant")]);
    store.append(&[room, visit(3, Outcome::Empty), visit(4, Outcome::Moved)], None, NOON, &mut dice).unwrap();
    let count = |store: &Store, filter| lines::find(store, &filter, day(), (0, 9)).unwrap().0;
    assert_eq!(count(&store, DoorFilter { rented: true, ..DoorFilter::default() }), 2, "by the tag or the field");
    let to_check = || DoorFilter { to_check: true, ..DoorFilter::default() };
    assert_eq!(find(&store, &to_check()), [4, 3]);
    store.append(&[visit(4, Outcome::Met)], None, NOON + 1_000, &mut dice).unwrap();
    assert_eq!(find(&store, &to_check()), [3], "somebody was met there");
    // Two people who did not see each other's name.
    let rename = |value: &str| {
        let edit = crate::domain::facts::FieldEdit { value: value.into(), base: Vec::new() };
        let fields = [(field::NAME.to_owned(), edit)].into();
        let fact = crate::domain::facts::Fact::DoorEdited(crate::domain::facts::DoorEdited { fields, reason: None });
        NewFact { log: field_log(VILLAGE), entity: door_id(2), fact }
    };
    store.append(&[rename("林"), rename("陈")], None, NOON, &mut dice).unwrap();
    assert_eq!(find(&store, &to_check()), [2, 3], "a conflict");
}

#[test]
fn a_window_is_a_part_of_the_whole() {
    let store = village();
    let ids = |window| -> Vec<_> {
        let (total, doors) = lines::find(&store, &DoorFilter::default(), day(), window).unwrap();
        assert_eq!(total, 4);
        doors.iter().map(|door| door.id).collect()
    };
    assert_eq!([ids((0, 2)), ids((2, 2))].concat(), ids((0, 100)));
}

#[test]
fn renamed_doors_are_found_under_the_new_name_only() {
    let mut store = village();
    let waits =
        |store: &Store| store.conn().query_row("SELECT stale FROM temp.listing", [], |row| row.get::<_, bool>(0));
    lines::prepare(&store).unwrap();
    assert_eq!(waits(&store), Ok(false), "read before anything is typed");
    assert_eq!(find(&store, &typed("coffee")), [4]);
    let head = store.events_of(field_log(VILLAGE), door_id(4)).unwrap()[0].event.header.event_id;
    let edit = crate::domain::facts::FieldEdit { value: "Tea House".into(), base: vec![head] };
    let fields = [(field::NAME.to_owned(), edit)].into();
    let fact = crate::domain::facts::Fact::DoorEdited(crate::domain::facts::DoorEdited { fields, reason: None });
    store.append(&[NewFact { log: field_log(VILLAGE), entity: door_id(4), fact }], None, NOON, &mut Dice(3)).unwrap();
    assert_eq!(waits(&store), Ok(true));
    assert_eq!(find(&store, &typed("coffee")), Vec::<u32>::new());
    assert_eq!(find(&store, &typed("tea")), [4]);
}
