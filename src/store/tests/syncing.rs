//! The store as the sync driver uses it: batches, verdicts, pages, resets, removals.

use super::world::*;
use crate::{
    domain::{
        event::Event,
        facts::Outcome,
        ids::{EventId, Incarnation},
        stamp::Stamp,
    },
    store::{Fate, NewFact, Store, StoreError},
    sync::{
        enrolment::Role,
        messages::{self, AccountNow, Cursor, Offer, Reset, Verdict},
        ports::{PageOutcome, SyncStore},
    },
};

/// A device with the frame, two doors and a visit, nothing sent.
fn device() -> (Store, Dice) {
    let mut store = Store::in_memory().unwrap();
    let mut dice = enrol(&mut store, 1);
    store.append(&frame(), None, NOON, &mut dice).unwrap();
    store.append(&[plain_door(1), plain_door(2)], None, NOON, &mut dice).unwrap();
    store.append(&[visit(1, Outcome::Met)], None, NOON, &mut dice).unwrap();
    (store, dice)
}

fn ids(batch: &[Offer]) -> Vec<EventId> {
    batch.iter().map(|offer| offer.event.header.event_id).collect()
}

/// Stores what belongs to the village's log and answers with verdicts; everything else is stored elsewhere.
fn push(store: &mut Store, village: &mut Log, township: &mut Log, received_at: u64) -> Vec<EventId> {
    let batch = store.take_batch(1000, 1 << 20).unwrap();
    let verdicts: Vec<Verdict> = batch
        .iter()
        .map(|offer| {
            let log = if offer.event.header.log_id == field_log(VILLAGE) { &mut *village } else { &mut *township };
            let (seq, receipt) = log.store(&offer.event, received_at);
            Verdict { id: offer.event.header.event_id, fate: messages::Fate::Stored { seq, receipt } }
        })
        .collect();
    store.apply_verdicts(&verdicts).unwrap();
    ids(&batch)
}

#[test]
fn a_batch_goes_in_order_once_and_again_after_a_failure() {
    let (mut store, _) = device();
    let all = frame().len() + 3;
    let first = store.take_batch(4, 1 << 20).unwrap();
    assert_eq!(first.len(), 4);
    let rest = store.take_batch(1000, 1 << 20).unwrap();
    assert_eq!(rest.len(), all - 4, "what is on its way is not taken twice");
    let numbers: Vec<u64> = first.iter().chain(&rest).map(|offer| offer.event.header.n).collect();
    assert_eq!(numbers, (1..=all as u64).collect::<Vec<_>>());
    assert!(store.take_batch(1000, 1 << 20).unwrap().is_empty());
    store.requeue_sent().unwrap();
    let small = store.take_batch(1000, 1).unwrap();
    assert_eq!(ids(&small), ids(&first[..1]), "one event goes, however little fits");
}

