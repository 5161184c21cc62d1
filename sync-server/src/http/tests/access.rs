//! Every route × every role × the own area, a neighbour's, and a foreign county's.

use axum::http::Method;
use nfv::{
    domain::{
        area::Class,
        day::Day,
        event::Event,
        facts::{ClueHandled, ClueReported, ClueStep, DoorKind, DoorRegistered, Fact, MessageSent},
        ids::{EntityId, EventId, Incarnation, LogId},
    },
    sync::enrolment::{Grant, Role},
};
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

use super::{
    Reply, Town, blobs,
    town::{FOREIGN, Person, SIBLING, VILLAGE},
};
use crate::http::{Access, routes};

/// Where what is asked about lies, as seen from the caller's village.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    Own,
    Sibling,
    Foreign,
}

impl Target {
    const ALL: [Self; 3] = [Self::Own, Self::Sibling, Self::Foreign];

    const fn code(self) -> &'static str {
        match self {
            Self::Own => VILLAGE,
            Self::Sibling => SIBLING,
            Self::Foreign => FOREIGN,
        }
    }

    /// Whether it lies within the area of such an account.
    const fn within(self, role: Role) -> bool {
        matches!((self, role), (Self::Own, _) | (Self::Sibling, Role::County))
    }
}

/// What a route answers: to nobody, to roles that may not call it, inside and outside the caller's area.
struct Rule {
    method: Method,
    path: &'static str,
    roles: &'static [Role],
    inside: u16,
    outside: u16,
}

const MANAGERS: &[Role] = &[Role::County, Role::Reviewer];
const KEEPERS: &[Role] = &[Role::County, Role::Reviewer, Role::Committee];

fn rules() -> Vec<Rule> {
    let rule = |method, path, roles, inside, outside| Rule { method, path, roles, inside, outside };
    vec![
        rule(Method::GET, "/healthz", &Role::ALL, 200, 200),
        rule(Method::GET, "/readyz", &Role::ALL, 200, 200),
        rule(Method::GET, "/metrics", &Role::ALL, 404, 404),
        rule(Method::GET, "/trust", &Role::ALL, 200, 200),
        rule(Method::GET, "/trust/{file}", &Role::ALL, 200, 200),
        rule(Method::GET, "/openapi.json", &Role::ALL, 200, 200),
        rule(Method::POST, "/v1/sync", &Role::ALL, 200, 200),
        rule(Method::GET, "/v1/server-key", &Role::ALL, 200, 200),
        rule(Method::POST, "/v1/relay", &Role::ALL, 200, 200),
        rule(Method::POST, "/v1/blobs/missing", &Role::ALL, 200, 200),
        rule(Method::PUT, "/v1/blobs/{hash}", &Role::ALL, 200, 404),
        rule(Method::GET, "/v1/blobs/{hash}", &Role::ALL, 200, 404),
        rule(Method::GET, "/v1/blobs/{hash}/thumbnail", &Role::ALL, 200, 404),
        rule(Method::GET, "/v1/snapshots/{log}", &Role::ALL, 200, 403),
        rule(Method::GET, "/v1/snapshots/{log}/{hash}/{frame}", &Role::ALL, 200, 403),
        rule(Method::POST, "/v1/subscriptions", MANAGERS, 204, 403),
        rule(Method::GET, "/v1/invitations/{code}", &Role::ALL, 200, 200),
        rule(Method::POST, "/v1/enrol", &Role::ALL, 200, 200),
        rule(Method::POST, "/v1/sign-in", &Role::ALL, 200, 200),
        rule(Method::POST, "/v1/sign-out", &Role::ALL, 204, 204),
        rule(Method::POST, "/v1/password", &Role::ALL, 204, 204),
        rule(Method::POST, "/v1/accounts/{id}/password", MANAGERS, 200, 404),
        rule(Method::GET, "/v1/audit", MANAGERS, 200, 200),
        rule(Method::POST, "/v1/audit", &Role::ALL, 204, 204),
        rule(Method::POST, "/v1/invitations", MANAGERS, 200, 404),
        rule(Method::GET, "/v1/accounts", MANAGERS, 200, 200),
        rule(Method::POST, "/v1/accounts", MANAGERS, 200, 403),
        rule(Method::POST, "/v1/accounts/{id}", MANAGERS, 200, 404),
        rule(Method::GET, "/v1/devices", MANAGERS, 200, 200),
        rule(Method::POST, "/v1/devices/{id}/revoke", MANAGERS, 204, 404),
        rule(Method::GET, "/v1/held", MANAGERS, 200, 200),
        rule(Method::POST, "/v1/held", MANAGERS, 204, 404),
        rule(Method::POST, "/v1/erasures", MANAGERS, 200, 404),
        rule(Method::POST, "/v1/moves", MANAGERS, 200, 403),
        rule(Method::POST, "/v1/imports", KEEPERS, 200, 403),
        rule(Method::POST, "/v1/releases", &Role::ALL, 200, 200),
        rule(Method::GET, "/v1/releases", MANAGERS, 200, 200),
        rule(Method::POST, "/v1/releases/{id}", MANAGERS, 204, 404),
        rule(Method::POST, "/v1/evidence", &Role::ALL, 200, 200),
        rule(Method::GET, "/verify", &Role::ALL, 200, 200),
        rule(Method::GET, "/verify/{file}", &Role::ALL, 200, 200),
        rule(Method::GET, "/v1/recordings", &Role::ALL, 200, 200),
        rule(Method::GET, "/v1/recordings/{hash}/{piece}", &Role::ALL, 200, 200),
    ]
}

