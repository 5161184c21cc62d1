//! Databases as released versions left them, opened by this one.

use rusqlite::Connection;

use super::SqliteStore;
use crate::{
    check,
    ports::OsRandom,
    store::{Birth, Database, Store, StoreError},
};

/// The file of each released schema as text; every later version keeps its own beside them.
const RELEASED: [(u32, &str); 1] = [(2, include_str!("golden/server_v2.sql"))];

#[test]
fn every_released_schema_opens_with_everything_in_it() {
    for (schema, dump) in RELEASED {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("server.db");
        let old = Connection::open(&path).unwrap();
        old.execute_batch(dump).unwrap();
        assert_eq!(old.pragma_query_value(None, "user_version", |row| row.get::<_, u32>(0)), Ok(schema));
        drop(old);
        let store = Database::from(SqliteStore::open(&path, &Birth { epoch: 9, secret: [9; 32] }).unwrap());
        assert!(store.meta().schema > schema && store.meta().epoch != 9, "brought forward, not born again");
        let count = |table: &str| {
            let sql = format!("SELECT COUNT(*) FROM {table}");
            let rows = store.read(|tx| tx.query(&sql, &[], |row| row.get::<u64>(0)));
            rows.map_err(|error: StoreError| error.to_string()).unwrap()[0]
        };
        let found = ["event", "door", "account", "device", "invitation", "server_device"].map(count);
        assert_eq!(found, [7, 2, 2, 1, 2, 1]);
        let report = check::check(&store, 480, folder.path(), &OsRandom).unwrap();
        assert_eq!((report.findings, report.amount.events), (Vec::new(), 7));
    }
}