#[test]
fn verdicts_acknowledge_hold_and_quarantine() {
    let (mut store, _) = device();
    let mut batch = store.take_batch(1000, 1 << 20).unwrap();
    let (visit, second, first) = (batch.pop().unwrap(), batch.pop().unwrap(), batch.pop().unwrap());
    let mut log = Log::default();
    let (seq, receipt) = log.store(&first.event, NOON - 500);
    assert!(receipt.effective < first.event.header.stamp, "received earlier than the phone believes");
    let verdict = |offer: &Offer, fate| Verdict { id: offer.event.header.event_id, fate };
    store
        .apply_verdicts(&[
            verdict(&first, messages::Fate::Stored { seq, receipt: receipt.clone() }),
            verdict(&second, messages::Fate::Held),
            verdict(&visit, messages::Fate::Rejected { code: "bad_proof".into(), retry_after_upgrade: false }),
        ])
        .unwrap();
    let village = field_log(VILLAGE);
    let fate = |offer: &Offer| store.event(village, offer.event.header.event_id).unwrap().unwrap();
    assert_eq!((fate(&first).1, fate(&first).0.effective), (Fate::Received, receipt.effective));
    assert_eq!((fate(&second).1, fate(&second).0.event), (Fate::Held, second.event.clone()));
    assert_eq!((fate(&visit).1, fate(&visit).0.event), (Fate::Quarantined("bad_proof".into()), visit.event.clone()));
    assert!(store.events_of(village, door_id(2)).unwrap().is_empty(), "what is held does not count");
    let figures = store.sync_figures().unwrap();
    assert_eq!((figures.held, figures.quarantined, figures.waiting), (1, 1, frame().len() as u64));
    assert_eq!(store.unsent().unwrap(), frame().len() as u64 + 1);

    // A reviewer admits the held one: it comes in a page like anybody's, and counts.
    log.store(&second.event, NOON + 5);
    let page = log.page(village, 0, 2, &[first.event.header.event_id]);
    assert_eq!(store.apply_page(&page).unwrap(), PageOutcome::Applied);
    assert_eq!(store.sync_figures().unwrap().held, 0);
    assert_eq!(store.events_of(village, door_id(2)).unwrap().len(), 1);
}

#[test]
fn a_page_moves_the_cursor_only_if_its_print_fits() {
    let (mut store, _) = device();
    let (mut village, mut township) = (Log::default(), Log::default());
    let pushed = push(&mut store, &mut village, &mut township, NOON + 1);
    assert_eq!(store.cursors().unwrap()[&field_log(VILLAGE)], Cursor::default(), "a verdict moves no cursor");
    let head = village.rows.len() as u64;
    let good = village.page(field_log(VILLAGE), 0, head, &pushed);
    assert!(good.events.is_empty(), "all of it was pushed from here");
    let before = dump(&store);
    let mut print = good.clone();
    print.print.0 ^= 1;
    let mut gap = good.clone();
    gap.known.remove(0);
    let mut strange = good.clone();
    strange.known[0].1 = EventId::from_parts(1, [1; 10]);
    for page in [print, gap, strange] {
        assert_eq!(store.apply_page(&page).unwrap(), PageOutcome::Mismatch);
        assert_eq!(store.cursors().unwrap()[&field_log(VILLAGE)], Cursor::default());
    }
    assert_eq!(dump(&store), before);
    assert_eq!(store.apply_page(&good).unwrap(), PageOutcome::Applied);
    assert_eq!(store.cursors().unwrap()[&field_log(VILLAGE)], Cursor(head, good.print));
}

#[test]
fn a_lost_reply_is_made_good_by_the_page() {
    let (mut store, _) = device();
    let batch = store.take_batch(1000, 1 << 20).unwrap();
    let mut village = Log::default();
    let own: Vec<&Event> =
        batch.iter().map(|offer| &offer.event).filter(|event| event.header.log_id == field_log(VILLAGE)).collect();
    for event in own {
        village.store(event, NOON + 1);
    }
    // The verdicts never came back; the page brings the events whole.
    store.requeue_sent().unwrap();
    let head = village.rows.len() as u64;
    assert_eq!(store.apply_page(&village.page(field_log(VILLAGE), 0, head, &[])).unwrap(), PageOutcome::Applied);
    let left = store.take_batch(1000, 1 << 20).unwrap();
    assert_eq!(
        left.len(),
        frame().iter().filter(|fact| fact.log == field_log(TOWNSHIP)).count() + left_in_village(&left)
    );
    assert_eq!(left_in_village(&left), 0, "acknowledged by meeting them");
}

fn left_in_village(batch: &[Offer]) -> usize {
    // The frame's village and grids stand in the village's log too.
    batch.iter().filter(|offer| offer.event.header.log_id == field_log(VILLAGE)).count()
}

