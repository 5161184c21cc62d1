//! Another role or area for an account: who may give it, and that everything follows at once.

use nfv::{domain::area::Class, sync::enrolment::Role};
use serde_json::{Value, json};

use super::{
    Town,
    syncing::{pull, push_one},
    town::{FOREIGN, Person, SIBLING, TOWNSHIP, VILLAGE},
};

async fn change(town: &Town, by: &Person, of: &Person, wanted: Value) -> (u16, String) {
    town.post(&format!("/v1/accounts/{}", of.account.id), Some(&by.token), wanted.to_string()).await.says()
}

fn forbidden() -> (u16, String) {
    (403, "forbidden".into())
}

/// Neither the old nor the new role above the caller's, neither the old nor the new area outside.
#[tokio::test]
async fn nobody_lifts_over_the_own_head_or_across_the_own_border() {
    let town = Town::found();
    let (county, reviewer) = (town.person_as(Role::County), town.person_as(Role::Reviewer));
    let worker = town.person(Role::Worker, VILLAGE);
    for role in Role::ALL {
        let wanted = json!({ "role": role });
        let may = if role == Role::County { forbidden() } else { (200, String::new()) };
        assert_eq!(change(&town, &reviewer, &worker, wanted.clone()).await, may, "{role:?}");
        assert_eq!(change(&town, &county, &worker, wanted).await, (200, String::new()), "{role:?}");
        if role == Role::County {
            let back = change(&town, &reviewer, &worker, json!({ "role": "worker" })).await;
            assert_eq!(back, forbidden(), "one above is not pulled down");
            change(&town, &county, &worker, json!({ "role": "worker" })).await;
        }
    }
    for (code, as_reviewer, as_county) in [(SIBLING, 403, 200), (FOREIGN, 403, 403), (VILLAGE, 200, 200)] {
        let wanted = json!({ "area": town.area(code) });
        for (by, expected) in [(&reviewer, as_reviewer), (&county, as_county)] {
            change(&town, &county, &worker, json!({ "area": town.area(VILLAGE) })).await;
            assert_eq!(change(&town, by, &worker, wanted.clone()).await.0, expected, "{code}");
        }
    }
    let unknown = json!({ "area": uuid::Uuid::nil() });
    assert_eq!(change(&town, &county, &worker, unknown).await, forbidden());
    let own = json!({ "role": "worker" });
    assert_eq!(change(&town, &county, &county, own).await, forbidden(), "nobody locks the desk from inside");
    assert_eq!(change(&town, &county, &worker, json!({ "role": "king" })).await, (400, "bad_request".into()));
}

/// Without signing in again, and with the very next request.
#[tokio::test]
async fn rights_follow_at_once() {
    let town = Town::found();
    let (county, mut person) = (town.person_as(Role::County), town.person(Role::Worker, VILLAGE));
    let (field, review) = (town.log(VILLAGE, Class::Field), town.log(VILLAGE, Class::Review));
    assert_eq!(push_one(&town, &mut person, review).await, "held");
    let to = json!({ "role": "reviewer", "area": town.area(TOWNSHIP) });
    assert_eq!(change(&town, &county, &person, to).await.0, 200);
    assert_eq!(push_one(&town, &mut person, review).await, "stored");
    assert!(pull(&town, &person).await["granted"].as_array().unwrap().contains(&json!(review)));
    assert_eq!(town.get("/v1/accounts", Some(&person.token)).await.status, 200);

    let elsewhere = json!({ "role": "worker", "area": town.area(SIBLING) });
    assert_eq!(change(&town, &county, &person, elsewhere).await.0, 200);
    assert_eq!(town.get("/v1/accounts", Some(&person.token)).await.says(), forbidden());
    assert_eq!(push_one(&town, &mut person, field).await, "held");
    let cursors = json!({ field.to_string(): [0, "0000000000000000"], review.to_string(): [0, "0000000000000000"] });
    let reply = super::decisions::sync(&town, &person, json!([]), json!({ "cursors": cursors })).await;
    assert_eq!(reply.removed.len(), 2, "{reply:?}");
    assert!(reply.granted.contains(&town.log(SIBLING, Class::Field)));
    assert!(!reply.granted.contains(&review));
}

#[tokio::test]
async fn the_record_says_from_what_to_what() {
    let town = Town::found();
    let (county, worker) = (town.person_as(Role::County), town.person(Role::Worker, VILLAGE));
    let to = json!({ "role": "police", "area": town.area(SIBLING) });
    let path = format!("/v1/accounts/{}", worker.account.id);
    let changed = town.post(&path, Some(&county.token), to.to_string()).await.json();
    assert_eq!((&changed["role"], &changed["devices"]), (&json!("police"), &json!(1)));
    let lines = town.get("/v1/audit", Some(&county.token)).await.json()["lines"].clone();
    let line = lines.as_array().unwrap().iter().find(|line| line["action"] == "role_changed").unwrap();
    assert_eq!((&line["actor"], &line["subject"]), (&json!(county.account.id), &json!(worker.account.id)));
    let detail = format!("worker to police, area {} to {}", town.area(VILLAGE), town.area(SIBLING));
    assert_eq!(line["detail"], json!(detail));
    assert_eq!(change(&town, &county, &worker, json!({ "role": "king" })).await.0, 400);
    let lines = town.audit().into_iter().filter(|(action, _)| action == "role_changed").count();
    assert_eq!(lines, 1, "what is refused is no change");
}

/// A phone shows and does what its account may now, also where no log comes or goes by it.
#[tokio::test]
async fn a_device_is_told_with_its_next_sync() {
    let town = Town::found();
    let (county, person) = (town.person_as(Role::County), town.person(Role::Worker, VILLAGE));
    let ask = async |cursors: Value| super::decisions::sync(&town, &person, json!([]), cursors).await.account;
    let whole = ask(json!({ "cursors": {} })).await.unwrap();
    let above: Vec<_> = [super::town::COUNTY, TOWNSHIP].map(|code| town.log(code, Class::Field)).into();
    assert_eq!((whole.role, whole.area), (Role::Worker, town.area(VILLAGE)));
    let mut read_only = whole.read_only;
    read_only.sort_by_key(|log| above.iter().position(|above| above == log));
    assert_eq!(read_only, above, "rounds and rule sets are not the worker's");
    assert_eq!(change(&town, &county, &person, json!({ "role": "committee" })).await.0, 200);
    assert_eq!(ask(json!({ "state": "" })).await.unwrap().role, Role::Committee);
    assert_eq!(ask(json!({})).await, None, "a push-only request asks nothing");
}