#[tokio::test]
async fn every_route_every_role_own_and_foreign_area() {
    let town = Town::found();
    for route in routes::table() {
        let rules = rules();
        let rule = rules.iter().find(|rule| rule.method == route.method && rule.path == route.path);
        let rule = rule.unwrap_or_else(|| panic!("{} {} has no rule here", route.method, route.path));
        for target in Target::ALL {
            for role in Role::ALL {
                let caller = town.person_as(role);
                let status = call(&town, rule, target, Some(&caller)).await.status.as_u16();
                let expected = match (rule.roles.contains(&role), target.within(role)) {
                    (false, _) => 403,
                    (true, true) => rule.inside,
                    (true, false) => rule.outside,
                };
                assert_eq!(status, expected, "{} {} as {role:?}, {target:?}", rule.method, rule.path);
            }
            for (ended, code) in [(town.revoked(), "revoked"), (town.expired(), "session_expired")] {
                let reply = call(&town, rule, target, Some(&ended)).await;
                if route.access != Access::Public {
                    assert_eq!(reply.says(), (401, code.into()), "{} {}", rule.method, rule.path);
                }
            }
            let nobody = call(&town, rule, target, None).await.status.as_u16();
            let expected = if route.access == Access::Public { rule.inside } else { 401 };
            assert_eq!(nobody, expected, "{} {} without a token", rule.method, rule.path);
        }
    }
    assert_eq!(routes::table().len(), rules().len(), "a rule without a route");
}