#[test]
fn a_reset_queues_everything_held_and_reads_again() {
    let (mut store, _) = device();
    let (mut village, mut township) = (Log::default(), Log::default());
    let pushed = push(&mut store, &mut village, &mut township, NOON + 1);
    // Somebody else's visit.
    let (mut other, mut dice) = (Store::in_memory().unwrap(), Dice(99));
    enrol(&mut other, 99);
    other.append(&[visit(2, Outcome::Declined)], None, NOON, &mut dice).unwrap();
    push(&mut other, &mut village, &mut township, NOON + 2);
    let log = field_log(VILLAGE);
    let head = village.rows.len() as u64;
    store.apply_page(&village.page(log, 0, 2, &pushed)).unwrap();
    store.apply_page(&village.page(log, 2, head, &pushed)).unwrap();
    let before = dump(&store);

    // The server was restored to its second event.
    store.apply_scope(&[], &[], &[Reset { log, keep: Cursor(2, village.page(log, 0, 2, &[]).print) }]).unwrap();
    assert_eq!(store.cursors().unwrap()[&log], Cursor(2, village.page(log, 0, 2, &[]).print));
    let offered = store.take_batch(1000, 1 << 20).unwrap();
    let expected: Vec<EventId> = village.rows[2..].iter().map(|row| row.0.event.header.event_id).collect();
    assert_eq!(ids(&offered), expected, "own and others', in the order of the log");
    let receipts: Vec<_> = offered.iter().map(|offer| offer.receipt.clone().unwrap()).collect();
    let given: Vec<_> = village.rows[2..].iter().map(|row| row.0.receipt.clone()).collect();
    assert_eq!(receipts, given, "with the receipts that keep their stamps");
    assert_eq!(dump(&store), before, "nothing that shows has changed");
    let figures = store.sync_figures().unwrap();
    assert_eq!((figures.outbox, figures.waiting), (expected.len() as u64, expected.len() as u64 - 1));
}

#[test]
fn what_was_acknowledged_and_then_met_in_no_page_is_queued_again() {
    let (mut store, _) = device();
    let (mut village, mut township) = (Log::default(), Log::default());
    let pushed = push(&mut store, &mut village, &mut township, NOON + 1);
    // The server's file was copied back to two events; their pages agree with the device's cursor.
    store.apply_page(&village.page(field_log(VILLAGE), 0, 2, &pushed)).unwrap();
    store.apply_page(&township.page(field_log(TOWNSHIP), 0, township.rows.len() as u64, &pushed)).unwrap();
    let lost: Vec<EventId> = village.rows[2..].iter().map(|row| row.0.event.header.event_id).collect();
    assert_eq!(store.requeue_lost().unwrap(), lost.len() as u64);
    assert_eq!(ids(&store.take_batch(1000, 1 << 20).unwrap()), lost);
    store.requeue_sent().unwrap();
    assert_eq!(store.requeue_lost().unwrap(), 0, "once is enough");
}

#[test]
fn a_removed_log_goes_but_what_is_unsent_stays() {
    let (mut store, mut dice) = device();
    let (mut village, mut township) = (Log::default(), Log::default());
    let pushed = push(&mut store, &mut village, &mut township, NOON + 1);
    let log = field_log(VILLAGE);
    store.apply_page(&village.page(log, 0, village.rows.len() as u64, &pushed)).unwrap();
    let late = store.append(&[visit(2, Outcome::Met)], None, NOON + 10, &mut dice).unwrap()[0];
    store.apply_scope(&[], &[log], &[]).unwrap();
    assert!(!store.cursors().unwrap().contains_key(&log));
    assert!(store.events_of(log, door_id(1)).unwrap().is_empty());
    assert!(!dump(&store).iter().any(|line| line.starts_with("tally") || line.starts_with("door")));
    assert_eq!(ids(&store.take_batch(1000, 1 << 20).unwrap()), [late], "late facts are still delivered");
    let records = store.own_records(0, 100).unwrap();
    assert_eq!(records.len(), frame().len() + 4, "own records stay listed");
    assert_eq!(store.sync_figures().unwrap().waiting, 1);
    store.apply_scope(&[log], &[], &[]).unwrap();
    assert_eq!(store.cursors().unwrap()[&log], Cursor::default(), "granted again, read from the beginning");
}

