//! Sessions against the real server process: a phone that was silent for long loses its token and nothing else.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use nfv::{
    device::messages::{Failure, Reply, Request},
    domain::ids::EntityId,
    sync::driver::Stopped,
};
use nfv_tests::{
    phone::{Phone, door},
    served::{Served, TOWNSHIP, VILLAGES},
    side::Side,
};
use rusqlite::Connection;

const BINARY: &str = env!("CARGO_BIN_EXE_served");

/// A worker's phone with one record that was not sent; the door of that record.
fn phone_with_a_record(served: &Served, database: &Path) -> EntityId {
    let code = served.invite("worker", "worker", VILLAGES[0]).unwrap();
    let mut phone = Phone::enrol(database, &served.origin(), &code).unwrap();
    phone.sync().unwrap();
    let fact = door(phone.village().unwrap(), 1);
    phone.record(std::slice::from_ref(&fact)).unwrap();
    fact.entity
}

fn on_the_server(served: &Served, sql: &str) -> i64 {
    Connection::open(served.database()).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn an_expired_session_keeps_everything_and_its_owner_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(BINARY, folder.path()).unwrap();
    let database = folder.path().join("phone.db");
    phone_with_a_record(&served, &database);
    let long_ago = "UPDATE device SET enrolled_at = 1, token_at = 1, last_heard = 1";
    Connection::open(served.database()).unwrap().execute(long_ago, []).unwrap();

    let phone = Side::open(&database, &served.origin()).unwrap();
    assert!(matches!(phone.sync(), Err(Stopped::SignedOut)));
    assert_eq!((phone.status().unwrap().sync.waiting, phone.status().unwrap().revoked), (1, false));
    // Somebody else's invitation would send the record under another name: refused, and not spent.
    let others = served.invite("somebody else", "worker", VILLAGES[0]).unwrap();
    assert_eq!(phone.enrol(&others), Err(Failure::Unsent { count: 1 }));
    let sign_in = Request::SignIn { name: "somebody else".into(), password: "x".into(), label: "x".into() };
    assert_eq!(phone.ask(sign_in), Err(Failure::Unsent { count: 1 }));
    assert_eq!(on_the_server(&served, "SELECT count(*) FROM invitation WHERE spent_at IS NULL"), 1);

    let link = served.command(&["enrol", "worker"]).unwrap();
    phone.enrol(link.trim().rsplit('/').next().unwrap()).unwrap();
    assert_eq!(phone.sync().unwrap().acknowledged, 1);
    assert_eq!(on_the_server(&served, "SELECT count(*) FROM device WHERE token_hash IS NOT NULL"), 1);
}

#[test]
fn what_is_seen_at_a_desk_is_noted_and_signing_out_ends_the_session() {
    let folder = tempfile::tempdir().unwrap();
    let mut served = Served::start(BINARY, folder.path()).unwrap();
    let worker = folder.path().join("phone.db");
    let seen = phone_with_a_record(&served, &worker);
    let phone = Side::open(&worker, &served.origin()).unwrap();
    phone.sync().unwrap();
    let desk = Side::open(&folder.path().join("desk.db"), &served.origin()).unwrap();
    desk.enrol(&served.invite("reviewer", "reviewer", TOWNSHIP).unwrap()).unwrap();
    desk.sync().unwrap();

    served.kill().unwrap();
    for side in [&phone, &desk, &desk] {
        let Ok(Reply::Door(_)) = side.ask(Request::Door { door: seen }) else { panic!("no door") };
    }
    assert_eq!(desk.ask(Request::SignOut), Err(Failure::Offline), "what was seen is not delivered yet");
    served.resume().unwrap();
    desk.sync().unwrap();
    desk.sync().unwrap();
    assert_eq!(
        on_the_server(&served, "SELECT count(*) FROM audit WHERE action = 'viewed'"),
        1,
        "once, and not the worker"
    );

    assert_eq!(desk.ask(Request::SignOut), Ok(Reply::Done));
    let open = "SELECT count(*) FROM device JOIN account ON account.id = account_id WHERE token_hash IS NOT NULL";
    assert_eq!(on_the_server(&served, &format!("{open} AND role = 'reviewer'")), 0);
    assert_eq!(on_the_server(&served, &format!("{open} AND role = 'worker'")), 1);
}
