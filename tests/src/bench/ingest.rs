//! `ingest.sqlite`: events stored durably a second through the HTTP API, against bare inserts of the same rows.

use std::path::Path;

use rusqlite::{Connection, types::Value};

use super::{
    Figure, RUNS, Stopped,
    crowd::push,
    median, timed,
    town::{BATCH, Town, Writer},
};

/// Events in one run.
const EVENTS: usize = 10_000;

/// Visits to one door.
const VISITS: usize = 4;

/// The server's own tables and pragmas.
const SCHEMA: &str = include_str!("../../../sync-server/src/store/sqlite/log.sql");

const PRAGMAS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
    PRAGMA cache_size = -8192; PRAGMA wal_autocheckpoint = 8000; PRAGMA temp_store = MEMORY;";

const INSERT: &str = include_str!("../../../sync-server/src/store/sqlite/insert_event.sql");

pub(super) fn sqlite() -> Result<Vec<Figure>, Stopped> {
    let (mut rates, mut floors) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let mut town = Town::new()?;
        let phone = town.worker()?;
        let requests = Writer::of(&phone)?.requests(EVENTS, VISITS)?;
        let ((), time) = timed(|| push(&town.served.origin(), requests, EVENTS))?;
        rates.push(EVENTS as f64 / time.as_secs_f64());
        floors.push(bare(&town.served.database(), &town.folder.path().join("bare.db"))?);
    }
    Ok(vec![Figure::of("ingest.sqlite", median(rates), "events/s").against(median(floors)).goal("ratio >= 0.5")])
}

/// The same rows into the same table, with nothing around it.
fn bare(server: &Path, copy: &Path) -> Result<f64, Stopped> {
    let server = Connection::open(server)?;
    let mut logs = server.prepare("SELECT id, area_id, class FROM log")?;
    let logs: Vec<(Value, Value, Value)> =
        logs.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect::<Result<_, _>>()?;
    let mut events = server.prepare(
        "SELECT log_id, seq, event_id, hash, print, kind, entity_id, effective, received_at, device_id, header, body,
                proof, receipt FROM event ORDER BY rowid",
    )?;
    let rows: Vec<Vec<Value>> =
        events.query_map([], |row| (0..14).map(|column| row.get(column)).collect())?.collect::<Result<_, _>>()?;
    let mut bare = Connection::open(copy)?;
    bare.execute_batch(PRAGMAS)?;
    bare.execute_batch(SCHEMA)?;
    for log in logs {
        bare.execute("INSERT INTO log (id, area_id, class) VALUES (?1, ?2, ?3)", log)?;
    }
    let ((), time) = timed(|| {
        for batch in rows.chunks(BATCH) {
            let tx = bare.transaction()?;
            for row in batch {
                tx.prepare_cached(INSERT)?.execute(rusqlite::params_from_iter(row))?;
            }
            tx.commit()?;
        }
        Ok(())
    })?;
    Ok(rows.len() as f64 / time.as_secs_f64())
}
