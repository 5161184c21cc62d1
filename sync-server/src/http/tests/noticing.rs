//! Notices: told once under a tag, by logs that the caller may not read, and nothing in an idle sync.

use nfv::{
    domain::{
        area::Class,
        day::Day,
        facts::{CaseFiled, CaseKind, Fact, RoundOpened, RuleSetAdopted},
        ids::{EntityId, LogId},
        score::Tier,
    },
    sync::{enrolment::Role, messages::state_of},
};
use serde_json::json;
use uuid::Uuid;

use super::{
    Town,
    decisions::sync,
    town::{COUNTY, NOW, Person, VILLAGE},
};
use crate::{ports::OsRandom, store::Store as _};

const DAY_MS: u64 = 86_400_000;

async fn record(town: &Town, person: &mut Person, log: LogId, n: u128, fact: &Fact) {
    let event = person.pen.write(log, EntityId(Uuid::from_u128(n)), fact, NOW, &OsRandom).unwrap();
    let told = sync(town, person, json!([{ "event": event }]), json!({})).await;
    assert_eq!(serde_json::to_value(&told.verdicts[0]).unwrap()["verdict"], "stored");
}

/// A round of the whole year under the shipped rules.
pub(super) async fn open_round(town: &Town) {
    let mut county = town.person_as(Role::County);
    let log = town.log(COUNTY, Class::Field);
    let toml = include_str!("../../../../assets/rules/2026-1.toml").to_owned();
    let rules = RuleSetAdopted { version: "2026-1".into(), toml };
    record(town, &mut county, log, 60, &Fact::RuleSetAdopted(rules)).await;
    let [first, last] = ["2026-01-01", "2026-12-31"].map(|day| day.parse().unwrap());
    let round = RoundOpened { name: "2026".into(), first, last, rule_set: "2026-1".into() };
    record(town, &mut county, log, 50, &Fact::RoundOpened(round)).await;
}

#[tokio::test]
async fn a_worker_hears_what_the_cases_come_to_and_hears_it_once() {
    let town = Town::found();
    open_round(&town).await;
    let worker = town.person(Role::Worker, VILLAGE);
    let village = town.area(VILLAGE);
    let ask = async |tag: &str| sync(&town, &worker, json!([]), json!({ "cursors": {}, "notices": tag })).await.notices;
    let told = ask("").await.unwrap();
    let about = told.areas.iter().find(|notice| notice.area == village).unwrap();
    let standing = about.standing.clone().unwrap();
    assert_eq!(standing.tier, Tier::Underway);
    assert!(!standing.blocked_by.iter().any(|code| code == "cases_unread"), "{standing:?}");
    assert_eq!(about.heard.len(), 1, "the worker's own device");
    assert!(about.figures.is_none(), "the worker reads that log");
    assert_eq!(told.areas.len(), 1, "nothing of other villages");
    assert_eq!(ask(&told.tag).await, None, "once");
    assert_eq!(sync(&town, &worker, json!([]), json!({ "cursors": {} })).await.notices, None, "nobody asked");

    // Idle: one small answer.
    let heads = town.app.store.heads(&[COUNTY, "350581106", VILLAGE].map(|code| town.log(code, Class::Field))).unwrap();
    let request = json!({
        "v": 1, "epoch": 7, "device": worker.pen.device, "incarnation": Uuid::nil(), "state": state_of(&heads),
        "notices": told.tag,
    });
    let reply = town.post("/v1/sync", Some(&worker.token), request.to_string()).await;
    assert!(reply.body.len() + request.to_string().len() < 1024 && reply.json().get("send_cursors").is_none());

    // A case that the worker may not read changes what blocks the village.
    let mut police = town.person(Role::Police, VILLAGE);
    let day = Day::of_unix_ms(NOW, nfv::domain::day::Zone(480));
    let filed =
        CaseFiled { case: CaseKind::Suspect, on: day, loss: 0, resident_since: None, door: None, fraud: String::new() };
    record(&town, &mut police, town.log(VILLAGE, Class::Cases), 70, &Fact::CaseFiled(filed)).await;
    town.wait(120_000);
    let told = ask(&told.tag).await.unwrap();
    let standing = told.areas.iter().find(|notice| notice.area == village).unwrap().standing.clone().unwrap();
    assert!(standing.blocked_by.iter().any(|code| code == "suspect"), "{standing:?}");
    assert!(!serde_json::to_string(&told).unwrap().contains(&Uuid::from_u128(70).to_string()), "not which case");
}

#[tokio::test]
async fn a_silent_device_shows_by_its_day() {
    let town = Town::found();
    let (silent, awake) = (town.person(Role::Worker, VILLAGE), town.person(Role::Worker, VILLAGE));
    sync(&town, &silent, json!([]), json!({ "cursors": {} })).await;
    town.wait(6 * DAY_MS);
    sync(&town, &awake, json!([]), json!({ "cursors": {} })).await;
    // Who was heard is written along with the next push.
    let mut county = town.person_as(Role::County);
    let rules = RuleSetAdopted { version: "x".into(), toml: String::new() };
    record(&town, &mut county, town.log(COUNTY, Class::Field), 60, &Fact::RuleSetAdopted(rules)).await;
    let told = sync(&town, &awake, json!([]), json!({ "cursors": {}, "notices": "" })).await.notices.unwrap();
    let heard = &told.areas.iter().find(|notice| notice.area == town.area(VILLAGE)).unwrap().heard;
    let day = |ms| Day::of_unix_ms(ms, nfv::domain::day::Zone(480));
    assert_eq!(heard, &[day(NOW), day(NOW + 6 * DAY_MS)]);
}
