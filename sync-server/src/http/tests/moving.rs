//! Households, grids and villages that move or merge: both logs, late facts, figures, rights.

use std::collections::BTreeMap;

use nfv::{
    domain::{
        area::{Area, Class, Level},
        door::Door,
        event::Event,
        facts::{DoorKind, DoorRegistered, Fact, Outcome, VisitRecorded, field},
        ids::{AreaId, EntityId, LogId},
        stays::Turn,
    },
    sync::enrolment::Role,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Town, blobs,
    decisions::sync,
    town::{NOW, Person, SIBLING, VILLAGE},
};
use crate::{
    forward,
    pen::Pen,
    ports::OsRandom,
    store::{Store, StoreError, Window},
    sync::append,
};

const NEIGHBOUR: &str = "350581106202";

fn door(n: u128) -> EntityId {
    EntityId(Uuid::from_u128(1000 + n))
}

fn registered() -> Fact {
    let fields = BTreeMap::from([(field::NUMBER.to_owned(), "1".to_owned())]);
    Fact::DoorRegistered(DoorRegistered { door: DoorKind::Household, fields })
}

fn visit() -> Fact {
    Fact::VisitRecorded(VisitRecorded {
        outcome: Outcome::Met,
        method: nfv::domain::facts::Method::Door,
        adults_met: 1,
        adults: 2,
        topics: Vec::new(),
        notice: false,
        revisit: None,
        note: String::new(),
        at: None,
        photos: Vec::new(),
    })
}

async fn push(town: &Town, person: &mut Person, log: LogId, entity: EntityId, fact: &Fact) -> Event {
    let event = person.pen.write(log, entity, fact, NOW, &OsRandom).unwrap();
    let reply = sync(town, person, json!([{ "event": event }]), json!({})).await;
    let told = serde_json::to_value(&reply.verdicts[0]).unwrap();
    assert_eq!(told["verdict"], "stored", "{told}");
    event
}

fn fold(town: &Town, log: LogId, entity: EntityId) -> Option<Door> {
    let facts = town.app.store.read(|tx| tx.facts_of(log, entity)).unwrap();
    Door::fold(facts.iter())
}

async fn change(town: &Town, person: &Person, wanted: Value) -> (u16, Value) {
    let mut wanted = wanted;
    wanted["reason"] = json!("as decided");
    let reply = town.post("/v1/moves", Some(&person.token), wanted.to_string()).await;
    (reply.status.as_u16(), reply.json())
}

#[tokio::test]
async fn a_household_moves_once_and_its_late_facts_follow() {
    let town = Town::found();
    let (mut worker, reviewer) = (town.person(Role::Worker, VILLAGE), town.person_as(Role::Reviewer));
    let (old, new) = (town.log(VILLAGE, Class::Field), town.log(NEIGHBOUR, Class::Field));
    push(&town, &mut worker, old, door(1), &registered()).await;
    let early = push(&town, &mut worker, old, door(1), &visit()).await;
    let wanted =
        json!({ "what": "household", "door": door(1), "from": town.area(VILLAGE), "to": town.area(NEIGHBOUR) });
    assert_eq!(change(&town, &reviewer, wanted.clone()).await, (200, json!({ "doors": 1, "facts": 2 })));
    assert_eq!(change(&town, &reviewer, wanted).await.1["code"], "moved", "a second move of a moved household fails");

    let late = push(&town, &mut worker, old, door(1), &visit()).await;
    let ids = |door: &Door| door.visits.iter().map(|visit| visit.event_id).collect::<Vec<_>>();
    let (left, there) = (fold(&town, old, door(1)).unwrap(), fold(&town, new, door(1)).unwrap());
    assert_eq!(ids(&there), [early.header.event_id, late.header.event_id]);
    assert_eq!(ids(&left), ids(&there), "and stay where they were recorded");
    assert_eq!(left.closed.map(|closing| closing.reason).as_deref(), Some("moved"));
    assert!(there.closed.is_none());
    let today = nfv::domain::day::Day::of_unix_ms(NOW, nfv::domain::day::Zone(480));
    assert!(!left.stays.holds_on(today) && there.stays.holds_on(today));

    // Once forwarded, once there: making it again makes the same bytes.
    let before = town.app.store.read(|tx| tx.facts_of(new, door(1))).unwrap().len();
    town.app.store.write(|tx| tx.execute("UPDATE forwarded SET up_to = 0", &[])).unwrap();
    forward::catch_up(&town.app.store, &[old], NOW + 5).unwrap();
    assert_eq!(town.app.store.read(|tx| tx.facts_of(new, door(1))).unwrap().len(), before);

    // On to a third village, and back to the first.
    let on = json!({ "what": "household", "door": door(1), "from": town.area(NEIGHBOUR), "to": town.area(VILLAGE) });
    assert_eq!(change(&town, &reviewer, on).await.0, 200);
    let back = fold(&town, old, door(1)).unwrap();
    assert!(back.closed.is_none() && back.stays.holds_on(today));
    assert_eq!(ids(&back), ids(&there), "nothing twice");
}

