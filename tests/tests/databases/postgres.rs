//! What only PostgreSQL can do: durability by settings, several processes that start at once, errors that pass.

use std::thread;

use nfv_tests::{
    postgres::TestDatabase,
    stream::{NOON, field_log},
};
use sync_server::store::{Birth, Database, Store, StoreError, postgres::PostgresStore};

use crate::home::{Author, Home, Kind};

const PLAIN: Kind = Kind::Postgres { partitions: 0 };

fn birth(epoch: u64) -> Birth {
    Birth { epoch, secret: [1; 32] }
}

#[test]
#[ignore = "needs TEST_POSTGRES_URL: cargo xtask test server"]
fn a_commit_is_on_the_disk_before_it_is_acknowledged() {
    let home = Home::of(PLAIN);
    let Database::Postgres(store) = &home.store else { unreachable!() };
    assert_eq!(store.durability().unwrap(), ("on".into(), "on".into()));
    // Also where the installation says otherwise; what is stronger stays.
    for (setting, expected) in [("off", "on"), ("local", "on"), ("remote_apply", "remote_apply")] {
        let server = home.server.as_ref().unwrap();
        server.run("SELECT current_database()").unwrap();
        let name = server.run("SELECT current_database()").unwrap().remove(0);
        server.run(&format!("ALTER DATABASE {name} SET synchronous_commit = {setting}")).unwrap();
        let Database::Postgres(again) = home.again() else { unreachable!() };
        assert_eq!(again.durability().unwrap().0, expected);
    }
}

#[test]
#[ignore = "needs TEST_POSTGRES_URL: cargo xtask test server"]
fn processes_that_start_together_make_one_schema() {
    let database = TestDatabase::create().unwrap();
    let address = database.address(2).unwrap();
    let epochs: Vec<u64> = thread::scope(|scope| {
        let starts: Vec<_> = (1..=5)
            .map(|epoch| {
                let address = address.clone();
                scope.spawn(move || PostgresStore::open(&address, &birth(epoch)).unwrap().meta().epoch)
            })
            .collect();
        starts.into_iter().map(|start| start.join().unwrap()).collect()
    });
    assert!(epochs.windows(2).all(|pair| pair[0] == pair[1]), "{epochs:?}");
    let parts = database.run("SELECT count(*) FROM pg_inherits WHERE inhparent = 'event'::regclass").unwrap();
    assert_eq!(parts, ["2"]);
}

#[test]
#[ignore = "needs TEST_POSTGRES_URL: cargo xtask test server"]
fn a_newer_schema_is_refused_untouched() {
    let database = TestDatabase::create().unwrap();
    let address = database.address(0).unwrap();
    drop(PostgresStore::open(&address, &birth(1)).unwrap());
    database.run("UPDATE schema_version SET version = 99").unwrap();
    let refused = PostgresStore::open(&address, &birth(1)).unwrap_err();
    assert!(matches!(refused, StoreError::NewerSchema { found: 99, .. }), "{refused}");
}

#[test]
#[ignore = "needs TEST_POSTGRES_URL: cargo xtask test server"]
fn projections_of_another_version_are_folded_anew() {
    let (home, mut author) = (Home::of(Kind::Postgres { partitions: 2 }), Author::new(1));
    home.take(&author.office(), NOON);
    home.take(&author.doors(field_log(2), 20), NOON);
    let before = home.projection();
    home.server
        .as_ref()
        .unwrap()
        .run("UPDATE projection SET version = 0; DELETE FROM tally; DELETE FROM door")
        .unwrap();
    drop(home.again());
    assert_eq!(home.projection(), before);
}

#[test]
#[ignore = "needs TEST_POSTGRES_URL: cargo xtask test server"]
fn errors_that_pass_are_busy_and_a_full_disk_is_full() {
    let (home, mut author) = (Home::of(PLAIN), Author::new(2));
    let (server, batch) = (home.server.as_ref().unwrap(), author.doors(field_log(2), 1));
    for code in ["53100", "40001", "40P01", "57P01", "53300"] {
        let function = format!(
            "CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN RAISE EXCEPTION 'made to fail' USING ERRCODE = '{code}'; END $$;
             CREATE OR REPLACE TRIGGER fail BEFORE INSERT ON event EXECUTE FUNCTION fail();"
        );
        server.run(&function).unwrap();
        let refused = home.store.ingest(&batch, NOON).unwrap_err();
        match code {
            "53100" => assert!(matches!(refused, StoreError::Full), "{refused}"),
            _ => assert!(matches!(refused, StoreError::Busy), "{code}: {refused}"),
        }
        assert_eq!(home.check_log(field_log(2)), 0);
    }
    server.run("DROP TRIGGER fail ON event").unwrap();
    home.take(&batch, NOON);
    assert_eq!(home.check_log(field_log(2)), 2);
}

#[test]
#[ignore = "needs TEST_POSTGRES_URL: cargo xtask test server"]
fn lost_connections_are_busy_and_then_forgotten() {
    let (home, mut author) = (Home::of(PLAIN), Author::new(3));
    home.take(&author.doors(field_log(2), 1), NOON);
    let others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                  WHERE datname = current_database() AND pid <> pg_backend_pid()";
    home.server.as_ref().unwrap().run(others).unwrap();
    let batch = author.doors(field_log(2), 1);
    let mut tries = 0;
    while let Err(error) = home.store.ingest(&batch, NOON) {
        assert!(matches!(error, StoreError::Busy), "{error}");
        tries += 1;
        assert!(tries < 10, "the connections do not come back");
    }
    assert_eq!(home.check_log(field_log(2)), 4);
}

#[test]
#[ignore = "needs TEST_POSTGRES_URL: cargo xtask test server"]
fn a_wrong_password_is_told_without_the_password() {
    let database = TestDatabase::create().unwrap();
    let (start, rest) = database.url().split_once("://").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let host = rest.rsplit_once('@').unwrap().1.to_owned();
    let wrong = format!("{start}://nfv:not-the-secret@{host}").parse().unwrap();
    let refused = PostgresStore::open(&wrong, &birth(1)).unwrap_err().to_string();
    assert!(refused.contains("28P01") && !refused.contains("not-the-secret"), "{refused}");
}

#[test]
#[ignore = "needs TEST_POSTGRES_URL: cargo xtask test server"]
fn a_store_is_used_from_any_thread() {
    let home = Home::of(PLAIN);
    // Inside a runtime's own thread, on a blocking thread of it, and dropped there.
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let store = home.again();
    runtime.block_on(async move {
        store.heads(&[field_log(2)]).unwrap();
        let store = tokio::task::spawn_blocking(move || {
            store.heads(&[field_log(2)]).unwrap();
            store
        });
        drop(store.await.unwrap());
    });
}
