//! What reviewers decide: held events, erasures; whose right counts; what a restored server tells.

use nfv::{
    domain::{
        area::Class,
        day::Day,
        event::{Event, Proof, print_share},
        facts::{EventErased, Fact, MessageSent, PledgeDeclined},
        ids::{EntityId, Incarnation, LogId},
        stamp::Stamp,
    },
    sync::{
        enrolment::Role,
        messages::{Cursor, Page, SyncReply, state_of},
    },
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Town,
    town::{FOREIGN, NOW, Person, SIBLING, TOWNSHIP, VILLAGE},
};
use crate::{
    accounts::{AccountError, devices},
    ports::OsRandom,
    store::{Store as _, erasure, restore},
};

fn message() -> Fact {
    Fact::MessageSent(MessageSent { duty: "group_message".into(), on: Day(20_000) })
}

fn write(person: &mut Person, log: LogId, fact: &Fact) -> Event {
    person.pen.write(log, EntityId(Uuid::from_u128(9)), fact, NOW, &OsRandom).unwrap()
}

/// Offers events and reads everything; `extra` goes into the request.
pub(super) async fn sync(town: &Town, person: &Person, offers: Value, extra: Value) -> SyncReply {
    let mut request = json!({
        "v": 1, "epoch": 7, "device": person.pen.device, "incarnation": Incarnation(Uuid::nil()), "events": offers,
    });
    for (name, value) in extra.as_object().unwrap() {
        request[name] = value.clone();
    }
    let reply = town.post("/v1/sync", Some(&person.token), request.to_string()).await;
    assert_eq!(reply.status, 200, "{:?}", reply.json());
    serde_json::from_slice(&reply.body).unwrap()
}

async fn verdict(town: &Town, person: &Person, event: &Event) -> Value {
    let reply = sync(town, person, json!([{ "event": event }]), json!({})).await;
    serde_json::to_value(&reply.verdicts[0]).unwrap()
}

async fn pages(town: &Town, person: &Person) -> Vec<Page> {
    sync(town, person, json!([]), json!({ "cursors": {} })).await.pages
}

async fn held(town: &Town, person: &Person) -> Vec<Value> {
    town.get("/v1/held", Some(&person.token)).await.json().as_array().unwrap().clone()
}

async fn decide(town: &Town, person: &Person, event: &Event, decision: &str) -> (u16, String) {
    let (log, id) = (event.header.log_id, event.header.event_id);
    let body = json!({ "log": log, "id": id, "decision": decision, "reason": " as agreed " });
    town.post("/v1/held", Some(&person.token), body.to_string()).await.says()
}

#[tokio::test]
async fn a_held_event_is_admitted_or_refused_and_its_author_hears_of_it() {
    let town = Town::found();
    let (mut author, reviewer) = (town.person(Role::Worker, SIBLING), town.person_as(Role::Reviewer));
    let log = town.log(VILLAGE, Class::Field);
    let (one, other) = (write(&mut author, log, &message()), write(&mut author, log, &message()));
    for event in [&one, &other] {
        assert_eq!(verdict(&town, &author, event).await["verdict"], "held");
    }
    let listed = held(&town, &reviewer).await;
    assert_eq!(listed.len(), 2);
    assert_eq!((&listed[0]["reason"], &listed[0]["event"]), (&json!("no_grant"), &json!(one)));
    let stranger = town.person(Role::Reviewer, "350581107");
    assert!(held(&town, &stranger).await.is_empty(), "another township's");
    assert_eq!(decide(&town, &stranger, &one, "admit").await, (404, "unknown_event".into()));

    assert_eq!(decide(&town, &reviewer, &one, "admit").await.0, 204);
    assert_eq!(decide(&town, &reviewer, &other, "refuse").await.0, 204);
    let there = |pages: &[Page]| pages.iter().flat_map(|page| &page.events).filter(|e| e.event == one).count();
    assert_eq!(there(&pages(&town, &reviewer).await), 1, "in the log, for everybody");
    assert_eq!(verdict(&town, &author, &one).await["verdict"], "duplicate");
    let refused = verdict(&town, &author, &other).await;
    assert_eq!((&refused["verdict"], &refused["reason"]), (&json!("refused"), &json!("as agreed")));
    let told = town.app.store.read(|tx| crate::held::told_to(tx, author.pen.device, NOW)).unwrap();
    let told = serde_json::to_value(told).unwrap();
    assert!(told.as_array().unwrap().contains(&refused), "{told}");
    assert!(told.to_string().contains("stored"), "{told}");

    let listed = held(&town, &reviewer).await;
    assert_eq!((listed.len(), &listed[0]["refused"]["reason"]), (1, &json!("as agreed")), "nothing is deleted");
    assert_eq!(decide(&town, &reviewer, &other, "admit").await.0, 204, "and minds may change");
    assert_eq!(verdict(&town, &author, &other).await["verdict"], "duplicate");
    let audited = town.audit().into_iter().filter(|(action, _)| action == "held_decided").map(|(_, what)| what);
    assert_eq!(audited.collect::<Vec<_>>(), ["admitted", "refused", "admitted"]);
}

