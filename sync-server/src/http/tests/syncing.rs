//! The HTTP half of sync: pushing over the router, gzip, and what is refused before it is read.

use axum::{
    body::Body,
    http::{Method, header},
};
use flate2::{Compression, write::GzEncoder};
use nfv::domain::{
    day::Day,
    facts::{ActivityHeld, Fact, MessageSent},
    ids::{EntityId, Incarnation, LogId},
};
use nfv::sync::enrolment::Role;
use serde_json::{Value, json};
use std::io::Write;
use uuid::Uuid;

use super::{
    Town,
    town::{NOW, Person, VILLAGE, request},
};
use crate::ports::OsRandom;

fn envelope(person: &Person) -> Value {
    json!({ "v": 1, "epoch": 0, "device": person.pen.device, "incarnation": Incarnation(Uuid::nil()) })
}

fn message() -> Fact {
    Fact::MessageSent(MessageSent { duty: "group_message".into(), on: Day(20_000) })
}

fn push_of(person: &mut Person, log: LogId, fact: &Fact) -> Value {
    let event = person.pen.write(log, EntityId(Uuid::from_u128(9)), fact, NOW, &OsRandom).unwrap();
    let mut envelope = envelope(person);
    envelope["events"] = json!([{ "event": event }]);
    envelope
}

/// Pushes one event and returns its verdict.
pub(super) async fn push_one(town: &Town, person: &mut Person, log: LogId) -> String {
    push_fact(town, person, log, &message()).await
}

/// Pushes one fact; its verdict.
pub(super) async fn push_fact(town: &Town, person: &mut Person, log: LogId, fact: &Fact) -> String {
    let body = push_of(person, log, fact);
    let reply = town.post("/v1/sync", Some(&person.token), body.to_string()).await;
    assert_eq!(reply.status, 200, "{:?}", reply.json());
    reply.json()["verdicts"][0]["verdict"].as_str().unwrap_or_default().to_owned()
}

/// Pulls from the beginning.
pub(super) async fn pull(town: &Town, person: &Person) -> Value {
    let mut envelope = envelope(person);
    envelope["cursors"] = json!({});
    town.post("/v1/sync", Some(&person.token), envelope.to_string()).await.json()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

async fn post_gzip(town: &Town, person: &Person, body: Vec<u8>) -> (u16, String) {
    let request = request(Method::POST, "/v1/sync", Some(&person.token)).header(header::CONTENT_ENCODING, "gzip");
    town.ask(request.body(Body::from(body)).unwrap()).await.says()
}

#[tokio::test]
async fn gzip_is_read_and_a_bomb_is_not() {
    let town = Town::found();
    let mut person = town.person(Role::Worker, VILLAGE);
    let body = push_of(&mut person, town.log(VILLAGE, nfv::domain::area::Class::Field), &message()).to_string();
    let zipped = gzip(body.as_bytes());
    assert_eq!(post_gzip(&town, &person, zipped.clone()).await, (200, String::new()));
    assert_eq!(post_gzip(&town, &person, zipped[..zipped.len() / 2].to_vec()).await, (400, "bad_request".into()));
    assert_eq!(post_gzip(&town, &person, gzip(&vec![b' '; 600 * 1024])).await, (413, "too_large".into()));
    assert_eq!(post_gzip(&town, &person, body.into_bytes()).await, (400, "bad_request".into()), "not gzip at all");
}

#[tokio::test]
async fn bad_requests_are_told_and_store_nothing() {
    let town = Town::found();
    let mut person = town.person(Role::Worker, VILLAGE);
    let log = town.log(VILLAGE, nfv::domain::area::Class::Field);
    let good = push_of(&mut person, log, &message());
    let text = good.to_string();
    let with = |key: &str, value: Value| {
        let mut other = good.clone();
        other[key] = value;
        other.to_string()
    };
    let large = ActivityHeld { duty: "x".repeat(530_000), on: Day(20_000), title: String::new(), attendance: 0 };
    let cases = [
        (text[..text.len() / 2].to_owned(), (400, "bad_request")),
        ("[]".to_owned(), (400, "bad_request")),
        (String::new(), (400, "bad_request")),
        (with("v", json!(2)), (426, "future_version")),
        (with("device", json!(Uuid::from_u128(5))), (403, "foreign_device")),
        (push_of(&mut person, log, &Fact::ActivityHeld(large)).to_string(), (413, "too_large")),
    ];
    for (body, (status, code)) in cases {
        let shown = body.chars().take(60).collect::<String>();
        let reply = town.post("/v1/sync", Some(&person.token), body).await;
        assert_eq!(reply.says(), (status, code.to_owned()), "{shown}");
    }
    let pages = pull(&town, &person).await.to_string();
    assert!(!pages.contains("group_message"), "nothing of a refused request was stored");
    assert_eq!(town.post("/v1/sync", Some("nobody's"), text).await.says(), (401, "unknown_token".into()));
}