/// A request that would succeed if the caller were allowed.
async fn call(town: &Town, rule: &Rule, target: Target, caller: Option<&Person>) -> Reply {
    let token = caller.map(|caller| caller.token.as_str());
    if rule.path.starts_with("/v1/blobs/{hash}") {
        return call_for_photo(town, rule, target, caller).await;
    }
    if rule.path == "/v1/recordings/{hash}/{piece}" {
        let hash = town.record("pledge-2026-1.A.ogg", b"OggS");
        return town.get(&format!("/v1/recordings/{hash}/0"), token).await;
    }
    if rule.method == Method::GET {
        let log = town.log(target.code(), Class::Field);
        let hash = town.snapshot(log).await.hash.to_string();
        let path = rule.path.replace("{code}", &invitation(town, target)).replace("{file}", "style.css");
        let path = path.replace("{log}", &log.to_string()).replace("{hash}", &hash).replace("{frame}", "0");
        return town.get(&path, token).await;
    }
    let worker = town.person(Role::Worker, target.code());
    let fresh = json!({ "device": Uuid::from_u128(rand()), "key": "00".repeat(32), "label": "x" });
    let path = rule.path.replace("{id}", &worker.pen.device.to_string());
    let body = match rule.path {
        "/v1/sync" => {
            let device = caller.map(|caller| caller.pen.device);
            json!({ "v": 1, "epoch": 0, "device": device, "incarnation": Incarnation(Uuid::nil()), "cursors": {} })
        }
        "/v1/password" => {
            if let Some(caller) = caller {
                town.set_password(&caller.account, "the old one");
            }
            json!({ "old": "the old one", "new": "the next one" })
        }
        "/v1/accounts/{id}/password" => {
            let path = rule.path.replace("{id}", &worker.account.id.to_string());
            return town.post(&path, token, "").await;
        }
        "/v1/accounts/{id}" => {
            let path = rule.path.replace("{id}", &worker.account.id.to_string());
            return town.post(&path, token, json!({ "role": "committee" }).to_string()).await;
        }
        "/v1/audit" => json!({ "notes": [{ "n": 1, "at": 0, "action": "viewed", "subject": Uuid::nil() }] }),
        "/v1/relay" => {
            let key = town.app.store.write(|tx| crate::relay::server_key(tx, &crate::ports::OsRandom, 0)).unwrap();
            let (device, secret) = (worker.pen.device, worker.pen.secret());
            let file = nfv::sync::relay::seal(&key, device, &secret, &[], &mut super::relay::Chance).unwrap();
            return town.post(&path, token, file).await;
        }
        "/v1/releases" => {
            let body = super::releasing::request_of(town, &worker, rand());
            return town.post(&path, token, body).await;
        }
        "/v1/releases/{id}" => {
            let seed = rand();
            let id = super::releasing::asked(town, &worker, seed).await;
            let body = json!({ "code": super::releasing::code(seed), "release": true });
            return town.post(&rule.path.replace("{id}", &id), token, body.to_string()).await;
        }
        "/v1/blobs/missing" => json!({ "photos": [] }),
        "/v1/evidence" => json!({ "events": [] }),
        "/v1/subscriptions" => json!({ "area": town.area(target.code()), "want": "keep" }),
        "/v1/enrol" => merged(fresh, &json!({ "code": invitation(town, target) })),
        "/v1/sign-in" => {
            let name = format!("desk {}", rand());
            town.account(&name, Role::Reviewer, super::town::TOWNSHIP, Some("password"));
            merged(fresh, &json!({ "name": name, "password": "password" }))
        }
        "/v1/invitations" => json!({ "account": worker.account.id }),
        "/v1/accounts" => {
            json!({ "name": format!("new {}", rand()), "role": "worker", "area": town.area(target.code()) })
        }
        "/v1/held" | "/v1/erasures" => {
            let mut stranger = town.person(Role::Worker, if target == Target::Foreign { VILLAGE } else { FOREIGN });
            let (log, id) = held_in(town, &mut stranger, town.log(target.code(), Class::Field)).await;
            json!({ "log": log, "id": id, "events": [id], "decision": "refuse", "reason": "r" })
        }
        "/v1/moves" => {
            let (village, other) = (town.area(target.code()), town.area("350581106202"));
            let mut writer = town.person(Role::Worker, target.code());
            let door = door_in(town, &mut writer, LogId::of(village, Class::Field)).await;
            json!({ "what": "household", "door": door, "from": village, "to": other, "reason": "r" })
        }
        "/v1/imports" => {
            let path = format!("/v1/imports?village={}", town.area(target.code()));
            return town.post(&path, token, "number,lane\n1,A\n").await;
        }
        _ => json!({}),
    };
    town.post(&path, token, body.to_string()).await
}

/// A photo of the target's village: uploaded by the caller for a worker's event, or by the worker and looked at.
async fn call_for_photo(town: &Town, rule: &Rule, target: Target, caller: Option<&Person>) -> Reply {
    let mut worker = town.person(Role::Worker, target.code());
    let shot = blobs::shot(town, &mut worker, target.code(), 1);
    let nobody = String::new();
    let token = caller.map_or(&nobody, |caller| &caller.token);
    if rule.method == Method::PUT {
        return blobs::upload(town, token, &shot).await;
    }
    assert_eq!(blobs::upload(town, &worker.token, &shot).await.status, 200);
    let path = rule.path.replace("{hash}", &shot.named.hash.to_string());
    town.get(&format!("{path}?log={}", shot.named.log), Some(token)).await
}

