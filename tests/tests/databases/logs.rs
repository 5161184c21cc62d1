//! Logs: order, duplicates, held events, receipts, clones, windows.

use nfv::{
    domain::{facts::Outcome, stamp::Stamp},
    sync::messages::{Digest, Fate},
};
use nfv_tests::stream::{NOON, candidate, field_log, registration, visit};
use sync_server::store::{Candidate, Right, Store, Window};

use crate::home::{Author, Home, Kind, hash_of, seq_of};

pub(crate) fn sequences_have_no_gaps_and_prints_add_up(kind: Kind) {
    let (home, mut author) = (Home::of(kind), Author::new(1));
    let (village, other) = (field_log(2), field_log(3));
    let mut batch = author.doors(village, 10);
    batch.extend(author.doors(other, 5));
    let stored = home.take(&batch, NOON);
    let seqs: Vec<_> = stored.fates.iter().filter_map(seq_of).collect();
    assert_eq!(seqs, (1..=20).chain(1..=10).collect::<Vec<_>>());
    home.take(&author.doors(village, 300), NOON);
    assert_eq!((home.check_log(village), home.check_log(other)), (620, 10));
    assert_eq!(home.store.heads(&[village, other, field_log(77)]).unwrap().len(), 2);
    assert!(home.take(&[], NOON).fates.is_empty());
}

pub(crate) fn a_second_offer_is_a_duplicate_even_without_a_right(kind: Kind) {
    let (home, mut author) = (Home::of(kind), Author::new(2));
    let batch = author.doors(field_log(2), 3);
    let first = home.take(&batch, NOON);
    let without: Vec<Candidate> =
        batch.iter().map(|again| Candidate { right: Right::Missing("no_grant"), ..again.clone() }).collect();
    // Also twice within one batch.
    let mut twice = without;
    let new = author.doors(field_log(2), 1);
    twice.extend(new.iter().chain(&new).cloned());
    let second = home.take(&twice, NOON + 5000);
    for (first, second) in first.fates.iter().zip(&second.fates) {
        let (Fate::Stored { seq, receipt }, Fate::Duplicate { seq: same, receipt: kept }) = (first, second) else {
            panic!("{first:?} then {second:?}")
        };
        assert_eq!((seq, receipt), (same, kept));
    }
    assert_eq!(second.fates.iter().filter(|fate| matches!(fate, Fate::Stored { .. })).count(), 2);
    assert!(second.clones.is_empty());
    assert_eq!(home.check_log(field_log(2)), 8);
}

pub(crate) fn another_event_under_the_same_id_is_loud(kind: Kind) {
    let (home, mut author) = (Home::of(kind), Author::new(3));
    let batch = author.doors(field_log(2), 1);
    home.take(&batch, NOON);
    let mut forged = batch[0].event.clone();
    forged.body.push(' ');
    let told = home.take(&[candidate(forged)], NOON);
    assert_eq!(told.fates, [Fate::IdReused { hash: Digest(hash_of(&batch[0])) }]);
    assert_eq!(home.check_log(field_log(2)), 2);
}

pub(crate) fn without_a_right_it_is_held_until_the_right_comes(kind: Kind) {
    let (home, mut author) = (Home::of(kind), Author::new(4));
    let entitled = author.doors(field_log(2), 2);
    let held: Vec<Candidate> =
        entitled.iter().map(|event| Candidate { right: Right::Missing("no_grant"), ..event.clone() }).collect();
    for _ in 0..2 {
        assert!(home.take(&held, NOON).fates.iter().all(|fate| *fate == Fate::Held));
    }
    assert_eq!(home.check_log(field_log(2)), 0);
    assert!(home.projection()["door"].is_empty());
    let released = home.take(&entitled, NOON);
    assert!(released.fates.iter().all(|fate| matches!(fate, Fate::Stored { .. })), "{released:?}");
    assert!(released.clones.is_empty());
    let left: Vec<u64> = home.store.read(|tx| tx.query("SELECT count(*) FROM held", &[], |row| row.get(0))).unwrap();
    assert_eq!((left, home.check_log(field_log(2))), (vec![0], 4));
    // Held and released within one batch.
    let late = author.doors(field_log(2), 1);
    let first = Candidate { right: Right::Missing("no_grant"), ..late[0].clone() };
    let told = home.take(&[first, late[0].clone()], NOON);
    assert!(matches!(told.fates[..], [Fate::Held, Fate::Stored { .. }]), "{told:?}");
}

