//! Sessions: silence, signing out, passwords; and what the record of all that shows to whom.

use axum::{
    body::Body,
    http::{Method, header},
};
use nfv::sync::enrolment::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Reply, Town, syncing,
    town::{FOREIGN, Person, SIBLING, TOWNSHIP, VILLAGE, request},
};
use crate::http::routes;

const DAY: u64 = 24 * 60 * 60 * 1000;

async fn knock(town: &Town, token: &str) -> (u16, String) {
    let body = json!({ "v": 1, "epoch": 0, "device": Uuid::nil(), "incarnation": Uuid::nil() });
    town.post("/v1/sync", Some(token), body.to_string()).await.says()
}

/// Another device would be refused for its id: that far it comes only with a good token.
const LET_IN: (u16, &str) = (403, "foreign_device");

fn says((status, code): (u16, &str)) -> (u16, String) {
    (status, code.to_owned())
}

#[tokio::test]
async fn silence_ends_a_session_and_signing_in_again_goes_on_with_the_same_device() {
    let town = Town::found();
    let mut worker = town.person(Role::Worker, VILLAGE);
    let log = town.log(VILLAGE, nfv::domain::area::Class::Field);
    town.wait(89 * DAY);
    assert_eq!(syncing::push_one(&town, &mut worker, log).await, "stored");
    town.wait(90 * DAY - 1);
    assert_eq!(knock(&town, &worker.token).await, says(LET_IN), "heard of in between");
    town.wait(1);
    assert_eq!(knock(&town, &worker.token).await, says((401, "session_expired")));
    let invitation = {
        let reviewer = town.person_late(Role::Reviewer, TOWNSHIP);
        let devices = town.get("/v1/devices", Some(&reviewer.token)).await.json();
        let until = devices.as_array().unwrap().iter().find(|line| line["id"] == json!(worker.pen.device)).unwrap();
        assert!(until["session_until"].as_u64().unwrap() <= town.app.now_ms());
        let body = json!({ "account": worker.account.id }).to_string();
        town.post("/v1/invitations", Some(&reviewer.token), body).await.json()["code"].clone()
    };
    let key = hex::encode(worker.pen.public_key());
    let body = json!({ "code": invitation, "device": worker.pen.device, "key": key, "label": "again" });
    let enrolled = town.post("/v1/enrol", None, body.to_string()).await;
    assert_eq!(enrolled.status, 200, "{}", enrolled.json());
    worker.token = enrolled.json()["token"].as_str().unwrap().to_owned();
    assert_eq!(
        syncing::push_one(&town, &mut worker, log).await,
        "stored",
        "what it held goes on as if nothing had been"
    );
}

#[tokio::test]
async fn signing_out_ends_the_token_only() {
    let town = Town::found();
    let worker = town.person(Role::Worker, VILLAGE);
    assert_eq!(town.post("/v1/sign-out", Some(&worker.token), "").await.status, 204);
    assert_eq!(knock(&town, &worker.token).await, says((401, "unknown_token")));
    let reviewer = town.person_as(Role::Reviewer);
    let devices = town.get("/v1/devices", Some(&reviewer.token)).await.json();
    let line = devices.as_array().unwrap().iter().find(|line| line["id"] == json!(worker.pen.device)).unwrap().clone();
    assert!(line["revoked_at"].is_null() && line["session_until"].is_null(), "{line}");
}

async fn change(town: &Town, person: &Person, old: &str, new: &str) -> (u16, String) {
    town.post("/v1/password", Some(&person.token), json!({ "old": old, "new": new }).to_string()).await.says()
}