fn invitation(town: &Town, target: Target) -> String {
    let account = town.account(&format!("invited {}", rand()), Role::Worker, target.code(), None);
    let invitation =
        town.app.store.write(|tx| crate::handlers::enrolment::make_invitation(tx, &town.app, &account, None));
    invitation.unwrap().code
}

/// An event that is held in a log.
async fn held_in(town: &Town, stranger: &mut Person, log: LogId) -> (LogId, EventId) {
    let fact = Fact::MessageSent(MessageSent { duty: "group_message".into(), on: Day(20_000) });
    (log, offered(town, stranger, log, &fact).await.header.event_id)
}

async fn door_in(town: &Town, writer: &mut Person, log: LogId) -> EntityId {
    let fact = Fact::DoorRegistered(DoorRegistered { door: DoorKind::Household, fields: BTreeMap::new() });
    offered(town, writer, log, &fact).await.header.entity_id
}

async fn offered(town: &Town, person: &mut Person, log: LogId, fact: &Fact) -> Event {
    let entity = EntityId(Uuid::from_u128(rand()));
    let event = person.pen.write(log, entity, fact, super::town::NOW, &crate::ports::OsRandom).unwrap();
    super::decisions::sync(town, person, json!([{ "event": event }]), json!({})).await;
    event
}

fn merged(mut one: serde_json::Value, other: &serde_json::Value) -> serde_json::Value {
    for (key, value) in other.as_object().unwrap() {
        one[key] = value.clone();
    }
    one
}

fn rand() -> u128 {
    u128::from_be_bytes(crate::ports::random_bytes(&crate::ports::OsRandom))
}

#[tokio::test]
async fn lists_hold_nobody_of_a_foreign_area() {
    let town = Town::found();
    let all: Vec<Person> = [VILLAGE, SIBLING, FOREIGN].iter().map(|code| town.person(Role::Worker, code)).collect();
    for (role, seen) in [(Role::County, [true, true, false]), (Role::Reviewer, [true, false, false])] {
        let caller = town.person_as(role);
        let accounts = town.get("/v1/accounts", Some(&caller.token)).await.json().to_string();
        let devices = town.get("/v1/devices", Some(&caller.token)).await.json().to_string();
        for (person, seen) in all.iter().zip(seen) {
            assert_eq!(accounts.contains(&person.account.id.to_string()), seen, "{role:?}");
            assert_eq!(devices.contains(&person.pen.device.to_string()), seen, "{role:?}");
        }
    }
}

#[tokio::test]
async fn nobody_appoints_upwards_or_invites_a_superior() {
    let town = Town::found();
    let reviewer = town.person_as(Role::Reviewer);
    let wanted = json!({ "name": "N", "role": "county", "area": town.area(super::town::TOWNSHIP) });
    let reply = town.post("/v1/accounts", Some(&reviewer.token), wanted.to_string()).await;
    assert_eq!(reply.says(), (403, "forbidden".into()));
    let county = town.person(Role::County, super::town::TOWNSHIP);
    let reply =
        town.post("/v1/invitations", Some(&reviewer.token), json!({ "account": county.account.id }).to_string());
    assert_eq!(reply.await.says(), (403, "forbidden".into()));
}