/// Set back to before the move, and only readers of the village that was left come back to tell.
#[tokio::test]
async fn a_move_that_a_restore_forgot_is_taken_up_again() {
    let town = Town::found();
    let (mut worker, reviewer) = (town.person(Role::Worker, VILLAGE), town.person_as(Role::Reviewer));
    let (old, new) = (town.log(VILLAGE, Class::Field), town.log(NEIGHBOUR, Class::Field));
    push(&town, &mut worker, old, door(1), &registered()).await;
    let early = push(&town, &mut worker, old, door(1), &visit()).await;
    let before = town.copy();
    let wanted =
        json!({ "what": "household", "door": door(1), "from": town.area(VILLAGE), "to": town.area(NEIGHBOUR) });
    assert_eq!(change(&town, &reviewer, wanted).await.0, 200);
    let whole = Window { events: 100, bytes: 1 << 20 };
    let markers: Vec<Value> = (Store::read(&town.app.store, old, 0, whole).unwrap())
        .into_iter()
        .filter(|stored| stored.event.header.kind == "entity.moved")
        .map(|stored| json!({ "event": stored.event, "receipt": stored.receipt }))
        .collect();
    assert_eq!(markers.len(), 1);
    for _ in 0..2 {
        sync(&before, &worker, json!(markers), json!({})).await;
    }
    let late = push(&before, &mut worker, old, door(1), &visit()).await;
    let (left, there) = (fold(&before, old, door(1)).unwrap(), fold(&before, new, door(1)).unwrap());
    let ids = |door: &Door| door.visits.iter().map(|visit| visit.event_id).collect::<Vec<_>>();
    assert_eq!(ids(&there), [early.header.event_id, late.header.event_id]);
    let today = nfv::domain::day::Day::of_unix_ms(NOW, nfv::domain::day::Zone(480));
    assert!(!left.stays.holds_on(today) && there.stays.holds_on(today));
}

/// The same for a village that went up in another one.
#[tokio::test]
async fn a_village_that_a_restore_opened_again_is_closed() {
    let town = Town::found();
    let (mut worker, reviewer) = (town.person(Role::Worker, VILLAGE), town.person_as(Role::Reviewer));
    let (old, new) = (town.log(VILLAGE, Class::Field), town.log(NEIGHBOUR, Class::Field));
    push(&town, &mut worker, old, door(1), &registered()).await;
    let before = town.copy();
    let wanted = json!({ "what": "merge_villages", "village": town.area(VILLAGE), "into": town.area(NEIGHBOUR) });
    assert_eq!(change(&town, &reviewer, wanted).await.0, 200);
    let whole = Window { events: 100, bytes: 1 << 20 };
    let offers: Vec<Value> = (Store::read(&town.app.store, old, 0, whole).unwrap())
        .into_iter()
        .map(|stored| json!({ "event": stored.event, "receipt": stored.receipt }))
        .collect();
    sync(&before, &worker, json!(offers), json!({})).await;
    push(&before, &mut worker, old, door(1), &visit()).await;
    let (left, there) = (fold(&before, old, door(1)).unwrap(), fold(&before, new, door(1)).unwrap());
    let today = nfv::domain::day::Day::of_unix_ms(NOW, nfv::domain::day::Zone(480));
    assert!(!left.stays.holds_on(today) && there.stays.holds_on(today));
    assert_eq!(there.visits.len(), 1);
}

