//! The log of pledges: nothing missed and nothing doubled, whoever stores, counts, and puts back.

use std::{collections::BTreeSet, io::Cursor, thread};

use ed25519_dalek::SigningKey;
use nfv::{
    domain::{
        event::Event,
        facts::{Fact, PledgeDeclined},
        ids::Incarnation,
    },
    sync::messages::Fate,
};
use nfv_tests::stream::{NOON, field_log};
use sync_server::{
    backup,
    pledges::{check, evidence::Witness, places},
    store::{Candidate, Database, Store, StoreError, restore},
};
use uuid::Uuid;

use crate::home::{Author, EVERYTHING, Home, Kind};

const WRITERS: u64 = 6;
const EACH: usize = 15;

fn pledges(author: &mut Author, log: u128, count: usize) -> Vec<Candidate> {
    let fact = Fact::PledgeDeclined(PledgeDeclined { text: "pledge-1".into() });
    (0..count).map(|_| author.write(field_log(log), author.entity(), &fact)).collect()
}

/// As the server does: what was busy is tried again.
fn patiently<T>(what: impl Fn() -> Result<T, StoreError>) -> T {
    for _ in 0..20 {
        match what() {
            Ok(done) => return done,
            Err(StoreError::Busy) => {}
            Err(error) => panic!("{error}"),
        }
    }
    panic!("busy for ever");
}

/// Every pledge of these logs has evidence that holds, each at a place of its own, and the tree is as its rows say.
fn assert_all_placed(store: &Database, logs: &[u128]) -> usize {
    let events: Vec<Event> = logs
        .iter()
        .flat_map(|log| Store::read(store, field_log(*log), 0, EVERYTHING).unwrap())
        .map(|stored| stored.event)
        .filter(|event| event.header.kind.starts_with("pledge."))
        .collect();
    let key = SigningKey::from_bytes(&[9; 32]);
    let evidence: Vec<_> = store
        .read(|tx| {
            let witness = Witness::of(tx, &key, 7, NOON)?;
            assert_eq!(witness.head().size, events.len() as u64);
            events.iter().map(|event| witness.evidence(event.header.log_id, event.header.event_id)).collect()
        })
        .map_err(|error: StoreError| error.to_string())
        .unwrap();
    let mut places = BTreeSet::new();
    for (event, evidence) in events.iter().zip(evidence) {
        let evidence = evidence.unwrap();
        assert_eq!(evidence.check_countersignature(event, &event.hash()), Ok(()));
        assert!(places.insert(evidence.place), "a place for each");
    }
    assert_eq!(store.read(check::check).unwrap(), check::Misfits::default());
    places.len()
}

pub(crate) fn every_pledge_gets_one_place_whoever_counts(kind: Kind) {
    let home = Home::of(kind);
    home.take(&Author::new(500).office(), NOON);
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let home = &home;
            scope.spawn(move || {
                let own = home.again();
                let mut author = Author::new(600 + writer);
                for pledge in pledges(&mut author, 2 + u128::from(writer % 2), EACH) {
                    patiently(|| own.ingest(std::slice::from_ref(&pledge), NOON));
                    // Each counts, while others store.
                    patiently(|| places::catch_up(&own));
                }
            });
        }
    });
    let placed = assert_all_placed(&home.store, &[2, 3]);
    assert_eq!(placed, usize::try_from(WRITERS).unwrap() * EACH);
    // Offered again, it stays where it is.
    let mut author = Author::new(700);
    let pledge = pledges(&mut author, 2, 1);
    assert!(matches!(home.take(&pledge, NOON).fates[..], [Fate::Stored { .. }]));
    for _ in 0..2 {
        assert!(matches!(home.take(&pledge, NOON).fates[..], [Fate::Duplicate { .. }]));
        places::catch_up(&home.store).unwrap();
    }
    assert_eq!(assert_all_placed(&home.store, &[2, 3]), placed + 1);
    // Whoever changes the tree is seen.
    let change = |sql: &str| home.store.write(|tx| tx.execute(sql, &[])).unwrap();
    change("UPDATE pledge_leaf SET received_at = received_at + 1 WHERE place = 5");
    assert_eq!(home.store.read(check::check).unwrap().places, [5]);
    change("UPDATE pledge_leaf SET received_at = received_at - 1 WHERE place = 5");
    change("DELETE FROM pledge_leaf WHERE place = 90");
    assert_eq!(home.store.read(check::check).unwrap().forgotten, 1);
}

pub(crate) fn a_restored_database_lacks_none(kind: Kind) {
    let home = Home::of(kind);
    home.take(&Author::new(800).office(), NOON);
    let mut author = Author::new(801);
    let (placed, waiting, late) = (pledges(&mut author, 2, 5), pledges(&mut author, 2, 4), pledges(&mut author, 3, 3));
    home.take(&placed, NOON);
    places::catch_up(&home.store).unwrap();
    home.take(&waiting, NOON);
    let mut file = Vec::new();
    home.store.read(|tx| backup::write(tx, 3, NOON, &mut file).map(drop)).unwrap();
    home.take(&late, NOON);

    for without_tree in [false, true] {
        let other = Home::of(kind);
        other.store.write(|tx| tx.execute("DELETE FROM log", &[])).unwrap();
        other
            .store
            .write(|tx| {
                backup::load(tx, Cursor::new(&file))?;
                if without_tree {
                    // As a backup of a version that knew nothing of it.
                    for table in ["pledge_waiting", "pledge_leaf", "pledge_node"] {
                        tx.execute(&format!("DELETE FROM {table}"), &[])?;
                    }
                }
                restore::begin_epoch(tx, 8, Incarnation(Uuid::from_u128(5)), &[])
                    .map_err(sync_server::backup::BackupError::from)
            })
            .unwrap();
        other.store.rebuild().unwrap();
        places::catch_up(&other.store).unwrap();
        assert_eq!(assert_all_placed(&other.store, &[2, 3]), 9);
        // Devices bring what came after it.
        other.take(&late, NOON);
        places::catch_up(&other.store).unwrap();
        assert_eq!(assert_all_placed(&other.store, &[2, 3]), 12);
    }
}