async fn sign_in(town: &Town, name: &str, password: &str) -> Reply {
    let device: [u8; 16] = crate::ports::random_bytes(&crate::ports::OsRandom);
    let device = Uuid::from_bytes(device);
    let body = json!({ "name": name, "password": password, "device": device, "key": "07".repeat(32), "label": "desk" });
    town.post("/v1/sign-in", None, body.to_string()).await
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions() {
    let town = Town::found();
    let person = town.person_as(Role::Reviewer);
    let name = person.account.name.clone();
    assert_eq!(change(&town, &person, "", "long enough").await, says((401, "wrong_password")), "it has none");
    town.set_password(&person.account, "open sesame");
    let other = sign_in(&town, &name, "open sesame").await.json()["token"].as_str().unwrap().to_owned();
    for unfit in ["short", name.as_str(), &"x".repeat(129)] {
        assert_eq!(change(&town, &person, "open sesame", unfit).await, says((422, "password_unfit")));
    }
    assert_eq!(change(&town, &person, "wrong", "long enough").await, says((401, "wrong_password")));
    assert_eq!(knock(&town, &other).await, says(LET_IN));
    assert_eq!(change(&town, &person, "open sesame", "long enough").await, (204, String::new()));
    assert_eq!(knock(&town, &other).await, says((401, "unknown_token")));
    assert_eq!(knock(&town, &person.token).await, says(LET_IN), "the own one stays");
    assert_eq!(sign_in(&town, &name, "open sesame").await.says(), says((401, "wrong_password")));
    assert_eq!(sign_in(&town, &name, "long enough").await.status, 200);
}

#[tokio::test]
async fn guessing_the_old_password_is_throttled() {
    let town = Town::found();
    let person = town.person_as(Role::Reviewer);
    town.set_password(&person.account, "open sesame");
    for _ in 0..5 {
        assert_eq!(change(&town, &person, "guess", "long enough").await, says((401, "wrong_password")));
    }
    assert_eq!(change(&town, &person, "open sesame", "long enough").await, says((429, "throttled")));
}

#[tokio::test]
async fn a_reset_password_is_told_once_and_ends_every_session() {
    let town = Town::found();
    let (reviewer, worker) = (town.person_as(Role::Reviewer), town.person(Role::Worker, VILLAGE));
    let path = format!("/v1/accounts/{}/password", worker.account.id);
    let password = town.post(&path, Some(&reviewer.token), "").await.json()["password"].as_str().unwrap().to_owned();
    assert_eq!(knock(&town, &worker.token).await, says((401, "unknown_token")));
    assert_eq!(sign_in(&town, &worker.account.name, &password).await.status, 200);
    let told = town.audit();
    assert!(told.contains(&("password_reset".to_owned(), "1 sessions ended".to_owned())), "{told:?}");
    assert!(!format!("{told:?}").contains(&password));
    let superior = town.person(Role::County, TOWNSHIP);
    let path = format!("/v1/accounts/{}/password", superior.account.id);
    assert_eq!(town.post(&path, Some(&reviewer.token), "").await.says(), says((403, "forbidden")));
}

fn note(n: u32, subject: &Uuid) -> Value {
    json!({ "n": n, "at": 5, "action": "viewed", "subject": subject })
}

async fn lines(town: &Town, reader: &Person) -> Vec<Value> {
    town.get("/v1/audit", Some(&reader.token)).await.json()["lines"].as_array().unwrap().clone()
}

#[tokio::test]
async fn the_record_is_read_by_area_and_notes_are_taken_once() {
    let town = Town::found();
    let door = Uuid::from_u128(77);
    for code in [VILLAGE, SIBLING, FOREIGN] {
        let desk = town.person(Role::Committee, code);
        for notes in [json!([note(1, &door)]), json!([note(1, &door), note(2, &door)])] {
            let reply = town.post("/v1/audit", Some(&desk.token), json!({ "notes": notes }).to_string()).await;
            assert_eq!(reply.status, 204);
        }
    }
    for (role, seen) in [(Role::County, 4), (Role::Reviewer, 2)] {
        let lines = lines(&town, &town.person_as(role)).await;
        let viewed: Vec<_> = lines.iter().filter(|line| line["action"] == "viewed").collect();
        assert_eq!(viewed.len(), seen, "{role:?}: {lines:?}");
        assert!(viewed.iter().all(|line| line["subject"] == json!(door) && line["at"] == 5));
    }
    let many: Vec<Value> = (0..101).map(|n| note(n, &door)).collect();
    let desk = town.person(Role::Committee, VILLAGE);
    let reply = town.post("/v1/audit", Some(&desk.token), json!({ "notes": many }).to_string()).await;
    assert_eq!(reply.says(), says((413, "too_large")));
}

#[tokio::test]
async fn the_record_pages_to_its_end() {
    let town = Town::found();
    let reviewer = town.person_as(Role::Reviewer);
    for batch in 0..3 {
        let notes: Vec<Value> = (1..=70).map(|n| note(batch * 70 + n, &Uuid::nil())).collect();
        let body = json!({ "notes": notes }).to_string();
        assert_eq!(town.post("/v1/audit", Some(&reviewer.token), body).await.status, 204);
    }
    let (mut read, mut path) = (Vec::new(), "/v1/audit".to_owned());
    loop {
        let page = town.get(&path, Some(&reviewer.token)).await.json();
        read.extend(page["lines"].as_array().unwrap().iter().map(|line| line["id"].as_u64().unwrap()));
        let Some(before) = page["before"].as_u64() else { break };
        path = format!("/v1/audit?before={before}");
    }
    assert_eq!(read.len(), 210);
    assert!(read.windows(2).all(|pair| pair[0] > pair[1]), "newest first, none twice");
}

#[tokio::test]
async fn the_record_is_asked_for_one_person_or_one_action() {
    let town = Town::found();
    let (reviewer, desk) = (town.person_as(Role::Reviewer), town.person(Role::Committee, VILLAGE));
    for person in [&reviewer, &desk] {
        let body = json!({ "notes": [note(1, &Uuid::nil())] }).to_string();
        assert_eq!(town.post("/v1/audit", Some(&person.token), body).await.status, 204);
    }
    assert_eq!(town.post("/v1/sign-out", Some(&desk.token), "").await.status, 204);
    let id = desk.account.id;
    for (wanted, found) in [
        (format!("?actor={id}"), vec!["sign_out", "viewed"]),
        ("?action=viewed".to_owned(), vec!["viewed", "viewed"]),
        (format!("?actor={id}&action=viewed"), vec!["viewed"]),
        ("?action=no_such".to_owned(), vec![]),
    ] {
        let page = town.get(&format!("/v1/audit{wanted}"), Some(&reviewer.token)).await.json();
        let actions: Vec<_> = page["lines"].as_array().unwrap().iter().map(|line| line["action"].clone()).collect();
        assert_eq!(actions, found, "{wanted}");
    }
    let refused = town.get("/v1/audit?actor=nobody", Some(&reviewer.token)).await;
    assert_eq!(refused.status, 400);
}

#[tokio::test]
async fn nothing_unwrites_the_record() {
    let town = Town::found();
    let worker = town.person(Role::Worker, VILLAGE);
    assert_eq!(town.post("/v1/sign-out", Some(&worker.token), "").await.status, 204);
    for sql in ["DELETE FROM audit", "UPDATE audit SET detail = 'nothing'"] {
        let done = town.app.store.write(|tx| tx.execute(sql, &[]));
        assert!(done.is_err(), "{sql}");
    }
    assert!(town.audit().iter().any(|(action, _)| action == "sign_out"));
}

#[tokio::test]
async fn there_are_no_cookies() {
    let town = Town::found();
    let person = town.person_as(Role::County);
    for route in routes::table() {
        let path = route.path.replace("{id}", &Uuid::nil().to_string()).replace("{code}", "x");
        for token in [None, Some(person.token.as_str())] {
            let builder = request(route.method.clone(), &path, token);
            let reply = town.ask(builder.body(Body::from("{}")).unwrap()).await;
            assert!(!reply.headers.contains_key(header::SET_COOKIE), "{path}");
        }
    }
    // What a browser sends by itself lets nobody in.
    for value in ["token", "session", "authorization"] {
        let cookie = format!("{value}={}; Authorization=Bearer {}", person.token, person.token);
        let ask = request(Method::GET, "/v1/devices", None).header(header::COOKIE, cookie);
        assert_eq!(town.ask(ask.body(Body::empty()).unwrap()).await.says(), says((401, "unknown_token")));
    }
    let basic =
        request(Method::GET, "/v1/devices", None).header(header::AUTHORIZATION, format!("Basic {}", person.token));
    assert_eq!(town.ask(basic.body(Body::empty()).unwrap()).await.status, 401);
}
