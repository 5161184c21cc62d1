//! A relay file, against the real server process: made without a network, carried by somebody without an account.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use nfv::{
    device::messages::{Delivered, Failure, Reply, Request},
    domain::facts::Outcome,
    store::NewFact,
    sync::{driver, ports::SyncStore},
};
use nfv_tests::{
    phone::{Phone, door, pledge, visit},
    served::{Served, VILLAGES},
    side::Side,
};

const BINARY: &str = env!("CARGO_BIN_EXE_served");

fn make(side: &Side) -> (String, Vec<u8>, u64) {
    let Ok(Reply::RelayFile { name, content, events, left: 0 }) = side.ask(Request::MakeRelayFile) else {
        panic!("no file")
    };
    (name, content, events)
}

fn hand_over(side: &Side, name: &str, content: &[u8]) -> Result<Reply, Failure> {
    side.ask(Request::DeliverRelayFile { name: name.into(), content: content.into() })
}

fn records(phone: &Phone) -> Vec<NewFact> {
    let log = phone.village().unwrap();
    let doors: Vec<NewFact> = (1..=30).map(|number| door(log, number)).collect();
    let visits = doors.iter().map(|door| visit(log, door.entity, Outcome::Met));
    let pledges = doors.iter().take(3).map(|door| pledge(log, door.entity));
    doors.iter().cloned().chain(visits).chain(pledges).collect()
}

#[test]
fn unsent_records_arrive_by_somebody_elses_hand() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let mut served = Served::start(BINARY, folder.path()).unwrap();
    let origin = served.origin();
    let code = |served: &Served, name: &str| served.invite(name, "worker", VILLAGES[0]).unwrap();
    let mut phone = Phone::enrol(&file("author.db"), &origin, &code(&served, "author")).unwrap();
    phone.sync().unwrap();
    served.kill().unwrap();
    let facts = records(&phone);
    phone.record(&facts).unwrap();
    let enrolled = phone.enrolled.clone();
    drop(phone);

    let author = Side::open(&file("author.db"), &origin).unwrap();
    let (name, content, events) = make(&author);
    assert!(name.ends_with(".nfvrelay") && events == facts.len() as u64, "{name}: {events}");
    assert!(!String::from_utf8_lossy(&content).contains("Lane"));
    assert_eq!(author.status().unwrap().sync.waiting, events, "they stay queued until the server says so");

    // Nobody is signed in on the carrier, and there is no network yet.
    let carrier = Side::open(&file("carrier.db"), &origin).unwrap();
    assert_eq!(hand_over(&carrier, &name, &content), Ok(Reply::RelayDelivered(Delivered::Waiting)));
    assert_eq!(hand_over(&carrier, &name, &content), Ok(Reply::RelayDelivered(Delivered::Waiting)), "kept once");
    assert_eq!(carrier.status().unwrap().relay_files, 1);
    assert_eq!(carrier.ask(Request::SignOut), Err(Failure::Unsent { count: 1 }), "somebody relies on it");
    assert!(pollster::block_on(carrier.0.carry_on()).is_err());
    drop(carrier);

    served.resume().unwrap();
    let carrier = Side::open(&file("carrier.db"), &origin).unwrap();
    pollster::block_on(carrier.0.carry_on()).unwrap();
    assert_eq!(carrier.status().unwrap().relay_files, 0);
    assert_eq!(hand_over(&carrier, &name, &content), Ok(Reply::RelayDelivered(Delivered::Taken { events })), "again");
    assert_eq!(hand_over(&carrier, "x", b"x"), Err(Failure::Invalid { code: "no_relay_file".into() }));

    // Another phone reads what the author made; the author hears that all of it is there.
    let mut reader = Phone::enrol(&file("reader.db"), &origin, &code(&served, "reader")).unwrap();
    reader.sync().unwrap();
    drop(author);
    let mut author = Phone::again(&file("author.db"), &origin, enrolled).unwrap();
    let synced: driver::Outcome = author.sync().unwrap();
    assert_eq!((synced.acknowledged, synced.quarantined, synced.held), (events, 0, 0));
    assert_eq!(author.store.cursors().unwrap(), reader.store.cursors().unwrap(), "equal heads and prints");
    assert!(author.store.unacknowledged().unwrap().is_empty());
}

#[test]
fn a_device_of_an_older_server_asks_for_the_key_and_a_damaged_file_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(BINARY, folder.path()).unwrap();
    let database = folder.path().join("author.db");
    let code = served.invite("author", "worker", VILLAGES[0]).unwrap();
    let mut phone = Phone::enrol(&database, &served.origin(), &code).unwrap();
    phone.sync().unwrap();
    let log = phone.village().unwrap();
    phone.record(&[door(log, 1)]).unwrap();
    drop(phone);
    rusqlite::Connection::open(&database).unwrap().execute("DELETE FROM server_key", []).unwrap();
    let author = Side::open(&database, &served.origin()).unwrap();
    let (name, mut content, _) = make(&author);
    let at = content.len() / 2;
    content[at] ^= 1;
    assert_eq!(hand_over(&author, &name, &content), Err(Failure::Refused { code: "damaged_relay_file".into() }));
    assert_eq!(author.status().unwrap().relay_files, 0, "whoever handed it over still has it");
}
