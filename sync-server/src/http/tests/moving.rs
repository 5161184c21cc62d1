//! Households, grids and villages that move or merge: both logs, late facts, figures, rights.

use std::collections::BTreeMap;

use nfv::{
    domain::{
        area::Class,
        door::Door,
        event::Event,
        facts::{DoorKind, DoorRegistered, Fact, Outcome, VisitRecorded, field},
        ids::{EntityId, LogId},
    },
    sync::enrolment::Role,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Town,
    decisions::sync,
    town::{NOW, Person, SIBLING, VILLAGE},
};
use crate::{forward, ports::OsRandom};

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
