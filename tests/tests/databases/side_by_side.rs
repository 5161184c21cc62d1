//! The same stream into every database: the same verdicts, the same pulls to the byte, the same projections.

use nfv::domain::ids::LogId;
use nfv_tests::stream::{LOGS, NOON, Stream, area};
use sync_server::store::Store;

use crate::home::{Author, Home, Kind};

/// Streams in one run, and batches in each.
const SEEDS: u64 = 12;
const BATCHES: usize = 30;

#[test]
#[ignore = "needs TEST_POSTGRES_URL: cargo xtask test server"]
fn the_same_stream_gives_the_same_pulls_and_projections() {
    for seed in 0..SEEDS {
        let kinds = [Kind::Sqlite, Kind::Postgres { partitions: 0 }, Kind::Postgres { partitions: 3 }];
        let homes = kinds.map(Home::of);
        let mut stream = Stream::new(seed);
        // Half of the streams define the county on their own, bit by bit.
        if seed % 2 == 0 {
            let office = Author::new(seed).office();
            homes.iter().for_each(|home| drop(home.take(&office, NOON)));
        }
        for at in 0..BATCHES {
            let (batch, now) = stream.batch().unwrap();
            let [first, others @ ..] = homes.each_ref().map(|home| home.take(&batch, now));
            for other in others {
                assert_eq!(first, other, "seed {seed}, batch {at}");
            }
        }
        let [first, others @ ..] = &homes;
        let held = |home: &Home| -> Vec<u64> {
            home.store.read(|tx| tx.query("SELECT count(*) FROM held", &[], |row| row.get(0))).unwrap()
        };
        for other in others {
            for (number, class) in LOGS {
                let log = LogId::of(area(number), class);
                assert_eq!(first.log(log), other.log(log), "seed {seed}");
                assert_eq!(first.store.heads(&[log]).unwrap(), other.store.heads(&[log]).unwrap());
                other.check_log(log);
            }
            assert_eq!(first.projection(), other.projection(), "seed {seed}");
            assert_eq!(held(first), held(other));
        }
    }
}

#[test]
#[ignore = "needs TEST_POSTGRES_URL: cargo xtask test server"]
fn both_schemas_hold_the_same_tables_and_columns() {
    let (file, server) = (Home::of(Kind::Sqlite), Home::of(Kind::Postgres { partitions: 0 }));
    let mut tables = server.tables();
    // What SQLite keeps in the file's header.
    tables.retain(|table| table != "schema_version");
    assert_eq!(file.tables(), tables);
    for table in tables {
        let (mut here, mut there) = (file.columns(&table), server.columns(&table));
        here.sort();
        there.sort();
        assert_eq!(here, there, "{table}");
    }
}
