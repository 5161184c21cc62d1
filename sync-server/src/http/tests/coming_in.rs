//! Invitations, enrolment, sign-in, revocation: every state with its code.

use nfv::sync::enrolment::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Reply, Town,
    town::{TOWNSHIP, VILLAGE},
};

const HOUR: u64 = 60 * 60 * 1000;

async fn invite(town: &Town, name: &str) -> String {
    let account = town.account(name, Role::Worker, VILLAGE, None);
    let reviewer = town.person_as(Role::Reviewer);
    let body = json!({ "account": account.id }).to_string();
    let reply = town.post("/v1/invitations", Some(&reviewer.token), body).await;
    reply.json()["code"].as_str().unwrap().to_owned()
}

async fn enrol(town: &Town, code: &str, device: u128, key: u8) -> Reply {
    let key = hex::encode([key; 32]);
    let body = json!({ "code": code, "device": Uuid::from_u128(device), "key": key, "label": "Chrome" });
    town.post("/v1/enrol", None, body.to_string()).await
}

async fn state(town: &Town, code: &str) -> Value {
    town.get(&format!("/v1/invitations/{code}"), None).await.json()["state"].clone()
}

#[tokio::test]
async fn looking_spends_nothing_and_enrolling_once_does() {
    let town = Town::found();
    let code = invite(&town, "W").await;
    for _ in 0..3 {
        assert_eq!(state(&town, &code).await, "open");
    }
    let reply = enrol(&town, &code.to_lowercase().replace('-', ""), 1, 1).await;
    assert_eq!(reply.status, 200, "{}", reply.json());
    let enrolled = reply.json();
    assert_eq!((&enrolled["name"], &enrolled["role"], &enrolled["epoch"]), (&json!("W"), &json!("worker"), &json!(7)));
    assert_eq!(enrolled["grants"].as_array().unwrap().len(), 3, "county, township, village");
    assert_eq!(state(&town, &code).await, "spent");
    let caller = town.caller(enrolled["token"].as_str().unwrap()).unwrap();
    assert_eq!(caller.account.name, "W");
    let stored = town.audit();
    assert!(stored.iter().any(|(action, _)| action == "enrolment"), "{stored:?}");
}

#[tokio::test]
async fn a_lost_reply_does_not_lose_the_invitation() {
    let town = Town::found();
    let code = invite(&town, "W").await;
    let first = enrol(&town, &code, 1, 1).await.json()["token"].as_str().unwrap().to_owned();
    let again = enrol(&town, &code, 1, 1).await;
    assert_eq!(again.status, 200);
    let second = again.json()["token"].as_str().unwrap().to_owned();
    assert!(first != second && town.caller(&second).is_ok());
    assert!(town.caller(&first).is_err(), "the token nobody got is worth nothing");
    assert_eq!(enrol(&town, &code, 2, 1).await.says(), (409, "invitation_spent".into()), "another device");
    assert_eq!(enrol(&town, &code, 1, 2).await.says(), (409, "invitation_spent".into()), "another key");
    town.wait(72 * HOUR);
    assert_eq!(enrol(&town, &code, 1, 1).await.says(), (410, "invitation_expired".into()), "its life is over");
}

#[tokio::test]
async fn late_unknown_and_garbled_codes() {
    let town = Town::found();
    let code = invite(&town, "W").await;
    town.wait(72 * HOUR - 1);
    assert_eq!(state(&town, &code).await, "open");
    town.wait(1);
    assert_eq!(state(&town, &code).await, "expired");
    assert_eq!(enrol(&town, &code, 1, 1).await.says(), (410, "invitation_expired".into()));
    assert_eq!(enrol(&town, "000000-000000-000000", 1, 1).await.says(), (404, "unknown_invitation".into()));
    assert_eq!(town.get("/v1/invitations/x", None).await.says(), (404, "unknown_invitation".into()));
    assert_eq!(town.post("/v1/enrol", None, "{\"code\":1}").await.says(), (400, "bad_request".into()));
    assert_eq!(town.post("/v1/enrol", None, vec![b' '; 20_000]).await.says(), (413, "too_large".into()));
}

