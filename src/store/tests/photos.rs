//! Photos on the device: kept, queued after their events, offered again, forgotten in time.

use super::world::*;
use crate::{
    domain::{
        facts::{Fact, Outcome, VisitRecorded},
        photo::{BlobHash, Photo},
    },
    store::{NewFact, Store, StoreError},
    sync::{
        blobs::{NamedPhoto, PhotoFate, PhotoStore},
        messages::{self, Receipt, Reset, Verdict},
        ports::SyncStore,
    },
};

const BYTES: &[u8] = &[0xFF, 0xD8, 0xFF, 1, 2, 3, 4, 5];

const DAYS: u64 = 86_400_000;

fn visit_with(photos: Vec<Photo>) -> NewFact {
    let visit = VisitRecorded { photos, ..visit_of(Outcome::Met) };
    NewFact { log: field_log(VILLAGE), entity: door_id(1), fact: Fact::VisitRecorded(visit) }
}

/// A device with a photo that a queued visit names.
fn device() -> (Store, Dice, NamedPhoto) {
    let mut store = Store::in_memory().unwrap();
    let mut dice = enrol(&mut store, 1);
    store.append(&frame(), None, NOON, &mut dice).unwrap();
    store.append(&[plain_door(1)], None, NOON, &mut dice).unwrap();
    let photo = store.keep_photo("image/jpeg", BYTES, NOON).unwrap();
    assert_eq!((photo.hash, photo.size), (BlobHash::of(BYTES), 8));
    let ids = store.append(&[visit_with(vec![photo.clone()])], None, NOON, &mut dice).unwrap();
    (store, dice, NamedPhoto { hash: photo.hash, log: field_log(VILLAGE), event: ids[0] })
}

fn answer(store: &mut Store, fate: impl Fn(u64) -> messages::Fate) {
    let batch = store.take_batch(1000, 1 << 20).unwrap();
    let verdicts: Vec<Verdict> =
        (1..).zip(&batch).map(|(seq, offer)| Verdict { id: offer.event.header.event_id, fate: fate(seq) }).collect();
    store.apply_verdicts(&verdicts).unwrap();
}

fn stored(seq: u64) -> messages::Fate {
    let receipt = Receipt { effective: at(NOON), received_at: NOON, mac: [0; 16] };
    messages::Fate::Stored { seq, receipt }
}

#[test]
fn a_photo_waits_for_its_event_and_then_goes_in_chunks() {
    let (mut store, _, named) = device();
    assert_eq!(store.waiting_photos(9).unwrap(), [], "its event is not there yet");
    assert_eq!(store.photo_figures().unwrap().waiting, 1);
    answer(&mut store, stored);
    assert_eq!(store.unsent().unwrap(), 1, "the device cannot be cleared");
    let waiting = store.waiting_photos(9).unwrap();
    assert_eq!((waiting[0].named, waiting[0].size), (named, 8));
    assert_eq!(store.photo_chunk(&named.hash, 2, 3).unwrap(), BYTES[2..5]);
    assert_eq!(store.photo_chunk(&named.hash, 8, 3).unwrap(), [0_u8; 0]);
    store.photo_done(&named, &PhotoFate::Received).unwrap();
    assert_eq!((store.waiting_photos(9).unwrap().len(), store.unsent().unwrap()), (0, 0));
}

#[test]
fn a_held_event_keeps_its_photo_here() {
    let (mut store, _, _) = device();
    answer(&mut store, |_| messages::Fate::Held);
    assert_eq!(store.waiting_photos(9).unwrap(), []);
    store.forget_old_photos(NOON + 900 * DAYS).unwrap();
    assert!(store.photo(&BlobHash::of(BYTES)).unwrap().is_some());
}

#[test]
fn a_record_names_only_what_is_here() {
    let (mut store, mut dice, _) = device();
    let before = store.sync_figures().unwrap().saved;
    let nowhere = Photo { hash: BlobHash([9; 32]), size: 1, kind: "image/jpeg".into() };
    let refused = store.append(&[visit_with(vec![nowhere])], None, NOON, &mut dice);
    assert!(matches!(refused, Err(StoreError::NoPhoto)));
    assert_eq!(store.sync_figures().unwrap().saved, before);
}

#[test]
fn a_server_that_was_set_back_is_offered_the_photo_again() {
    let (mut store, _, named) = device();
    answer(&mut store, stored);
    store.photo_done(&named, &PhotoFate::Received).unwrap();
    store.apply_scope(&[], &[], &[Reset::whole(named.log)]).unwrap();
    assert_eq!(store.waiting_photos(9).unwrap(), [], "after its event");
    answer(&mut store, stored);
    assert_eq!(store.waiting_photos(9).unwrap()[0].named, named);
}