#[tokio::test]
async fn erasing_reaches_what_was_forwarded() {
    let town = Town::found();
    let (mut worker, reviewer) = (town.person(Role::Worker, VILLAGE), town.person_as(Role::Reviewer));
    let (old, new) = (town.log(VILLAGE, Class::Field), town.log(NEIGHBOUR, Class::Field));
    push(&town, &mut worker, old, door(1), &registered()).await;
    let seen = push(&town, &mut worker, old, door(1), &visit()).await;
    let wanted =
        json!({ "what": "household", "door": door(1), "from": town.area(VILLAGE), "to": town.area(NEIGHBOUR) });
    assert_eq!(change(&town, &reviewer, wanted).await.0, 200);
    let body = json!({ "log": old, "events": [seen.header.event_id], "reason": "on request" }).to_string();
    assert_eq!(town.post("/v1/erasures", Some(&reviewer.token), body).await.json(), json!({ "bodies": 2 }));
    assert!(fold(&town, new, door(1)).unwrap().visits.is_empty());
    assert!(fold(&town, old, door(1)).unwrap().visits.is_empty());
}

#[tokio::test]
async fn merged_doors_share_their_visits_from_then_on() {
    let town = Town::found();
    let (mut worker, reviewer) = (town.person(Role::Worker, VILLAGE), town.person_as(Role::Reviewer));
    let log = town.log(VILLAGE, Class::Field);
    for n in [1, 2] {
        push(&town, &mut worker, log, door(n), &registered()).await;
    }
    push(&town, &mut worker, log, door(1), &visit()).await;
    let village = town.area(VILLAGE);
    let wanted =
        json!({ "what": "merge_households", "door": door(1), "from": village, "into": door(2), "to": village });
    assert_eq!(change(&town, &reviewer, wanted.clone()).await.0, 200);
    assert_eq!(change(&town, &reviewer, wanted).await.1["code"], "moved");
    push(&town, &mut worker, log, door(1), &visit()).await;
    let stays = fold(&town, log, door(2)).unwrap();
    assert_eq!(stays.visits.len(), 2);
    assert!(stays.visits.iter().all(|visit| visit.since.is_some()), "not in rounds that ended before");
    assert!(stays.fields[field::NUMBER].heads.len() == 1, "the register of the door that stays");
    assert!(fold(&town, log, door(1)).unwrap().closed.is_some());
}

#[tokio::test]
async fn a_merged_village_ends_and_its_people_go_on() {
    let town = Town::found();
    let (mut worker, reviewer) = (town.person(Role::Worker, VILLAGE), town.person_as(Role::Reviewer));
    let (old, new) = (town.log(VILLAGE, Class::Field), town.log(NEIGHBOUR, Class::Field));
    push(&town, &mut worker, old, door(1), &registered()).await;
    let (village, into) = (town.area(VILLAGE), town.area(NEIGHBOUR));
    let wanted = json!({ "what": "merge_villages", "village": village, "into": into });
    let foreign = town.person(Role::Reviewer, "350581107");
    assert_eq!(change(&town, &foreign, wanted.clone()).await.0, 403);
    assert_eq!(change(&town, &reviewer, wanted.clone()).await.0, 200);
    assert_eq!(change(&town, &reviewer, wanted).await.1["code"], "moved");
    assert!(fold(&town, new, door(1)).is_some_and(|door| door.closed.is_none()));

    // A phone that was away records for the old village: stored there, and forwarded, new doors too.
    push(&town, &mut worker, old, door(1), &visit()).await;
    push(&town, &mut worker, old, door(2), &registered()).await;
    push(&town, &mut worker, new, door(3), &registered()).await;
    assert_eq!(fold(&town, new, door(1)).unwrap().visits.len(), 1);
    let today = nfv::domain::day::Day::of_unix_ms(NOW, nfv::domain::day::Zone(480));
    let (left, there) = (fold(&town, old, door(2)).unwrap(), fold(&town, new, door(2)).unwrap());
    assert!(!left.stays.holds_on(today) && there.stays.holds_on(today), "it counts once");
    let to = left.stays.left().map(|stay| stay.turn);
    assert_eq!(to, Some(Turn::Left(into)), "and says where it went");
    let back = json!({ "what": "household", "door": door(3), "from": into, "to": village });
    assert_eq!(change(&town, &reviewer, back).await.1["code"], "moved", "nothing goes to a village that is no more");
    let areas = town.app.store.read(|tx| tx.areas()).unwrap();
    let ended = areas.iter().find(|area| area.id == village).unwrap();
    assert_eq!(ended.successor_on(today), Some(into));
}

