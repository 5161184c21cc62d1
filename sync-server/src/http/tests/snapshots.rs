//! Snapshots over the router: built, named, read, replaced, erased.

use nfv::{
    domain::{
        area::Class,
        ids::{Incarnation, LogId},
        photo::BlobHash,
    },
    sync::{
        enrolment::Role,
        messages::{Cursor, PageEvent, Seq},
        snapshot::{self, Manifest},
    },
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Reply, Town,
    town::{Person, VILLAGE},
};
use crate::{
    snapshots::{self, build_due, rows, tidy},
    store::{Store, StoreError, Window},
};

/// A town whose village has so many events.
fn town_with(events: usize) -> (Town, LogId) {
    let town = Town::found();
    let log = town.log(VILLAGE, Class::Field);
    town.write_messages(VILLAGE, events);
    (town, log)
}

fn head(town: &Town, log: LogId) -> Cursor {
    town.app.store.heads(&[log]).unwrap()[&log]
}

async fn frame(town: &Town, person: &Person, manifest: &Manifest, number: usize) -> Reply {
    town.get(&format!("/v1/snapshots/{}/{}/{number}", manifest.log, manifest.hash), Some(&person.token)).await
}

fn everything(town: &Town, log: LogId) -> Vec<PageEvent> {
    let window = Window { events: usize::MAX, bytes: usize::MAX };
    let stored = Store::read(&town.app.store, log, 0, window).unwrap();
    stored.into_iter().map(PageEvent::from).collect()
}

async fn ask(town: &Town, person: &Person, log: LogId, at: Cursor, snapshots: bool) -> Value {
    let cursors = json!({ log.to_string(): at });
    let body = json!({ "v": 1, "epoch": 7, "device": person.pen.device, "incarnation": Incarnation(Uuid::nil()),
                       "cursors": cursors, "snapshots": snapshots });
    let reply = town.post("/v1/sync", Some(&person.token), body.to_string()).await.json();
    reply["pages"].as_array().unwrap().iter().find(|page| page["log"] == log.to_string()).cloned().unwrap_or_default()
}

#[tokio::test]
async fn a_snapshot_is_the_log_word_for_word() {
    let (town, log) = town_with(6000);
    let worker = town.person_as(Role::Worker);
    assert_eq!(build_due(&town.app).await.unwrap(), 1);
    let reply = town.get(&format!("/v1/snapshots/{log}"), Some(&worker.token)).await;
    let manifest: Manifest = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!(Cursor(manifest.seq, manifest.print), head(&town, log));
    let (mut read, mut whole) = (Vec::new(), Vec::new());
    for (number, expected) in manifest.frames.iter().enumerate() {
        let reply = frame(&town, &worker, &manifest, number).await;
        assert_eq!(reply.headers.get("content-encoding"), None);
        assert_eq!(reply.headers["content-type"], "application/gzip");
        for line in snapshot::lines_of(&snapshot::unpack(expected, &reply.body).unwrap()) {
            read.extend(snapshot::page_of(line).unwrap().events);
        }
        whole.extend(reply.body);
    }
    assert_eq!(BlobHash::of(&whole), manifest.hash);
    assert_eq!(read, everything(&town, log));
    assert_eq!(frame(&town, &worker, &manifest, manifest.frames.len()).await.says(), (404, "snapshot_gone".into()));
    assert_eq!(build_due(&town.app).await.unwrap(), 0, "its tail is empty");
}