#[tokio::test]
async fn a_device_belongs_to_one_account() {
    let town = Town::found();
    let (one, other) = (invite(&town, "W1").await, invite(&town, "W2").await);
    assert_eq!(enrol(&town, &one, 1, 1).await.status, 200);
    assert_eq!(enrol(&town, &other, 1, 1).await.says(), (409, "device_taken".into()));
    assert_eq!(state(&town, &other).await, "open", "and the invitation is not spent");
}

#[tokio::test]
async fn a_revoked_device_is_told_so_and_cannot_come_back() {
    let town = Town::found();
    let code = invite(&town, "W").await;
    let token = enrol(&town, &code, 1, 1).await.json()["token"].as_str().unwrap().to_owned();
    let reviewer = town.person_as(Role::Reviewer);
    let path = format!("/v1/devices/{}/revoke", Uuid::from_u128(1));
    for _ in 0..2 {
        assert_eq!(town.post(&path, Some(&reviewer.token), "").await.status, 204, "twice is no error");
    }
    assert_eq!(town.post("/v1/sync", Some(&token), "{}").await.says(), (401, "revoked".into()));
    assert_eq!(enrol(&town, &code, 1, 1).await.says(), (401, "revoked".into()));
    let devices = town.get("/v1/devices", Some(&reviewer.token)).await.json();
    let line = devices.as_array().unwrap().iter().find(|device| device["name"] == "W").unwrap().clone();
    assert!(line["revoked_at"].is_u64(), "{line}");
    let path = "/v1/devices/nonsense/revoke";
    assert_eq!(town.post(path, Some(&reviewer.token), "").await.says(), (404, "unknown_device".into()));
}

async fn sign_in(town: &Town, name: &str, password: &str) -> Reply {
    let device = Uuid::from_bytes(crate::ports::random_bytes(&crate::ports::OsRandom));
    let body = json!({ "name": name, "password": password, "device": device, "key": "07".repeat(32), "label": "desk" });
    town.post("/v1/sign-in", None, body.to_string()).await
}

#[tokio::test]
async fn sign_in_right_wrong_and_throttled() {
    let town = Town::found();
    town.account("R", Role::Reviewer, TOWNSHIP, Some("open sesame"));
    town.account("invited only", Role::Worker, VILLAGE, None);
    assert_eq!(sign_in(&town, " R ", "open sesame").await.status, 200, "blanks around a name are forgiven");
    for name in ["R", "nobody", "invited only"] {
        assert_eq!(sign_in(&town, name, "").await.says(), (401, "wrong_password".into()), "{name}");
    }
    for _ in 0..4 {
        assert_eq!(sign_in(&town, "R", "wrong").await.says(), (401, "wrong_password".into()));
    }
    let late = sign_in(&town, "R", "open sesame").await;
    assert_eq!(late.says(), (429, "throttled".into()), "even the right one waits now");
    assert_eq!(late.headers["retry-after"], "900");
    town.wait(15 * 60 * 1000);
    assert_eq!(sign_in(&town, "R", "open sesame").await.status, 200);
    let actions: Vec<String> = town.audit().into_iter().map(|(action, _)| action).collect();
    assert_eq!(actions.iter().filter(|action| *action == "sign_in_failed").count(), 7);
    assert_eq!(actions.iter().filter(|action| *action == "sign_in").count(), 2);
}

#[tokio::test]
async fn secrets_are_not_in_the_database_file() {
    let town = Town::found();
    town.account("R", Role::Reviewer, TOWNSHIP, Some("open sesame"));
    let code = invite(&town, "W").await;
    let token = enrol(&town, &code, 1, 1).await.json()["token"].as_str().unwrap().to_owned();
    let path = town.database_file();
    for file in [path.clone(), path.with_extension("sqlite-wal")] {
        let bytes = std::fs::read(file).unwrap_or_default();
        for secret in [code.as_str(), &code.replace('-', ""), &token, "open sesame"] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()));
        }
    }
}