#[tokio::test]
async fn a_village_changes_its_township_and_its_code() {
    let town = Town::found();
    let county = town.person_as(Role::County);
    let (village, to) = (town.area(SIBLING), town.area("350581106"));
    let wanted = json!({ "what": "village", "village": village, "to": to, "code": "350581106209" });
    assert_eq!(change(&town, &town.person_as(Role::Reviewer), wanted.clone()).await.0, 403, "not only its own");
    assert_eq!(change(&town, &county, wanted.clone()).await.0, 200);
    assert_eq!(change(&town, &county, wanted).await.1["code"], "unfit_areas", "it is there");
    let areas = town.app.store.read(|tx| tx.areas()).unwrap();
    let moved = areas.iter().find(|area| area.id == village).unwrap();
    let today = nfv::domain::day::Day::of_unix_ms(NOW, nfv::domain::day::Zone(480));
    assert_eq!((moved.parent, moved.code_on(today)), (Some(to), Some("350581106209")));
    assert_eq!(moved.code_on(today.plus(-1)), Some(SIBLING));
    let reviewer = town.person_as(Role::Reviewer);
    let grants = town.app.store.read(|tx| crate::accounts::grants::of_account(tx, reviewer.account.id)).unwrap();
    assert!(grants.iter().any(|grant| grant.area == village), "its new township reads and writes it");
}

/// A grid of a village, as the server defines it.
fn grid(town: &Town, village: &str, n: u128) -> AreaId {
    let (id, parent) = (AreaId(Uuid::from_u128(7000 + n)), Some(town.area(village)));
    let area = Area { id, parent, level: Level::Grid, name: format!("G{n}"), codes: Vec::new(), outline: Vec::new() };
    let event = town.app.store.write::<_, StoreError>(|tx| {
        let mut pen = Pen::of_server(tx, &OsRandom)?;
        let log = town.log(village, Class::Field);
        let event = pen.write(log, EntityId::from(id), &Fact::AreaDefined(area), NOW, &OsRandom).unwrap();
        pen.keep(tx)?;
        Ok(event)
    });
    append(&town.app.store, vec![event.unwrap()], NOW).unwrap();
    id
}

fn registered_in(grid: AreaId) -> Fact {
    let fields = BTreeMap::from([(field::GRID.to_owned(), grid.to_string())]);
    Fact::DoorRegistered(DoorRegistered { door: DoorKind::Household, fields })
}

fn stands(town: &Town, log: LogId, entity: EntityId) -> bool {
    let today = nfv::domain::day::Day::of_unix_ms(NOW, nfv::domain::day::Zone(480));
    fold(town, log, entity).is_some_and(|door| door.closed.is_none() && door.stays.holds_on(today))
}

#[tokio::test]
async fn a_grid_goes_to_another_village_with_its_doors_and_no_others() {
    let town = Town::found();
    let (mut worker, reviewer) = (town.person(Role::Worker, VILLAGE), town.person_as(Role::Reviewer));
    let (old, new) = (town.log(VILLAGE, Class::Field), town.log(NEIGHBOUR, Class::Field));
    let (first, second) = (grid(&town, VILLAGE, 1), grid(&town, VILLAGE, 2));
    push(&town, &mut worker, old, door(1), &registered_in(first)).await;
    push(&town, &mut worker, old, door(2), &registered_in(second)).await;
    push(&town, &mut worker, old, door(3), &registered()).await;
    let wanted = json!({ "what": "grid", "grid": first, "to": town.area(NEIGHBOUR) });
    assert_eq!(change(&town, &reviewer, wanted.clone()).await, (200, json!({ "doors": 1, "facts": 1 })));
    assert_eq!(change(&town, &reviewer, wanted).await.1["code"], "unfit_areas", "it is there");
    assert_eq!(
        [1, 2, 3].map(|n| (stands(&town, old, door(n)), stands(&town, new, door(n)))),
        [(false, true), (true, false), (true, false)]
    );
    assert_eq!(fold(&town, new, door(1)).unwrap().value(field::GRID), first.to_string(), "in its grid as before");
    let areas = town.app.store.read(|tx| tx.areas()).unwrap();
    assert_eq!(areas.iter().find(|area| area.id == first).unwrap().parent, Some(town.area(NEIGHBOUR)));

    // A phone that was away records at the old place: it follows.
    push(&town, &mut worker, old, door(1), &visit()).await;
    assert_eq!(fold(&town, new, door(1)).unwrap().visits.len(), 1);
}

