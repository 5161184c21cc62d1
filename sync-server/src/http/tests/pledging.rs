//! Evidence of pledges for those who may have it; and the page for whoever has a code.

use nfv::{
    domain::{
        area::Class,
        event::Event,
        facts::{Fact, FactRetracted, PledgeDeclined, PledgeSigned, PledgeWithdrawn},
        ids::{EntityId, LogId},
        pledge::{code::Code, evidence::Chain},
    },
    sync::{enrolment::Role, evidence::EvidenceReply},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Town,
    decisions::sync,
    town::{Person, SIBLING, VILLAGE, request},
};
use crate::{check, ports::OsRandom};

const DOOR: EntityId = EntityId(Uuid::from_u128(0xD0));

/// A signing at the door, stored by the server.
async fn signed(town: &Town, person: &mut Person, signer: &str) -> Event {
    let body = json!({ "text": "t", "text_hash": "00", "signer": signer, "strokes": [[[1, 2, 3], [4, 5, 6]]] });
    let fact: PledgeSigned = serde_json::from_value(body).unwrap();
    stored(town, person, &Fact::PledgeSigned(fact)).await
}

async fn stored(town: &Town, person: &mut Person, fact: &Fact) -> Event {
    let log = town.log(VILLAGE, Class::Field);
    let event = person.pen.write(log, DOOR, fact, town.app.now_ms(), &OsRandom).unwrap();
    let reply = sync(town, person, json!([{ "event": event }]), json!({})).await;
    assert_eq!(serde_json::to_value(&reply.verdicts[0]).unwrap()["verdict"], "stored");
    event
}

async fn ask(town: &Town, person: &Person, events: &[&Event]) -> EvidenceReply {
    let one = |event: &&Event| json!({ "log": event.header.log_id, "event": event.header.event_id });
    let body = json!({ "events": events.iter().map(one).collect::<Vec<Value>>() });
    let reply = town.post("/v1/evidence", Some(&person.token), body.to_string()).await;
    assert_eq!(reply.status, 200, "{:?}", reply.json());
    serde_json::from_slice(&reply.body).unwrap()
}

#[tokio::test]
async fn evidence_goes_to_authors_and_readers_and_holds() {
    let town = Town::found();
    let mut worker = town.person(Role::Worker, VILLAGE);
    let (reader, stranger) = (town.person_as(Role::Reviewer), town.person(Role::Worker, SIBLING));
    let (one, two) = (signed(&town, &mut worker, "甲").await, signed(&town, &mut worker, "乙").await);
    let mut never = one.clone();
    never.header.event_id.0 = Uuid::from_u128(1);
    for person in [&worker, &reader] {
        let reply = ask(&town, person, &[&one, &never, &two]).await;
        let [Some(first), None, Some(second)] = &reply.evidence[..] else { panic!("{:?}", reply.evidence) };
        assert_eq!(first.check(&one, &one.hash()), Ok(Chain::First));
        assert_eq!(second.check(&two, &two.hash()), Ok(Chain::Follows), "after the first");
        assert_eq!((first.server_key, first.head), (reply.server.key, second.head));
        assert_eq!((first.place, second.place, second.head.size), (0, 1, 2));
        assert!(first.check(&two, &two.hash()).is_err() && second.check(&one, &one.hash()).is_err());
    }
    assert_eq!(ask(&town, &stranger, &[&one]).await.evidence, [None]);
    let three = signed(&town, &mut worker, "丙").await;
    let later = ask(&town, &reader, &[&three, &one]).await;
    assert_eq!(later.evidence[1].as_ref().unwrap().check(&one, &one.hash()), Ok(Chain::First));
    assert_eq!(later.evidence[0].as_ref().unwrap().head.size, 3);
    let many = vec![&one; 101];
    let body = json!({ "events": many.iter().map(|e| json!({ "log": e.header.log_id, "event": e.header.event_id })).collect::<Vec<_>>() });
    let refused = town.post("/v1/evidence", Some(&worker.token), body.to_string()).await;
    assert_eq!(refused.says(), (413, "too_large".into()));
}

#[tokio::test]
async fn a_body_is_erased_and_its_place_stays() {
    let town = Town::found();
    let (mut worker, reviewer) = (town.person(Role::Worker, VILLAGE), town.person_as(Role::Reviewer));
    let event = signed(&town, &mut worker, "甲").await;
    let before = ask(&town, &worker, &[&event]).await.evidence[0].clone().unwrap();
    let log: LogId = event.header.log_id;
    let body = json!({ "log": log, "events": [event.header.event_id], "reason": "on request" }).to_string();
    assert_eq!(town.post("/v1/erasures", Some(&reviewer.token), body).await.status, 200);
    let after = ask(&town, &worker, &[&event]).await.evidence[0].clone().unwrap();
    assert_eq!((after.place, after.head.root), (before.place, before.head.root));
    assert_eq!(after.check(&event, &event.hash()), Ok(Chain::First), "whoever has kept the body");
    let report = check::check(&town.app.store, 480, town.database_file().parent().unwrap(), &OsRandom).unwrap();
    assert_eq!(report.findings, []);
    let said = look(&town, &Code::of(&event.hash()).to_string(), "zh").await;
    assert!(said.contains("verify-genuine"), "{said}");
}

