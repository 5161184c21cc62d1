//! Projections: rebuilt equals incremental, a tally equals its recount, whatever the order and split of events.

use proptest::prelude::*;

use super::world::*;
use crate::{
    domain::{
        area::Level,
        day::Zone,
        door::DoorState,
        event::Event,
        facts::{DoorClosed, DoorEdited, Fact, FactRetracted, FieldEdit, Outcome, PointRegistered, field},
        ids::{EntityId, EventId, LogId},
        tally::{Tally, contribution},
    },
    store::{
        NewFact, Store,
        lines::{self, DoorFilter},
        projection::{self, Scope},
        search,
    },
    sync::{
        messages::Reset,
        ports::{PageOutcome, SyncStore},
    },
};

fn edit(n: u32, name: &str, value: &str, base: &[EventId]) -> NewFact {
    let edit = FieldEdit { value: value.into(), base: base.to_vec() };
    let fields = [(name.to_owned(), edit)].into();
    let fact = Fact::DoorEdited(DoorEdited { fields, reason: None });
    NewFact { log: field_log(VILLAGE), entity: door_id(n), fact }
}

/// Adds up what the village's entities contribute, straight from the events.
fn recount(store: &Store, area: crate::domain::ids::AreaId) -> Tally {
    let log = field_log(VILLAGE);
    let scope = Scope::load(store.conn(), log).unwrap();
    let Some(under) = scope.rounds.first() else { return Tally::default() };
    let mut statement = store.conn().prepare("SELECT DISTINCT entity_id FROM event WHERE log_id = ?1").unwrap();
    let ids: Vec<[u8; 16]> =
        statement.query_map([log.as_bytes()], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    let mut sum = Tally::default();
    for id in ids {
        let entity = EntityId::from_slice(&id).unwrap();
        let facts = projection::facts_of(store.conn(), log, entity).unwrap();
        let door = crate::domain::door::Door::fold(facts.iter());
        if area == area_id(VILLAGE) || door.and_then(|door| door.grid()) == Some(area) {
            sum.add(&contribution(entity, facts.iter(), &under.round, Zone::default(), &under.rules));
        }
    }
    sum
}

fn assert_recounted(store: &Store) {
    for n in [VILLAGE, GRID_A, GRID_B] {
        let stored = projection::read_tally(store.conn(), field_log(VILLAGE), round_id(), area_id(n)).unwrap();
        assert_eq!(stored, recount(store, area_id(n)), "area {n}");
    }
}

fn assert_rebuilt(store: &mut Store) {
    let before = dump(store);
    store
        .write(|tx| {
            let refolded = projection::rebuild(tx)?;
            search::refresh(tx, &refolded)
        })
        .unwrap();
    assert_eq!(dump(store), before);
}

#[test]
fn a_door_moves_between_grids_with_all_it_counts() {
    let mut store = Store::in_memory().unwrap();
    let mut dice = enrol(&mut store, 1);
    store.append(&frame(), None, NOON, &mut dice).unwrap();
    let made = store.append(&[plain_door(1)], None, NOON, &mut dice).unwrap();
    store.append(&[visit(1, Outcome::Met)], None, NOON, &mut dice).unwrap();
    let tally =
        |store: &Store, n| projection::read_tally(store.conn(), field_log(VILLAGE), round_id(), area_id(n)).unwrap();
    assert!(!tally(&store, GRID_B).is_empty() && tally(&store, GRID_A).is_empty());
    let moved = edit(1, field::GRID, &area_id(GRID_A).to_string(), &made);
    store.append(&[moved], None, NOON, &mut dice).unwrap();
    assert!(tally(&store, GRID_B).is_empty());
    assert_eq!(tally(&store, GRID_A), tally(&store, VILLAGE));
    assert_recounted(&store);
    assert_rebuilt(&mut store);
}

#[test]
fn rounds_and_areas_that_arrive_late_count_everything_at_once() {
    let mut store = Store::in_memory().unwrap();
    let mut dice = enrol(&mut store, 2);
    let doors: Vec<NewFact> = (0..8).map(plain_door).collect();
    store.append(&doors, None, NOON, &mut dice).unwrap();
    store.append(&[visit(1, Outcome::Met), visit(2, Outcome::Declined)], None, NOON, &mut dice).unwrap();
    let point = PointRegistered { place: "office".into(), name: "Board".into(), at: None };
    let point = NewFact { log: field_log(VILLAGE), entity: door_id(900), fact: Fact::PointRegistered(point) };
    store.append(&[point], None, NOON, &mut dice).unwrap();
    for fact in frame().into_iter().rev() {
        store.append(&[fact], None, NOON, &mut dice).unwrap();
    }
    assert_recounted(&store);
    let tally = projection::read_tally(store.conn(), field_log(VILLAGE), round_id(), area_id(VILLAGE)).unwrap();
    assert!(!tally.is_empty());
    assert_rebuilt(&mut store);
}

#[test]
fn a_kind_of_a_newer_version_only_sits_in_the_log() {
    let mut store = Store::in_memory().unwrap();
    let mut dice = enrol(&mut store, 3);
    store.append(&frame(), None, NOON, &mut dice).unwrap();
    store.append(&[plain_door(1)], None, NOON, &mut dice).unwrap();
    let before = dump(&store);
    let mut event = store.events_of(field_log(VILLAGE), door_id(1)).unwrap().remove(0).event;
    event.header.kind = "door.painted".into();
    event.header.event_id = EventId::from_parts(NOON, [1; 10]);
    event.body = r#"{"colour":"green","salt":"00","of tomorrow":[1,2]}"#.into();
    let mut log = Log::default();
    log.store(&event, NOON);
    assert_eq!(store.apply_page(&log.page(field_log(VILLAGE), 0, 1, &[])).unwrap(), PageOutcome::Applied);
    assert_eq!(dump(&store), before);
    assert!(store.events_of(field_log(VILLAGE), door_id(1)).unwrap().iter().any(|stored| stored.event == event));
}

#[test]
fn closed_doors_leave_the_list() {
    let mut store = Store::in_memory().unwrap();
    let mut dice = enrol(&mut store, 4);
    store.append(&frame(), None, NOON, &mut dice).unwrap();
    store.append(&[plain_door(1), plain_door(2)], None, NOON, &mut dice).unwrap();
    let closing = Fact::DoorClosed(DoorClosed { reason: "merged".into(), successor: Some(door_id(2)) });
    let closing = NewFact { log: field_log(VILLAGE), entity: door_id(1), fact: closing };
    let id = store.append(&[closing], None, NOON, &mut dice).unwrap()[0];
    let count = |store: &Store| lines::find(store, &DoorFilter::default(), day(), (0, 0)).unwrap().0;
    assert_eq!(count(&store), 1);
    assert!(lines::one(store.conn(), door_id(1), day()).unwrap().is_some(), "its page still opens");
    let undo = Fact::FactRetracted(FactRetracted { target: id, reason: "mistake".into() });
    store
        .append(&[NewFact { log: field_log(VILLAGE), entity: door_id(1), fact: undo }], None, NOON, &mut dice)
        .unwrap();
    assert_eq!(count(&store), 2);
    assert_rebuilt(&mut store);
}

/// Something that happens at one of a few doors.
fn happening() -> impl Strategy<Value = (u32, u8, u64)> {
    (0_u32..5, 0_u8..10, 0_u64..40 * 86_400_000)
}

fn fact_of(n: u32, what: u8, made: &[(LogId, EntityId, EventId)]) -> NewFact {
    let last = made.iter().rev().find(|(_, entity, _)| *entity == door_id(n)).map(|(.., id)| *id);
    let grid = area_id(if what == 4 { GRID_A } else { GRID_B }).to_string();
    match what {
        0 => visit(n, Outcome::Met),
        1 => visit(n, Outcome::NobodyHome),
        2 => visit(n, Outcome::Away { until: day() }),
        3 => visit(n, Outcome::Empty),
        4 | 5 => edit(n, field::GRID, &grid, &last.into_iter().collect::<Vec<_>>()),
        6 => edit(n, field::TAGS, "elderly", &[]),
        7 => edit(n, field::NAME, &format!("Name {n}"), &[]),
        8 => {
            let fact = last.map_or(visit(n, Outcome::Met).fact, |target| {
                Fact::FactRetracted(FactRetracted { target, reason: "mistake".into() })
            });
            NewFact { log: field_log(VILLAGE), entity: door_id(n), fact }
        }
        _ => area(GRID_A, Some(VILLAGE), Level::Grid, &format!("Grid {n}")),
    }
}

/// The events of a story, made on one device.
fn story(happenings: &[(u32, u8, u64)]) -> (Store, Vec<Event>) {
    let mut store = Store::in_memory().unwrap();
    let mut dice = enrol(&mut store, 7);
    let mut made = Vec::new();
    let record = |store: &mut Store, dice: &mut Dice, made: &mut Vec<_>, facts: &[NewFact], ms| {
        let ids = store.append(facts, None, NOON - 50 * 86_400_000 + ms, dice).unwrap();
        made.extend(facts.iter().zip(ids).map(|(fact, id)| (fact.log, fact.entity, id)));
    };
    record(&mut store, &mut dice, &mut made, &frame(), 0);
    let doors: Vec<NewFact> = (0..5).map(plain_door).collect();
    record(&mut store, &mut dice, &mut made, &doors, 0);
    for (n, what, ms) in happenings {
        let fact = fact_of(*n, *what, &made);
        record(&mut store, &mut dice, &mut made, &[fact], *ms);
    }
    let events = made.iter().map(|(log, _, id)| store.event(*log, *id).unwrap().unwrap().0.event);
    let events = events.collect();
    (store, events)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_order_and_split_gives_the_same_tables(
        happenings in prop::collection::vec(happening(), 0..25),
        order in any::<u64>(),
        splits in prop::collection::vec(1_u64..7, 1..20),
    ) {
        let (mut author, events) = story(&happenings);
        assert_recounted(&author);
        assert_rebuilt(&mut author);

        // Another order is another log: receipts keep the stamps, so the result must be the same.
        let mut dice = Dice(order | 1);
        let mut shuffled = events.clone();
        shuffled.sort_by_cached_key(|_| crate::sync::ports::Rng::bytes::<8>(&mut dice));
        let mut reader = Store::in_memory().unwrap();
        enrol(&mut reader, 8);
        for id in [TOWNSHIP, VILLAGE] {
            let mut log = Log::default();
            for event in shuffled.iter().filter(|event| event.header.log_id == field_log(id)) {
                log.store(event, NOON + 1);
            }
            let (mut at, head) = (0, log.rows.len() as u64);
            for step in splits.iter().cycle() {
                if at == head { break }
                let to = (at + step).min(head);
                let page = log.page(field_log(id), at, to, &[]);
                prop_assert_eq!(reader.apply_page(&page).unwrap(), PageOutcome::Applied);
                prop_assert_eq!(reader.apply_page(&page).unwrap(), PageOutcome::Applied, "a late copy changes nothing");
                at = to;
            }
        }
        assert_recounted(&reader);
        prop_assert_eq!(dump(&reader), dump(&author));
        assert_rebuilt(&mut reader);

        // Forgetting and reading again changes nothing that shows: everything held is queued, and still counts.
        let before = dump(&reader);
        reader.apply_scope(&[], &[], &[Reset::whole(field_log(VILLAGE))]).unwrap();
        assert_rebuilt(&mut reader);
        prop_assert_eq!(dump(&reader), before);
    }
}

#[test]
fn states_come_from_the_present_round() {
    let mut store = Store::in_memory().unwrap();
    let mut dice = enrol(&mut store, 9);
    store.append(&frame(), None, NOON, &mut dice).unwrap();
    store.append(&[plain_door(1)], None, NOON, &mut dice).unwrap();
    store.append(&[visit(1, Outcome::Met)], None, NOON, &mut dice).unwrap();
    let state = |day| lines::one(store.conn(), door_id(1), day).unwrap().unwrap().state();
    assert_eq!(state(day()), DoorState::Reached);
    assert_eq!(state(day().plus(-400)), DoorState::Unreached, "before the first round there is none");
}