#[tokio::test]
async fn it_is_named_to_those_who_are_far_behind_and_can_read_it() {
    let (town, log) = town_with(6000);
    let worker = town.person_as(Role::Worker);
    let far = Cursor::default();
    assert_eq!(ask(&town, &worker, log, far, true).await["snapshot"], Value::Null, "there is none yet");
    build_due(&town.app).await.unwrap();
    let manifest = town.snapshot(log).await;
    let page = ask(&town, &worker, log, far, true).await;
    let hint = json!({ "hash": manifest.hash.to_string(), "seq": manifest.seq, "print": manifest.print });
    assert_eq!((&page["snapshot"], page["events"].as_array().unwrap().len()), (&hint, 0));
    assert_eq!((&page["more"], &page["next_seq"]), (&json!(true), &json!(0)));
    let old = ask(&town, &worker, log, far, false).await;
    assert!(old["snapshot"].is_null() && !old["events"].as_array().unwrap().is_empty(), "an older app gets pages");
    let near = Cursor(2000, town.app.store.print_at(log, 2000).unwrap().unwrap());
    assert!(ask(&town, &worker, log, near, true).await["snapshot"].is_null(), "one reply is enough");
}

#[tokio::test]
async fn it_is_rebuilt_when_the_tail_has_grown_and_kept_a_day() {
    let (town, log) = town_with(6000);
    let worker = town.person_as(Role::Worker);
    build_due(&town.app).await.unwrap();
    let first = town.snapshot(log).await;
    town.write_messages(VILLAGE, 4000);
    assert_eq!(build_due(&town.app).await.unwrap(), 0);
    town.write_messages(VILLAGE, 2000);
    assert_eq!(build_due(&town.app).await.unwrap(), 1);
    let second = town.snapshot(log).await;
    assert!(second.seq > first.seq + 5000);
    town.wait(rows::KEPT_MS - 1);
    tidy(&town.app).await.unwrap();
    assert_eq!(frame(&town, &worker, &first, 0).await.status, 200, "somebody may be reading it");
    town.wait(2);
    tidy(&town.app).await.unwrap();
    assert_eq!(frame(&town, &worker, &first, 0).await.says(), (404, "snapshot_gone".into()));
    assert_eq!(frame(&town, &worker, &second, 0).await.status, 200);
    assert_eq!(town.app.storage.list("snapshots").await.unwrap().len(), 1, "its object is gone too");
}

#[tokio::test]
async fn an_erasure_takes_it_away_at_once_also_while_it_is_built() {
    let (town, log) = town_with(6000);
    let worker = town.person_as(Role::Worker);
    build_due(&town.app).await.unwrap();
    let manifest = town.snapshot(log).await;
    town.app.store.write(|tx| rows::forget(tx, log)).unwrap();
    assert_eq!(frame(&town, &worker, &manifest, 0).await.says(), (404, "snapshot_gone".into()));
    assert!(ask(&town, &worker, log, Cursor::default(), true).await["snapshot"].is_null());
    tidy(&town.app).await.unwrap();
    assert_eq!(town.app.storage.list("snapshots").await.unwrap(), []);

    // What was read before the erasure must not be published after it.
    let build = rows::Build { log, id: [1; 16] };
    let begin = |id| town.app.store.write(|tx| rows::begin(tx, &rows::Build { log, id }, 7, 0)).unwrap();
    assert!(begin(build.id));
    assert!(!begin([2; 16]), "one at a time");
    town.app.store.write(|tx| rows::forget(tx, log)).unwrap();
    let published = town.app.store.write(|tx| rows::publish(tx, &build, &manifest, 0));
    assert!(!published.unwrap());
    assert!(begin([2; 16]), "and another may begin");
}

#[tokio::test]
async fn another_life_of_the_database_has_no_snapshots() {
    let (town, log) = town_with(6000);
    build_due(&town.app).await.unwrap();
    let of = |epoch| town.app.store.read::<_, StoreError>(|tx| rows::newest(tx, log, epoch)).unwrap();
    assert!(of(7).is_some() && of(8).is_none());
}

#[tokio::test]
async fn a_log_that_ends_too_early_leaves_nothing_behind() {
    let (town, log) = town_with(10);
    let Cursor(end, _) = head(&town, log);
    let beyond: Seq = end + 1;
    assert!(snapshots::build(&town.app, log, beyond).await.is_err());
    assert_eq!(town.app.storage.list("snapshots").await.unwrap(), []);
    assert!(snapshots::build(&town.app, log, end).await.unwrap(), "and does not stand in the way");
}
