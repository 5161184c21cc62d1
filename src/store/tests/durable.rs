//! Saved means saved: across a reopening, without a commit, on a full disk; drafts go with their record.

use super::world::*;
use crate::{
    domain::{event::hash, facts::Fact, facts::Outcome, facts::PledgeSigned},
    store::{Draft, Fate, NewFact, Place, Store, StoreError},
    sync::ports::SyncStore,
};
use ed25519_dalek::{Signature, Verifier, VerifyingKey};

fn pledge(n: u32) -> NewFact {
    let strokes = vec![vec![(1, 2, 3), (4, 5, 6)]];
    let fact = PledgeSigned {
        text: "pledge-2026-1".into(),
        text_hash: "00".into(),
        signer: "A".into(),
        strokes,
        assisted_by: None,
        manner: crate::domain::facts::Manner::default(),
        photos: Vec::new(),
    };
    NewFact { log: field_log(VILLAGE), entity: door_id(n), fact: Fact::PledgeSigned(fact) }
}

#[test]
fn what_was_saved_is_there_after_reopening() {
    let file = TempFile::new("reopen");
    let mut store = Store::open(&file.0, Place::Native).unwrap();
    let mut dice = enrol(&mut store, 1);
    store.append(&frame(), None, NOON, &mut dice).unwrap();
    store.append(&[plain_door(1)], None, NOON, &mut dice).unwrap();
    let draft = Draft { entity: door_id(1), form: "visit".into(), content: "{}".into(), kept_at: NOON };
    store.keep_draft(&draft).unwrap();
    let ids = store.append(&[visit(1, Outcome::Met)], Some((door_id(1), "visit")), NOON, &mut dice).unwrap();
    store.keep_draft(&Draft { form: "pledge".into(), ..draft.clone() }).unwrap();
    let before = dump(&store);
    drop(store);

    let mut store = Store::open(&file.0, Place::Native).unwrap();
    assert_eq!(dump(&store), before);
    assert_eq!(store.drafts().unwrap().len(), 1, "the visit's draft went with the visit, the pledge's stays");
    let (event, fate) = store.event(field_log(VILLAGE), ids[0]).unwrap().unwrap();
    assert_eq!(fate, Fate::Queued);
    let stored = &event.event;
    assert_eq!(event.hash, hash(&stored.header.to_bytes(), stored.body.as_bytes()));
    let last = store.append(&[visit(1, Outcome::Met)], None, NOON - 5_000_000, &mut dice).unwrap();
    let next = store.event(field_log(VILLAGE), last[0]).unwrap().unwrap().0.event.header;
    assert_eq!(next.n, stored.header.n + 1, "numbers go on after a restart");
    assert!(next.stamp > stored.header.stamp, "the clock never goes back");
}

#[test]
fn a_crash_before_the_commit_leaves_no_trace() {
    let file = TempFile::new("crash");
    let mut store = Store::open(&file.0, Place::Native).unwrap();
    let mut dice = enrol(&mut store, 2);
    store.append(&frame(), None, NOON, &mut dice).unwrap();
    let before = dump(&store);
    // The second fact may not be written: the first one must not stay either.
    let elsewhere = NewFact { log: field_log(77), ..plain_door(2) };
    let refused = store.append(&[plain_door(1), elsewhere], None, NOON, &mut dice);
    assert!(matches!(refused, Err(StoreError::NoRight)));
    assert_eq!(dump(&store), before);
    // A process that dies inside a transaction: what SQLite finds is the file as it was.
    store.conn.execute_batch("BEGIN IMMEDIATE; DELETE FROM outbox; DELETE FROM event;").unwrap();
    drop(store);
    let store = Store::open(&file.0, Place::Native).unwrap();
    assert_eq!(dump(&store), before);
    assert_eq!(store.sync_figures().unwrap().waiting, frame().len() as u64);
}

#[test]
fn a_full_disk_says_so_and_keeps_what_was_saved() {
    let file = TempFile::new("full");
    let mut store = Store::open(&file.0, Place::Native).unwrap();
    let mut dice = enrol(&mut store, 3);
    store.append(&frame(), None, NOON, &mut dice).unwrap();
    let pages: i64 = store.conn.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    store.conn.pragma_update(None, "max_page_count", pages + 4).unwrap();
    let mut saved = 0;
    let full = loop {
        match store.append(&[plain_door(saved)], None, NOON, &mut dice) {
            Ok(_) => saved += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(full, StoreError::Full), "{full:?}");
    assert_eq!(store.sync_figures().unwrap().waiting, frame().len() as u64 + u64::from(saved));
    let draft = Draft { entity: door_id(1), form: "visit".into(), content: "x".repeat(100_000), kept_at: NOON };
    assert!(matches!(store.keep_draft(&draft), Err(StoreError::Full)));
    drop(store);
    // With room again, everything goes on.
    let mut store = Store::open(&file.0, Place::Native).unwrap();
    store.append(&[plain_door(saved)], None, NOON, &mut dice).unwrap();
}

#[test]
fn proofs_form_a_chain_that_anybody_can_check() {
    let mut store = Store::in_memory().unwrap();
    let mut dice = enrol(&mut store, 4);
    let key = store.device_key(&mut dice).unwrap();
    store.append(&[plain_door(1)], None, NOON, &mut dice).unwrap();
    let first = store.append(&[pledge(1)], None, NOON, &mut dice).unwrap()[0];
    store.append(&[visit(1, Outcome::Met)], None, NOON, &mut dice).unwrap();
    let second = store.append(&[pledge(1)], None, NOON, &mut dice).unwrap()[0];
    let read = |id| store.event(field_log(VILLAGE), id).unwrap().unwrap().0;
    let (first, second) = (read(first), read(second));
    let (one, two) = (first.event.proof.unwrap(), second.event.proof.unwrap());
    assert_eq!(one.prev, [0; 32]);
    assert_eq!(two.prev, first.hash);
    let public = VerifyingKey::from_bytes(&key.public()).unwrap();
    public.verify(&[second.hash, two.prev].concat(), &Signature::from_bytes(&two.signature)).unwrap();

    // A new life begins its own chain and its own numbers.
    let life = crate::domain::ids::Incarnation::from_random([8; 16]);
    store.begin_incarnation(life).unwrap();
    let third = store.append(&[pledge(1)], None, NOON, &mut dice).unwrap()[0];
    let third = store.event(field_log(VILLAGE), third).unwrap().unwrap().0.event;
    assert_eq!((third.header.n, third.header.incarnation), (1, life));
    assert_eq!(third.proof.unwrap().prev, [0; 32]);
}

#[test]
fn clearing_is_for_those_who_have_sent_everything() {
    let mut store = Store::in_memory().unwrap();
    let mut dice = enrol(&mut store, 5);
    store.keep_setting("language", "en").unwrap();
    store.append(&frame(), None, NOON, &mut dice).unwrap();
    assert_eq!(store.unsent().unwrap(), frame().len() as u64);
    store.clear().unwrap();
    assert_eq!((store.account().unwrap(), store.unsent().unwrap()), (None, 0));
    assert_eq!(dump(&store), Vec::<String>::new());
    assert_eq!(store.setting("language").unwrap().as_deref(), Some("en"), "settings belong to the phone");
}