#[tokio::test]
async fn rights_are_the_authors_and_somebody_vouches_for_who_that_is() {
    let town = Town::found();
    let (mut author, courier) = (town.person(Role::Worker, VILLAGE), town.person(Role::Worker, FOREIGN));
    let log = town.log(VILLAGE, Class::Field);
    let pledge = Fact::PledgeDeclined(PledgeDeclined { text: "t".into() });
    let proven = write(&mut author, log, &pledge);
    assert_eq!(verdict(&town, &courier, &proven).await["verdict"], "stored", "its proof speaks for the author");
    let plain = write(&mut author, log, &message());
    assert_eq!(verdict(&town, &courier, &plain).await["verdict"], "held", "nobody says who wrote it");
    assert_eq!(verdict(&town, &author, &plain).await["verdict"], "stored", "the author does");
    let mut forged = write(&mut author, log, &pledge);
    forged.body = forged.body.replace('t', "u");
    assert_eq!(verdict(&town, &courier, &forged).await["code"], "bad_proof");

    let late = write(&mut author, log, &pledge);
    town.app.store.write::<_, AccountError>(|tx| devices::revoke(tx, author.pen.device, NOW)).unwrap();
    assert_eq!(verdict(&town, &courier, &late).await["verdict"], "held", "a revoked device");
    let reasons: Vec<Value> = held(&town, &town.person_as(Role::Reviewer)).await;
    assert_eq!(reasons.iter().map(|held| &held["reason"]).collect::<Vec<_>>(), ["revoked"]);
    // What was stored stays stored, whoever offers it.
    assert_eq!(verdict(&town, &courier, &proven).await["verdict"], "duplicate");
}