pub(crate) fn a_receipt_keeps_the_stamps_on_another_database(kind: Kind) {
    let (home, restored, mut author) = (Home::of(kind), Home::of(kind), Author::new(5));
    let batch = author.doors(field_log(2), 3);
    let receipts = home.take(&batch, NOON).fates.into_iter().map(|fate| match fate {
        Fate::Stored { receipt, .. } => receipt,
        other => panic!("{other:?}"),
    });
    let mut again: Vec<Candidate> = batch
        .iter()
        .zip(receipts)
        .map(|(event, receipt)| Candidate { receipt: Some(receipt), ..event.clone() })
        .collect();
    again.reverse();
    restored.take(&again, NOON + 86_400_000);
    for event in restored.log(field_log(2)) {
        let id = event.event.header.event_id;
        let before = home.log(field_log(2)).into_iter().find(|other| other.event.header.event_id == id).unwrap();
        assert_eq!((event.receipt, event.event), (before.receipt, before.event));
    }
    restored.check_log(field_log(2));
    let (before, after) = (home.projection(), restored.projection());
    assert_eq!(before["door"], after["door"]);
}

pub(crate) fn time_never_goes_back_within_a_log(kind: Kind) {
    let (home, mut author) = (Home::of(kind), Author::new(6));
    let log = field_log(2);
    let door = author.entity();
    let fast = candidate(author.event_at(log, door, &registration(1, None), NOON + 900_000));
    home.take(&[fast], NOON);
    home.take(&[author.write(log, door, &visit(Outcome::Met))], NOON - 60_000);
    home.take(&author.doors(field_log(3), 1), NOON - 60_000);
    let (events, others) = (home.log(log), home.log(field_log(3)));
    // The own stamp, or the moment of receipt if that is earlier.
    assert_eq!(events[0].receipt.effective, Stamp::new(NOON, 0));
    assert_eq!(events[1].receipt.received_at, NOON);
    assert_eq!(others[0].receipt.received_at, NOON - 60_000);
}

pub(crate) fn one_number_for_two_events_betrays_a_clone(kind: Kind) {
    let (home, mut author) = (Home::of(kind), Author::new(7));
    let log = field_log(2);
    let phone = author.doors(log, 2);
    home.take(&phone, NOON);
    let life = (phone[0].event.header.device_id, phone[0].event.header.incarnation);
    let mut cloned = author.event(field_log(3), author.entity(), &registration(9, None));
    cloned.header.n = 2;
    let told = home.take(&[candidate(cloned)], NOON);
    assert_eq!(told.clones, [life]);
    assert!(matches!(told.fates[..], [Fate::Stored { .. }]), "both are kept");
}

pub(crate) fn an_unknown_log_is_refused_and_the_rest_is_stored(kind: Kind) {
    let (home, mut author) = (Home::of(kind), Author::new(8));
    let mut batch = author.doors(field_log(77), 1);
    batch.extend(author.doors(field_log(2), 1));
    let told = home.take(&batch, NOON);
    let refused = Fate::Rejected { code: "unknown_log".into(), retry_after_upgrade: false };
    assert_eq!(told.fates[..2], [refused.clone(), refused]);
    assert_eq!(home.check_log(field_log(2)), 2);
}

pub(crate) fn windows_are_parts_of_the_whole(kind: Kind) {
    let (home, mut author) = (Home::of(kind), Author::new(9));
    let log = field_log(2);
    home.take(&author.doors(log, 600), NOON);
    let whole = home.log(log);
    assert_eq!(whole.len(), 1200);
    for window in [
        Window { events: 7, bytes: usize::MAX },
        Window { events: 700, bytes: usize::MAX },
        Window { events: 5000, bytes: 1000 },
        // One event is always returned.
        Window { events: 3, bytes: 0 },
    ] {
        let (mut parts, mut after) = (Vec::new(), 0);
        loop {
            let part = Store::read(&home.store, log, after, window).unwrap();
            let Some(last) = part.last() else { break };
            let bytes: usize = part.iter().map(|event| event.event.body.len()).sum();
            assert!(part.len() <= window.events && (bytes <= window.bytes || part.len() == 1));
            after = last.seq;
            parts.extend(part);
        }
        assert_eq!(parts, whole, "{window:?}");
    }
}

pub(crate) fn opening_again_finds_everything(kind: Kind) {
    let (home, mut author) = (Home::of(kind), Author::new(10));
    home.take(&author.office(), NOON);
    home.take(&author.doors(field_log(2), 20), NOON);
    let before = (home.projection(), home.log(field_log(2)));
    let again = home.again();
    assert_eq!(again.meta().epoch, home.store.meta().epoch);
    again.ingest(&author.doors(field_log(3), 1), NOON).unwrap();
    assert_eq!(home.check_log(field_log(3)), 3);
    assert_eq!(home.log(field_log(2)), before.1);
    assert_eq!(home.projection()["area"], before.0["area"]);
}