#[tokio::test]
async fn a_grid_goes_up_in_another_one_near_and_far() {
    let town = Town::found();
    let (mut worker, reviewer) = (town.person(Role::Worker, VILLAGE), town.person_as(Role::Reviewer));
    let (old, new) = (town.log(VILLAGE, Class::Field), town.log(NEIGHBOUR, Class::Field));
    let (first, second, far) = (grid(&town, VILLAGE, 1), grid(&town, VILLAGE, 2), grid(&town, NEIGHBOUR, 3));
    push(&town, &mut worker, old, door(1), &registered_in(first)).await;
    let wanted = json!({ "what": "merge_grids", "grid": first, "into": second });
    assert_eq!(change(&town, &reviewer, wanted).await.0, 200);
    assert_eq!(fold(&town, old, door(1)).unwrap().value(field::GRID), second.to_string());
    assert!(stands(&town, old, door(1)) && fold(&town, new, door(1)).is_none(), "in the same village nothing moves");
    let wanted = json!({ "what": "merge_grids", "grid": second, "into": far });
    assert_eq!(change(&town, &reviewer, wanted).await, (200, json!({ "doors": 1, "facts": 2 })));
    assert!(!stands(&town, old, door(1)) && stands(&town, new, door(1)));
    assert_eq!(fold(&town, new, door(1)).unwrap().value(field::GRID), far.to_string());
    let today = nfv::domain::day::Day::of_unix_ms(NOW, nfv::domain::day::Zone(480));
    let areas = town.app.store.read(|tx| tx.areas()).unwrap();
    let successor = |grid| areas.iter().find(|area| area.id == grid).unwrap().successor_on(today);
    assert_eq!([first, second].map(successor), [Some(second), Some(far)]);
}

#[tokio::test]
async fn photos_follow_their_visits_whether_they_came_before_or_after() {
    let town = Town::found();
    let (mut worker, reviewer) = (town.person(Role::Worker, VILLAGE), town.person_as(Role::Reviewer));
    let neighbour = town.person(Role::Worker, NEIGHBOUR);
    let (old, new) = (town.log(VILLAGE, Class::Field), town.log(NEIGHBOUR, Class::Field));
    // Where the photos of these tests are taken.
    let at = EntityId(Uuid::from_u128(5));
    push(&town, &mut worker, old, at, &registered()).await;
    let before = blobs::shot(&town, &mut worker, VILLAGE, 1);
    let after = blobs::shot(&town, &mut worker, VILLAGE, 2);
    assert_eq!(blobs::upload(&town, &worker.token, &before).await.status, 200);
    let wanted = json!({ "what": "household", "door": at, "from": town.area(VILLAGE), "to": town.area(NEIGHBOUR) });
    assert_eq!(change(&town, &reviewer, wanted).await.0, 200);
    let late = blobs::shot(&town, &mut worker, VILLAGE, 3);
    forward::catch_up(&town.app.store, &[old], NOW).unwrap();
    let seen = async |hash| town.get(&format!("/v1/blobs/{hash}?log={new}"), Some(&neighbour.token)).await;
    assert_eq!(seen(before.named.hash).await.body, before.bytes);
    for shot in [after, late] {
        assert_eq!(seen(shot.named.hash).await.status, 404, "not here yet");
        assert_eq!(blobs::upload(&town, &worker.token, &shot).await.status, 200);
        assert_eq!(seen(shot.named.hash).await.body, shot.bytes);
    }
    // What is erased there is not seen here any more.
    let body = json!({ "log": old, "events": [before.named.event], "reason": "on request" }).to_string();
    assert_eq!(town.post("/v1/erasures", Some(&reviewer.token), body).await.json(), json!({ "bodies": 2 }));
    assert_eq!(seen(before.named.hash).await.status, 404);
}