#[tokio::test]
async fn what_is_erased_keeps_its_hash_and_loses_its_body_everywhere() {
    let town = Town::found();
    let (mut worker, reviewer) = (town.person(Role::Worker, VILLAGE), town.person_as(Role::Reviewer));
    let log = town.log(VILLAGE, Class::Field);
    let events: Vec<Event> = (0..3).map(|_| write(&mut worker, log, &message())).collect();
    let offers: Vec<Value> = events.iter().map(|event| json!({ "event": event })).collect();
    sync(&town, &worker, json!(offers), json!({})).await;
    let erased = &events[1];
    let body = json!({ "log": log, "events": [erased.header.event_id], "reason": "on request" }).to_string();
    let foreign = town.person(Role::Reviewer, "350581107");
    assert_eq!(town.post("/v1/erasures", Some(&foreign.token), body.clone()).await.says().0, 404);
    assert_eq!(town.post("/v1/erasures", Some(&reviewer.token), body).await.json(), json!({ "bodies": 1 }));

    let read = pages(&town, &worker).await;
    let page = read.iter().find(|page| page.log == log).unwrap();
    let line = page.events.iter().find(|line| line.event.header == erased.header).unwrap();
    assert_eq!((line.event.body.as_str(), line.hash()), ("", erased.hash()));
    let share = |line: &nfv::sync::messages::PageEvent| print_share(&line.hash(), line.seq, line.receipt.effective);
    let print = page.events.iter().fold(0_u64, |sum, line| sum.wrapping_add(share(line)));
    assert_eq!(print, page.print.0, "the print holds");
    let says = |line: &&nfv::sync::messages::PageEvent| line.event.header.kind == "event.erased";
    let saying = page.events.iter().find(says).unwrap();
    assert_eq!(saying.event.header.actor_id, reviewer.account.id);
    assert_eq!(verdict(&town, &worker, erased).await["verdict"], "duplicate");
    assert!(!serde_json::to_string(&pages(&town, &worker).await).unwrap().contains(&erased.body));

    // A database from before comes back: the list drops the body again, and devices bring the event by its hash.
    let list = town.app.store.read(erasure::list).unwrap();
    assert_eq!(list.len(), 1);
    let fresh = Town::found();
    assert!(fresh.app.store.write(|tx| erasure::replay(tx, &list)).is_ok(), "unknown logs are passed over");
    let alone = json!([{ "event": line.event, "erased": line.erased }]);
    assert_eq!(sync(&town, &worker, alone, json!({})).await.verdicts.len(), 1);
    let told = sync(&town, &worker, json!([{ "event": line.event, "erased": line.erased }]), json!({})).await;
    assert_eq!(serde_json::to_value(&told.verdicts[0]).unwrap()["code"], "unparsable", "nobody vouches for the hash");
    let told = json!([{ "event": line.event, "erased": line.erased, "receipt": line.receipt }]);
    let told = sync(&town, &worker, told, json!({})).await;
    assert_eq!(serde_json::to_value(&told.verdicts[0]).unwrap()["verdict"], "duplicate");
}

#[tokio::test]
async fn nobody_but_the_server_erases_or_moves() {
    let town = Town::found();
    let mut worker = town.person(Role::Worker, VILLAGE);
    let log = town.log(VILLAGE, Class::Field);
    let target = write(&mut worker, log, &message());
    verdict(&town, &worker, &target).await;
    let erasure = EventErased { target: target.header.event_id, reason: "x".into() };
    let forged = write(&mut worker, log, &Fact::EventErased(erasure));
    assert_eq!(verdict(&town, &worker, &forged).await["verdict"], "held");
    let reviewer = town.person_as(Role::Reviewer);
    assert_eq!(decide(&town, &reviewer, &forged, "admit").await, (409, "server_only".into()));
    let pages = pages(&town, &worker).await;
    assert!(pages.iter().flat_map(|page| &page.events).any(|line| line.event == target), "untouched");
}

#[tokio::test]
async fn a_held_copy_is_erased_too() {
    let town = Town::found();
    let mut author = town.person(Role::Worker, SIBLING);
    let log = town.log(VILLAGE, Class::Field);
    let event = write(&mut author, log, &message());
    verdict(&town, &author, &event).await;
    let reviewer = town.person(Role::Reviewer, TOWNSHIP);
    let body = json!({ "log": log, "events": [event.header.event_id], "reason": "on request" }).to_string();
    assert_eq!(town.post("/v1/erasures", Some(&reviewer.token), body).await.status, 200);
    assert_eq!(held(&town, &reviewer).await[0]["event"]["body"], "");
    assert_eq!(verdict(&town, &author, &event).await["verdict"], "held", "its hash is known");
}

