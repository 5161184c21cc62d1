//! The real server and the real device over a bad network: delayed, cut in the middle of requests and replies, doubled.
//! In the end everybody has the same bytes, and nothing is lost.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::{path::Path, thread, time::Duration};

use nfv::{
    domain::ids::{EventId, LogId},
    store::Fate,
    sync::ports::SyncStore,
};
use nfv_tests::{
    http::Http,
    phone::{Phone, morning},
    proxy::{Proxy, Weather},
    served::{Served, VILLAGES},
};
use rusqlite::{Connection, types::Value};

const BINARY: &str = env!("CARGO_BIN_EXE_served");

/// Phones of one village.
const PHONES: usize = 3;

/// Mornings of each, with a sync after each that may fail.
const MORNINGS: usize = 8;

/// What must be the same on a device and on the server.
const EVENTS: &str =
    "SELECT seq, event_id, hash, print, kind, entity_id, effective, received_at, device_id, header, body,
    proof, receipt FROM event WHERE log_id = ?1 ORDER BY seq";

fn storm(rtt: Duration) -> Weather {
    Weather { rtt, cuts: 150, truncates: 200, doubles: 150, stalls: 0 }
}

/// Works and tries to sync, whatever comes of it. What was saved, and how many syncs failed.
fn work(phone: &mut Phone) -> (Vec<EventId>, usize) {
    let village = phone.village().unwrap();
    let (mut saved, mut failures) = (Vec::new(), 0);
    for _ in 0..MORNINGS {
        saved.extend(phone.record(&morning(village)).unwrap());
        failures += usize::from(phone.sync().is_err());
    }
    (saved, failures)
}

fn rows(connection: &Connection, log: LogId) -> Vec<Vec<Value>> {
    let mut statement = connection.prepare(EVENTS).unwrap();
    let columns = statement.column_count();
    let rows = statement.query_map([log.as_bytes()], |row| (0..columns).map(|column| row.get(column)).collect());
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

fn phone(served: &Served, proxy: &Proxy, folder: &Path, number: usize) -> Phone {
    let code = served.invite(&format!("person {number}"), "worker", VILLAGES[0]).unwrap();
    let mut phone = Phone::enrol(&folder.join(format!("phone-{number}.db")), &served.origin(), &code).unwrap();
    phone.http = Http::to(&proxy.origin()).unwrap();
    phone
}

/// Phones work at once through a storm of this round-trip time; then it is over.
fn weathers_a_storm(rtt: Duration, seed: u64) {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(BINARY, folder.path()).unwrap();
    let proxy = Proxy::before(served.address(), Weather::clear(rtt), seed).unwrap();
    let mut phones: Vec<Phone> = (0..PHONES).map(|number| phone(&served, &proxy, folder.path(), number)).collect();
    proxy.set(storm(rtt));
    let worked: Vec<(Vec<EventId>, usize)> = thread::scope(|scope| {
        let working: Vec<_> = phones.iter_mut().map(|phone| scope.spawn(|| work(phone))).collect();
        thread::sleep(Duration::from_millis(300));
        proxy.cut_all();
        working.into_iter().map(|work| work.join().unwrap()).collect()
    });
    let happened = proxy.happened();
    let failures: usize = worked.iter().map(|(_, failures)| failures).sum();
    assert!(happened.cuts > 0 && happened.truncates > 0 && happened.doubles > 0, "no storm: {happened:?}");
    assert!(failures > 0, "no sync failed: nothing was tried");

    proxy.set(Weather::clear(rtt));
    // A connection kept from the storm may end at any moment, even now: what must work is a line made after it.
    proxy.cut_all();
    for phone in &mut phones {
        phone.http = Http::to(&proxy.origin()).unwrap();
    }
    for _ in 0..2 {
        for phone in &mut phones {
            phone.sync().unwrap();
        }
    }
    let village = phones[0].village().unwrap();
    let server = Connection::open(served.database()).unwrap();
    let there = rows(&server, village);
    for (phone, (saved, _)) in phones.iter().zip(&worked) {
        for id in saved {
            assert_eq!(phone.store.event(village, *id).unwrap().unwrap().1, Fate::Received);
        }
        assert_eq!(rows(phone.store.conn(), village), there, "a device differs from the server");
        assert!(phone.store.unacknowledged().unwrap().is_empty());
    }
    let all: usize = worked.iter().map(|(saved, _)| saved.len()).sum();
    assert_eq!(all, PHONES * MORNINGS * 5);
    // The village's own definition is the one event that no phone has written.
    assert_eq!(there.len(), all + 1, "lost or doubled");
    let cursors = phones.iter().map(|phone| phone.store.cursors().unwrap()).collect::<Vec<_>>();
    assert!(cursors.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn nothing_is_lost_in_a_storm_on_a_near_network() {
    weathers_a_storm(Duration::ZERO, 1);
}

#[test]
fn nothing_is_lost_in_a_storm_at_100_ms() {
    weathers_a_storm(Duration::from_millis(100), 2);
}

#[test]
fn nothing_is_lost_in_a_storm_at_400_ms() {
    weathers_a_storm(Duration::from_millis(400), 3);
}

#[test]
fn files_copied_back_cost_nothing_that_a_device_still_holds() {
    let folder = tempfile::tempdir().unwrap();
    let mut served = Served::start(BINARY, folder.path()).unwrap();
    let proxy = Proxy::before(served.address(), Weather::clear(Duration::ZERO), 4).unwrap();
    let mut phones: Vec<Phone> = (0..2).map(|number| phone(&served, &proxy, folder.path(), number)).collect();
    let village = phones[0].village().unwrap();
    let mut saved = Vec::new();
    let mut round = |phones: &mut Vec<Phone>| {
        for phone in phones.iter_mut() {
            saved.extend(phone.record(&morning(village)).unwrap());
            phone.sync().unwrap();
        }
    };
    round(&mut phones);
    let files = ["server.db", "server.db-wal"];
    let copied = folder.path().join("copy");
    std::fs::create_dir(&copied).unwrap();
    served.kill().unwrap();
    for file in files.iter().filter(|file| folder.path().join(file).exists()) {
        std::fs::copy(folder.path().join(file), copied.join(file)).unwrap();
    }
    served.resume().unwrap();
    round(&mut phones);
    round(&mut phones);
    served.kill().unwrap();
    for file in ["server.db", "server.db-wal", "server.db-shm"] {
        let _ = std::fs::remove_file(folder.path().join(file));
        if copied.join(file).exists() {
            std::fs::copy(copied.join(file), folder.path().join(file)).unwrap();
        }
    }
    served.resume().unwrap();
    for _ in 0..3 {
        for phone in &mut phones {
            phone.sync().unwrap();
        }
    }
    let server = Connection::open(served.database()).unwrap();
    let there = rows(&server, village);
    assert_eq!(there.len(), saved.len() + 1, "lost or doubled by the restore");
    for phone in &phones {
        assert_eq!(rows(phone.store.conn(), village), there);
    }
}
