//! Forgotten PINs over HTTP: only its device asks, only who manages it releases, only with its code.

use nfv::sync::{
    enrolment::Role,
    relay::{ServerKey, ServerSecret},
    release::{self, code_of, read_answer},
};
use serde_json::{Value, json};

use super::{
    Town,
    relay::Chance,
    town::{NOW, Person, TOWNSHIP, VILLAGE},
};

const KEY: [u8; 32] = [42; 32];

fn sealed(town: &Town, person: &Person) -> Vec<u8> {
    let key = town.app.store.write(|tx| crate::relay::server_key(tx, &crate::ports::OsRandom, 0)).unwrap();
    release::seal(&key, person.pen.device, &person.pen.secret(), &KEY, &mut Chance).unwrap()
}

fn public(seed: u128) -> ServerKey {
    ServerSecret::from_seed(&seed_of(seed)).public()
}

fn seed_of(seed: u128) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes[..16].copy_from_slice(&seed.to_be_bytes());
    bytes
}

/// The code that such a device shows.
pub(super) fn code(seed: u128) -> String {
    code_of(&public(seed))
}

/// What somebody's locked device posts.
pub(super) fn request_of(town: &Town, person: &Person, seed: u128) -> String {
    request(&sealed(town, person), public(seed))
}

fn request(sealed: &[u8], reply_to: ServerKey) -> String {
    json!({ "sealed": hex::encode(sealed), "reply_to": reply_to }).to_string()
}

/// An open request of somebody; returns its id.
pub(super) async fn asked(town: &Town, person: &Person, seed: u128) -> String {
    let reply = town.post("/v1/releases", None, request_of(town, person, seed)).await;
    assert_eq!(reply.json(), json!({ "state": "waiting" }));
    hex::encode(release::id_of(&public(seed)))
}

fn decision(code: &str, release: bool) -> String {
    json!({ "code": code, "release": release }).to_string()
}

#[tokio::test]
async fn the_key_comes_back_to_whoever_asked_and_the_audit_says_who_released_it() {
    let town = Town::found();
    let (worker, reviewer) = (town.person(Role::Worker, VILLAGE), town.person(Role::Reviewer, TOWNSHIP));
    let (older, id) = (asked(&town, &worker, 1).await, asked(&town, &worker, 2).await);
    let open = town.get("/v1/releases", Some(&reviewer.token)).await.json();
    assert_eq!((open.as_array().unwrap().len(), &open[0]["id"]), (1, &json!(id)), "the newest counts");
    assert_eq!(open[0]["name"], json!(worker.account.name));
    let path = format!("/v1/releases/{id}");
    let release = |code: String| town.post(&path, Some(&reviewer.token), decision(&code, true));
    assert_eq!(release(code_of(&public(1))).await.says(), (422, "wrong_code".into()));
    let gone = town.post(&format!("/v1/releases/{older}"), Some(&reviewer.token), decision("0", true)).await;
    assert_eq!(gone.says(), (404, "unknown_release".into()));
    let code = code_of(&public(2));
    assert_eq!(release(format!("{} {}", &code[..4], &code[4..])).await.status, 204);
    assert_eq!(release(code).await.says(), (404, "unknown_release".into()), "once");
    let body = request(&sealed(&town, &worker), public(2));
    let reply: Value = town.post("/v1/releases", None, body).await.json();
    let answer = hex::decode(reply["answer"].as_str().unwrap()).unwrap();
    assert_eq!(read_answer(&seed_of(2), &answer), Ok(KEY));
    assert!(town.audit().iter().any(|(action, _)| action == "key_released"));
    assert_eq!(town.get("/v1/releases", Some(&reviewer.token)).await.json(), json!([]));
}

#[tokio::test]
async fn a_refusal_is_told_and_noted() {
    let town = Town::found();
    let (worker, reviewer) = (town.person(Role::Worker, VILLAGE), town.person(Role::Reviewer, TOWNSHIP));
    let id = asked(&town, &worker, 1).await;
    let reply = town.post(&format!("/v1/releases/{id}"), Some(&reviewer.token), decision("", false)).await;
    assert_eq!(reply.status, 204);
    let body = request(&sealed(&town, &worker), public(1));
    assert_eq!(town.post("/v1/releases", None, body).await.json(), json!({ "state": "refused" }));
    assert!(town.audit().iter().any(|(action, _)| action == "key_refused"));
}

#[tokio::test]
async fn boxes_of_nobody_and_of_ended_devices_are_refused() {
    let town = Town::found();
    let (worker, other) = (town.person(Role::Worker, VILLAGE), town.person(Role::Worker, VILLAGE));
    let good = sealed(&town, &worker);
    let mut changed = good.clone();
    changed[60] ^= 1;
    let key = town.app.store.read(crate::relay::known_key).unwrap().unwrap();
    let forged = release::seal(&key, worker.pen.device, &other.pen.secret(), &KEY, &mut Chance).unwrap();
    for (sealed, code) in
        [(changed, "damaged_relay_file"), (forged, "damaged_relay_file"), (vec![1; 5], "damaged_relay_file")]
    {
        let reply = town.post("/v1/releases", None, request(&sealed, public(1))).await;
        assert_eq!(reply.says(), (422, code.into()));
    }
    asked(&town, &worker, 1).await;
    let taken = request(&sealed(&town, &other), public(1));
    assert_eq!(town.post("/v1/releases", None, taken).await.status, 422, "the name of somebody else's request");
    town.app.store.write(|tx| crate::accounts::devices::revoke(tx, worker.pen.device, NOW)).unwrap();
    let reply = town.post("/v1/releases", None, request(&good, public(1))).await;
    assert_eq!(reply.says(), (401, "revoked".into()));
}