/// A device of an older epoch keeps what stood in the log at the restore; one whose server was set back without a word,
/// nothing.
#[tokio::test]
async fn a_reset_says_where_the_log_stood_at_the_restore() {
    let town = Town::found();
    let mut worker = town.person(Role::Worker, VILLAGE);
    let log = town.log(VILLAGE, Class::Field);
    let push = async |worker: &mut Person, many: usize| {
        let offers: Vec<Value> = (0..many).map(|_| json!({ "event": write(worker, log, &message()) })).collect();
        sync(&town, worker, json!(offers), json!({})).await;
    };
    push(&mut worker, 20).await;
    let restored = town.app.store.heads(&[log]).unwrap()[&log];
    let life = Incarnation(Uuid::from_u128(77));
    town.app.store.write(|tx| restore::begin_epoch(tx, 8, life, &[])).unwrap();
    push(&mut worker, 60).await;
    let head = town.app.store.heads(&[log]).unwrap()[&log];
    let asked = async |epoch: u64, cursor: Value| {
        let asked = json!({ "epoch": epoch, "cursors": { (log.to_string()): cursor } });
        let reply = sync(&town, &worker, json!([]), asked).await;
        (reply.reset.iter().find(|reset| reset.log == log).map(|reset| reset.keep), reply)
    };
    // The epoch in memory is that of its start: the older one is 6, this one 7.
    let (keep, reply) = asked(6, json!([head.0 + 5, "00000000000000aa"])).await;
    assert_eq!(keep, Some(restored), "where the log stood at the restore");
    let (keep, _) = asked(6, json!([head.0, head.1])).await;
    assert_eq!(keep, Some(restored), "prints that agree further on say nothing of receipts");
    let (keep, _) = asked(6, json!([restored.0, restored.1])).await;
    assert_eq!(keep, None, "it reads on");
    let (keep, _) = asked(7, json!([head.0 + 5, "00000000000000aa"])).await;
    assert_eq!(keep, Some(Cursor::default()), "set back without a word: from the beginning");
    // Another epoch than the device's: a state that agrees is not enough, cursors are asked for.
    let cursors = town.app.store.heads(&reply.granted).unwrap();
    let state = json!({ "epoch": 6, "state": state_of(&cursors) });
    assert!(sync(&town, &worker, json!([]), state).await.send_cursors);
    assert!(Stamp::default() < Stamp::new(NOW, 0));
}

/// A decision on a title, signed as those are.
fn title(person: &mut Person, log: LogId) -> Event {
    let declined = Fact::PledgeDeclined(PledgeDeclined { text: "t".into() });
    let mut event = write(person, log, &declined);
    event.header.kind = "title.awarded".into();
    let key = ed25519_dalek::SigningKey::from_bytes(&person.pen.secret());
    let signature = ed25519_dalek::Signer::sign(&key, &[event.hash(), [0; 32]].concat()).to_bytes();
    event.proof = Some(Proof { prev: [0; 32], signature });
    event
}

#[tokio::test]
async fn a_decision_on_a_title_is_recorded_once_however_it_comes() {
    let town = Town::found();
    let recorded = || town.audit().into_iter().filter(|(action, _)| action == "title").map(|(_, detail)| detail);
    let mut reviewer = town.person_as(Role::Reviewer);
    let log = town.log(VILLAGE, Class::Review);
    let pushed = title(&mut reviewer, log);
    for expected in ["stored", "duplicate"] {
        assert_eq!(verdict(&town, &reviewer, &pushed).await["verdict"], expected);
    }
    let mut expected = vec![format!("title.awarded {}", pushed.header.event_id)];
    assert_eq!(recorded().collect::<Vec<_>>(), expected);

    let mut stranger = town.person(Role::Reviewer, SIBLING);
    let held = title(&mut stranger, log);
    assert_eq!(verdict(&town, &stranger, &held).await["verdict"], "held");
    assert_eq!(recorded().count(), 1, "what is held is no decision yet");
    assert_eq!(decide(&town, &reviewer, &held, "admit").await.0, 204);
    expected.push(format!("title.awarded {}", held.header.event_id));
    assert_eq!(recorded().collect::<Vec<_>>(), expected);

    let mut away = town.person_as(Role::Reviewer);
    let carried = title(&mut away, log);
    for _ in 0..2 {
        let taken = super::relay::carry(&town, &away, &carried).await;
        assert_eq!(taken.status, 200, "{}", taken.json());
    }
    expected.push(format!("title.awarded {}", carried.header.event_id));
    assert_eq!(recorded().collect::<Vec<_>>(), expected);

    let lines = town.get("/v1/audit", Some(&reviewer.token)).await.json()["lines"].clone();
    let about: Vec<_> = lines.as_array().unwrap().iter().filter(|line| line["action"] == "title").collect();
    assert_eq!(about.len(), 3, "the stranger's too: it is about this area");
    assert!(about.iter().all(|line| line["subject"] == json!(town.area(VILLAGE))));
}