async fn look(town: &Town, code: &str, language: &str) -> String {
    let path = format!(
        "/verify?code={}",
        code.replace(' ', "%20").replace('<', "%3C").replace('>', "%3E").replace('"', "%22")
    );
    let request = request(axum::http::Method::GET, &path, None).header("accept-language", language);
    let reply = town.ask(request.body(axum::body::Body::empty()).unwrap()).await;
    assert_eq!(reply.headers["cache-control"], "no-store");
    String::from_utf8(reply.body).unwrap()
}

#[tokio::test]
async fn the_page_says_genuine_withdrawn_or_not_yet_and_nothing_else() {
    let town = Town::found();
    let mut worker = town.person(Role::Worker, VILLAGE);
    let event = signed(&town, &mut worker, "欧阳修").await;
    let code = Code::of(&event.hash()).to_string();
    let genuine = look(&town, &code.to_lowercase(), "en-GB,en;q=0.9").await;
    // 2026-06-01 00:00 UTC is eight in the morning there.
    assert!(genuine.contains("verify-genuine") && genuine.contains("2026-06-01 08:00"), "{genuine}");
    assert!(genuine.contains("lang=\"en\"") && genuine.contains("Not withdrawn"));
    let chinese = look(&town, &code, "zh-CN").await;
    assert!(chinese.contains("真实有效") && !chinese.contains("<script"), "{chinese}");
    let account = worker.account.name.clone();
    for said in [&genuine, &chinese] {
        for secret in ["欧阳修", &account, &event.header.event_id.to_string(), "350581"] {
            assert!(!said.contains(secret), "{secret}");
        }
    }
    let last = if code.ends_with('3') { '4' } else { '3' };
    let mistyped = look(&town, &format!("{}{last}", &code[..13]), "zh").await;
    assert!(mistyped.contains("verify-mistyped"), "{mistyped}");
    let mistyped = look(&town, "<b>\"K7QM", "zh").await;
    assert!(mistyped.contains("verify-mistyped") && !mistyped.contains("<b>") && mistyped.contains("&lt;b&gt;&quot;"));
    let unknown = look(&town, &Code::of(&[3; 32]).to_string(), "zh").await;
    assert!(unknown.contains("verify-unknown"), "{unknown}");
    assert!(!look(&town, "", "zh").await.contains("class=\"answer"));

    town.wait(60_000);
    let fact: PledgeWithdrawn = serde_json::from_value(json!({ "target": event.header.event_id })).unwrap();
    let withdrawal = stored(&town, &mut worker, &Fact::PledgeWithdrawn(fact)).await;
    let withdrawn = look(&town, &code, "zh").await;
    assert!(withdrawn.contains("verify-withdrawn") && withdrawn.contains("2026-06-01 08:01"), "{withdrawn}");
    let other = look(&town, &Code::of(&withdrawal.hash()).to_string(), "zh").await;
    assert!(other.contains("verify-unknown"), "a withdrawal is no pledge");
    let declined = stored(&town, &mut worker, &Fact::PledgeDeclined(PledgeDeclined { text: "t".into() })).await;
    assert!(look(&town, &Code::of(&declined.hash()).to_string(), "zh").await.contains("verify-unknown"));

    let wrong = signed(&town, &mut worker, "甲").await;
    let fact = FactRetracted { target: wrong.header.event_id, reason: "wrong door".into() };
    stored(&town, &mut worker, &Fact::FactRetracted(fact)).await;
    assert!(look(&town, &Code::of(&wrong.hash()).to_string(), "zh").await.contains("verify-taken-back"));
}

#[tokio::test]
async fn whoever_guesses_waits_and_whoever_knows_does_not() {
    let town = Town::found();
    let mut worker = town.person(Role::Worker, VILLAGE);
    let event = signed(&town, &mut worker, "甲").await;
    let code = Code::of(&event.hash()).to_string();
    for _ in 0..100 {
        assert!(look(&town, &code, "zh").await.contains("verify-genuine"));
        assert!(look(&town, "no code at all", "zh").await.contains("verify-mistyped"));
    }
    let guess = |n: u8| Code::of(&[n; 32]).to_string();
    for n in 0..30 {
        assert!(look(&town, &guess(n), "zh").await.contains("verify-unknown"));
    }
    let reply = town.get(&format!("/verify?code={}", guess(31)), None).await;
    assert_eq!(reply.status, 429);
    assert_eq!(reply.headers["retry-after"], "900");
    assert!(look(&town, &code, "zh").await.contains("verify-throttled"), "a right one is not told apart");
    town.wait(15 * 60 * 1000);
    assert!(look(&town, &code, "zh").await.contains("verify-genuine"));
}
