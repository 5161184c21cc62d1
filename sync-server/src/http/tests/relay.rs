//! Relay files over HTTP: from anybody, as their author, twice the same, and nothing said to the carrier.

use axum::{body::Body, extract::ConnectInfo, http::Method};
use nfv::{
    domain::{
        area::Class,
        day::Day,
        event::Event,
        facts::{Fact, MessageSent},
        ids::{EntityId, Incarnation, LogId},
    },
    sync::{
        enrolment::Role,
        messages::{Offer, PROTOCOL, SyncRequest},
        ports::Rng,
        relay::{self, ServerKey, ServerSecret},
    },
};
use serde_json::json;
use std::net::SocketAddr;
use uuid::Uuid;

use super::{
    Reply, Town, syncing,
    town::{FOREIGN, NOW, Person, TOWNSHIP, VILLAGE, request},
};
use crate::ports::{OsRandom, Random};

/// The machine's random source as the device's port.
pub(super) struct Chance;

impl Rng for Chance {
    fn fill(&mut self, bytes: &mut [u8]) {
        OsRandom.fill(bytes);
    }
}

async fn server_key(town: &Town) -> ServerKey {
    let reply = town.get("/v1/server-key", None).await;
    serde_json::from_value(reply.json()["key"].clone()).unwrap()
}

fn pushes(person: &mut Person, log: LogId, batches: &[usize]) -> Vec<SyncRequest> {
    let fact = Fact::MessageSent(MessageSent { duty: "group_message".into(), on: Day(20_000) });
    let mut offer = || {
        let event = person.pen.write(log, EntityId(Uuid::from_u128(9)), &fact, NOW, &OsRandom).unwrap();
        Offer::from(event)
    };
    let batches: Vec<Vec<Offer>> = batches.iter().map(|count| (0..*count).map(|_| offer()).collect()).collect();
    let push = |events| SyncRequest {
        v: PROTOCOL,
        epoch: 0,
        device: person.pen.device,
        incarnation: Incarnation(Uuid::nil()),
        events,
        state: None,
        cursors: None,
        notices: None,
        unsent: std::collections::BTreeMap::new(),
        snapshots: false,
    };
    batches.into_iter().map(push).collect()
}

async fn sealed(town: &Town, person: &Person, requests: &[SyncRequest]) -> Vec<u8> {
    let key = server_key(town).await;
    relay::seal(&key, person.pen.device, &person.pen.secret(), requests, &mut Chance).unwrap()
}

async fn deliver(town: &Town, file: Vec<u8>) -> Reply {
    town.post("/v1/relay", None, file).await
}

/// Somebody delivers this one event for its author.
pub(super) async fn carry(town: &Town, author: &Person, event: &Event) -> Reply {
    let push = SyncRequest {
        v: PROTOCOL,
        epoch: 0,
        device: author.pen.device,
        incarnation: Incarnation(Uuid::nil()),
        events: vec![Offer::from(event.clone())],
        state: None,
        cursors: None,
        notices: None,
        unsent: std::collections::BTreeMap::new(),
        snapshots: false,
    };
    deliver(town, sealed(town, author, &[push]).await).await
}

/// What a reader of the village sees, without the moment at which it asks.
async fn pages(town: &Town, reader: &Person) -> String {
    syncing::pull(town, reader).await["pages"].to_string()
}

#[tokio::test]
async fn a_carried_push_is_the_push_and_taking_it_twice_changes_nothing() {
    let direct = Town::found();
    let (mut author, reader) = (direct.person(Role::Worker, VILLAGE), direct.person(Role::Worker, VILLAGE));
    let log = direct.log(VILLAGE, Class::Field);
    let requests = pushes(&mut author, log, &[3, 2]);
    let carried = direct.copy();
    for push in &requests {
        let reply = direct.post("/v1/sync", Some(&author.token), serde_json::to_vec(push).unwrap()).await;
        assert_eq!(reply.status, 200);
    }
    let file = sealed(&carried, &author, &requests).await;
    for _ in 0..3 {
        let reply = deliver(&carried, file.clone()).await;
        assert_eq!((reply.status.as_u16(), reply.json()), (200, json!({ "events": 5 })), "and no word more");
    }
    assert_eq!(pages(&carried, &reader).await, pages(&direct, &reader).await, "byte for byte");
    let taken = carried.audit().into_iter().filter(|(action, _)| action == "relay").collect::<Vec<_>>();
    assert_eq!(taken, [("relay".to_owned(), "5 events".to_owned())], "what brought nothing new is not news");
    let again = carried.post("/v1/sync", Some(&author.token), serde_json::to_vec(&requests[0]).unwrap()).await.json();
    assert!(again["verdicts"].as_array().unwrap().iter().all(|verdict| verdict["verdict"] == "duplicate"), "{again}");
}