/// What each role may read and write, over HTTP: own, neighbouring and foreign village, every class.
#[tokio::test]
async fn grants_bind_the_sync_by_area_and_class() {
    let town = Town::found();
    for role in Role::ALL {
        let mut person = town.person_as(role);
        let grants: Vec<Grant> =
            town.app.store.read(|tx| crate::accounts::grants::of_account(tx, person.account.id)).unwrap();
        for target in Target::ALL {
            for class in Class::ALL {
                let log = town.log(target.code(), class);
                let fate = super::syncing::push_one(&town, &mut person, log).await;
                let may = target.within(role)
                    && match class {
                        Class::Field => true,
                        Class::Cases => role == Role::Police,
                        Class::Review => role == Role::Reviewer,
                    };
                assert_eq!(fate, if may { "stored" } else { "held" }, "{role:?} {target:?} {class:?}");
            }
        }
        let pages = super::syncing::pull(&town, &person).await;
        for page in pages["pages"].as_array().unwrap() {
            assert!(grants.iter().any(|grant| json!(grant.log) == page["log"]), "{role:?} got {}", page["log"]);
        }
    }
}

/// A clue: put into the cases log by whoever works in the village, read by the police and named reviewers alone, wherever one
/// looks; and nothing but a clue goes that way.
#[tokio::test]
async fn clues_are_put_by_all_of_a_village_and_read_by_the_police() {
    const WHAT: &str = "a room full of telephones";
    let clue = || {
        let on = Day::from_ymd(2026, 6, 1).unwrap();
        let (place, contact) = (String::new(), String::new());
        Fact::ClueReported(ClueReported { what: WHAT.into(), on, place, door: None, at: None, contact })
    };
    let town = Town::found();
    for role in Role::ALL {
        let mut person = town.person_as(role);
        for target in Target::ALL {
            for class in [Class::Cases, Class::Review] {
                let log = town.log(target.code(), class);
                let fate = super::syncing::push_fact(&town, &mut person, log, &clue()).await;
                let may = target.within(role) && (class == Class::Cases || role == Role::Reviewer);
                assert_eq!(fate, if may { "stored" } else { "held" }, "{role:?} {target:?} {class:?}");
            }
        }
        let handled = Fact::ClueHandled(ClueHandled { step: ClueStep::Done, note: String::new() });
        let log = town.log(Target::Own.code(), Class::Cases);
        let fate = super::syncing::push_fact(&town, &mut person, log, &handled).await;
        assert_eq!(fate, if role == Role::Police { "stored" } else { "held" }, "{role:?} handles");
    }
    for role in Role::ALL {
        let person = town.person_as(role);
        // Pages, notices and the list of held events, whatever is in them.
        let pages = super::syncing::pull(&town, &person).await.to_string();
        assert_eq!(pages.contains(WHAT), matches!(role, Role::Police | Role::Reviewer), "{role:?} reads");
        let held = town.get("/v1/held", Some(&person.token)).await;
        let logs = if held.status == 200 { held.json().to_string() } else { String::new() };
        assert!(role == Role::Reviewer || !logs.contains(WHAT), "{role:?} decides");
    }
}

/// What lies beside the sync, by class: snapshots of a log, and who decides on what is held in it.
#[tokio::test]
async fn grants_bind_snapshots_and_decisions_by_class() {
    let town = Town::found();
    for class in Class::ALL {
        for target in Target::ALL {
            let log = town.log(target.code(), class);
            for role in Role::ALL {
                let person = town.person_as(role);
                let may = target.within(role)
                    && match class {
                        Class::Field => true,
                        Class::Cases => matches!(role, Role::Police | Role::Reviewer),
                        Class::Review => role == Role::Reviewer,
                    };
                let reply = town.get(&format!("/v1/snapshots/{log}"), Some(&person.token)).await;
                let expected = if may { (404, "snapshot_gone") } else { (403, "forbidden") };
                assert_eq!(reply.says(), (expected.0, expected.1.to_owned()), "{role:?} {target:?} {class:?}");

                let mut stranger = town.person(Role::Worker, if target == Target::Foreign { VILLAGE } else { FOREIGN });
                let (log, id) = held_in(&town, &mut stranger, log).await;
                let body = json!({ "log": log, "id": id, "decision": "refuse", "reason": "r" }).to_string();
                let status = town.post("/v1/held", Some(&person.token), body).await.status.as_u16();
                let expected = match (MANAGERS.contains(&role), may) {
                    (false, _) => 403,
                    (true, true) => 204,
                    (true, false) => 404,
                };
                assert_eq!(status, expected, "held: {role:?} {target:?} {class:?}");
            }
        }
    }
}