#[test]
fn the_same_id_with_other_bytes_is_loud() {
    let (mut store, _) = device();
    let log = field_log(VILLAGE);
    let own = store.events_of(log, door_id(2)).unwrap().remove(0).event;
    let foreign = Event { body: own.body.replace("Well Lane", "Mill Lane"), ..own.clone() };
    let mut village = Log::default();
    village.store(&foreign, NOON + 1);
    assert_eq!(store.apply_page(&village.page(log, 0, 1, &[])).unwrap(), PageOutcome::Applied);
    assert_eq!(store.events_of(log, door_id(2)).unwrap()[0].event, foreign);
    let aside = store.aside_of(log, door_id(2)).unwrap();
    assert_eq!((&aside[0].0.event, &aside[0].1), (&own, &Fate::Quarantined("id_reused".into())));
}

#[test]
fn the_clock_follows_the_server_never_a_fast_phone() {
    let (mut store, mut dice) = device();
    let far = NOON + 400 * 86_400_000;
    // Another phone lives a year ahead; the server caps its stamp at the moment of receipt.
    let (mut other, mut others) = (Store::in_memory().unwrap(), Dice(5));
    enrol(&mut other, 5);
    other.append(&[visit(1, Outcome::Met)], None, far, &mut others).unwrap();
    let (mut village, mut township) = (Log::default(), Log::default());
    push(&mut other, &mut village, &mut township, NOON + 60_000);
    store.apply_page(&village.page(field_log(VILLAGE), 0, 1, &[])).unwrap();
    let id = store.append(&[visit(2, Outcome::Met)], None, NOON, &mut dice).unwrap()[0];
    let stamp = store.event(field_log(VILLAGE), id).unwrap().unwrap().0.event.header.stamp;
    assert!(stamp > at(NOON + 60_000) && stamp < at(NOON + 61_000), "{stamp:?}");
    store.observe_server(3, NOON + 120_000).unwrap();
    assert_eq!(store.identity().unwrap().unwrap().epoch, 3);
    let id = store.append(&[visit(2, Outcome::Met)], None, NOON, &mut dice).unwrap()[0];
    let stamp: Stamp = store.event(field_log(VILLAGE), id).unwrap().unwrap().0.event.header.stamp;
    assert!(stamp > at(NOON + 120_000));
    store.begin_incarnation(Incarnation::from_random([3; 16])).unwrap();
    assert_eq!(store.identity().unwrap().unwrap().incarnation, Incarnation::from_random([3; 16]));
}

#[test]
fn another_role_is_known_and_its_rights_hold_at_once() {
    let (mut store, mut dice) = device();
    let (village, township) = (field_log(VILLAGE), field_log(TOWNSHIP));
    let known = store.account().unwrap().unwrap();
    let as_known = AccountNow { role: known.role, area: known.area, read_only: Vec::new() };
    assert!(!store.apply_account(&as_known, false).unwrap(), "no news");
    let told = AccountNow { role: Role::Committee, read_only: vec![township], ..as_known };
    assert!(store.apply_account(&told, true).unwrap());
    assert!(!store.apply_account(&told, true).unwrap(), "told twice is no news");
    assert_eq!(store.account().unwrap().unwrap().role, Role::Committee);
    let mut try_in = |log| store.append(&[NewFact { log, ..visit(1, Outcome::Met) }], None, NOON, &mut dice);
    assert!(try_in(village).is_ok());
    assert!(matches!(try_in(township), Err(StoreError::NoRight)));
    assert!(store.apply_account(&AccountNow { read_only: Vec::new(), ..told }, true).unwrap());
    let mut try_in = |log| store.append(&[NewFact { log, ..visit(1, Outcome::Met) }], None, NOON, &mut dice);
    assert!(try_in(township).is_ok());
}