#[tokio::test]
async fn rights_are_the_authors() {
    let town = Town::found();
    let mut author = town.person(Role::Worker, VILLAGE);
    let foreign = pushes(&mut author, town.log(FOREIGN, Class::Field), &[1]);
    let own = pushes(&mut author, town.log(VILLAGE, Class::Field), &[1]);
    let file = sealed(&town, &author, &foreign).await;
    let county = town.person_as(Role::County);
    let reply = town.post("/v1/relay", Some(&county.token), file).await;
    assert_eq!(reply.status, 200, "the carrier's rights are none of the file's");
    let late = sealed(&town, &author, &own).await;
    town.app.store.write(|tx| crate::accounts::devices::revoke(tx, author.pen.device, NOW)).unwrap();
    assert_eq!(deliver(&town, late).await.json(), json!({ "events": 1 }));
    let reader = town.person(Role::Worker, VILLAGE);
    assert!(!pages(&town, &reader).await.contains("message.sent"), "a revoked device's records wait for a reviewer");
    let reviewer = town.person(Role::Reviewer, TOWNSHIP);
    let held = town.get("/v1/held", Some(&reviewer.token)).await.json();
    assert_eq!(held[0]["reason"], "revoked", "{held}");
}

#[tokio::test]
async fn what_is_not_for_this_server_or_not_whole_is_refused_and_stores_nothing() {
    let town = Town::found();
    let mut author = town.person(Role::Worker, VILLAGE);
    let requests = pushes(&mut author, town.log(VILLAGE, Class::Field), &[1]);
    let file = sealed(&town, &author, &requests).await;
    let mut changed = file.clone();
    changed[100] ^= 1;
    let device = author.pen.device;
    let key = server_key(&town).await;
    let elsewhere = ServerSecret::from_seed(&[1; 32]).public();
    let seal = |key: &ServerKey, device, secret: &[u8; 32], requests: &[SyncRequest]| {
        relay::seal(key, device, secret, requests, &mut Chance).unwrap()
    };
    let mut other_device = requests.clone();
    other_device[0].device = nfv::domain::ids::DeviceId(Uuid::from_u128(1));
    let stranger = nfv::domain::ids::DeviceId(Uuid::from_u128(5));
    let cases = [
        (b"hello".to_vec(), (422, "no_relay_file")),
        (Vec::new(), (422, "no_relay_file")),
        (b"nfvrelay\x02".to_vec(), (422, "newer_relay_file")),
        (changed, (422, "damaged_relay_file")),
        (file[..file.len() - 1].to_vec(), (422, "damaged_relay_file")),
        (seal(&elsewhere, device, &author.pen.secret(), &requests), (422, "other_server")),
        (seal(&key, device, &[7; 32], &requests), (422, "damaged_relay_file")),
        (seal(&key, stranger, &author.pen.secret(), &requests), (422, "damaged_relay_file")),
        (seal(&key, device, &author.pen.secret(), &other_device), (403, "foreign_device")),
        (vec![b'x'; relay::MAX_FILE + 1], (413, "too_large")),
    ];
    for (file, (status, code)) in cases {
        assert_eq!(deliver(&town, file).await.says(), (status, code.to_owned()));
    }
    let reader = town.person(Role::Worker, VILLAGE);
    assert!(!pages(&town, &reader).await.contains("message.sent"));
    assert_eq!(deliver(&town, file).await.status, 200, "the whole one");
}

#[tokio::test]
async fn an_address_that_brings_rubbish_waits_and_others_do_not() {
    let town = Town::found();
    for _ in 0..30 {
        assert_eq!(deliver(&town, b"rubbish".to_vec()).await.status, 422);
    }
    let late = deliver(&town, b"rubbish".to_vec()).await;
    assert_eq!((late.says(), late.headers["retry-after"].to_str().unwrap()), ((429, "throttled".into()), "900"));
    let mut author = town.person(Role::Worker, VILLAGE);
    let requests = pushes(&mut author, town.log(VILLAGE, Class::Field), &[1]);
    let file = sealed(&town, &author, &requests).await;
    let elsewhere = ConnectInfo(SocketAddr::from(([10, 0, 0, 2], 1)));
    let ask = request(Method::POST, "/v1/relay", None).extension(elsewhere).body(Body::from(file)).unwrap();
    assert_eq!(town.ask(ask).await.status, 200);
}