#[test]
fn originals_go_some_days_after_the_server_has_them_and_no_others() {
    let (mut store, _, named) = device();
    let here = |store: &Store, bytes: &[u8]| store.photo(&BlobHash::of(bytes)).unwrap().is_some();
    let of_a_draft = store.keep_photo("image/jpeg", b"of a draft", NOON).unwrap();
    let content = serde_json::to_string(&[of_a_draft]).unwrap();
    let draft = crate::store::Draft { entity: door_id(1), form: "visit".into(), content, kept_at: NOON };
    store.keep_draft(&draft).unwrap();
    store.keep_photo("image/jpeg", b"of nothing", NOON).unwrap();
    assert_eq!(store.forget_old_photos(NOON + 15 * DAYS).unwrap(), 1);
    assert!(here(&store, BYTES) && here(&store, b"of a draft") && !here(&store, b"of nothing"));
    answer(&mut store, stored);
    store.observe_server(1, NOON + 20 * DAYS).unwrap();
    store.photo_done(&named, &PhotoFate::Received).unwrap();
    store.forget_old_photos(NOON + 33 * DAYS).unwrap();
    assert!(here(&store, BYTES), "counted from when it was received");
    store.forget_old_photos(NOON + 900 * DAYS).unwrap();
    assert!(here(&store, BYTES) && store.waiting_photos(9).unwrap().is_empty(), "a clock that jumps says nothing");
    store.observe_server(1, NOON + 35 * DAYS).unwrap();
    store.forget_old_photos(NOON + 35 * DAYS).unwrap();
    assert!(here(&store, BYTES) && store.photo_figures().unwrap().waiting == 0);
    assert_eq!(store.waiting_photos(9).unwrap()[0].named, named, "asked about once more");
    store.photo_done(&named, &PhotoFate::Had).unwrap();
    store.forget_old_photos(NOON + 35 * DAYS).unwrap();
    assert!(!here(&store, BYTES));
}

#[test]
fn a_server_that_lost_a_photo_without_a_word_gets_it_before_the_original_goes() {
    let (mut store, _, named) = device();
    answer(&mut store, stored);
    store.observe_server(1, NOON).unwrap();
    store.photo_done(&named, &PhotoFate::Had).unwrap();
    let after = |store: &mut Store, days| {
        store.observe_server(1, NOON + days * DAYS).unwrap();
        store.forget_old_photos(NOON + days * DAYS).unwrap();
        store.waiting_photos(9).unwrap().len()
    };
    assert_eq!(after(&mut store, 15), 1);
    store.photo_done(&named, &PhotoFate::Received).unwrap();
    assert_eq!(after(&mut store, 16), 0, "it was sent again, and the days begin again");
    assert!(store.photo(&named.hash).unwrap().is_some());
    store.observe_server(2, NOON + 16 * DAYS).unwrap();
    assert_eq!(store.waiting_photos(9).unwrap().len(), 1, "another life of the server may lack it");
}

#[test]
fn what_the_server_refuses_stays_with_its_code() {
    let (mut store, _, named) = device();
    answer(&mut store, stored);
    store.photo_done(&named, &PhotoFate::Refused("too_large".into())).unwrap();
    let figures = store.photo_figures().unwrap();
    assert_eq!((figures.waiting, figures.refused), (0, 1));
    store.forget_old_photos(NOON + 900 * DAYS).unwrap();
    assert!(store.photo(&named.hash).unwrap().is_some());
}

#[test]
fn an_erased_event_takes_its_photos_along_and_no_others() {
    let (mut store, mut dice, named) = device();
    let second = store.keep_photo("image/jpeg", b"another", NOON).unwrap();
    let first = Photo { hash: named.hash, size: 8, kind: "image/jpeg".into() };
    let ids = store.append(&[visit_with(vec![first, second.clone()])], None, NOON, &mut dice).unwrap();
    let forget =
        |store: &mut Store, event| store.write(|tx| crate::store::photos::forget(tx, named.log, event)).unwrap();
    forget(&mut store, ids[0]);
    assert!(store.photo(&second.hash).unwrap().is_none());
    assert!(store.photo(&named.hash).unwrap().is_some(), "the first visit names it too");
    forget(&mut store, named.event);
    assert!(store.photo(&named.hash).unwrap().is_none());
    assert_eq!(store.photo_figures().unwrap().waiting, 0);
}
