//! `ingest.postgres`: events stored durably a second through the HTTP API, against bare multi-row inserts of the same rows.
//!
//! Needs a server that `TEST_POSTGRES_URL` names; `cargo xtask bench` starts one.

use tokio_postgres::{Client, NoTls, Row, types::ToSql};

use super::{
    Figure, RUNS, Stopped,
    crowd::push,
    median, timed,
    town::{BATCH, Town, Writer},
};
use crate::postgres::TestDatabase;

/// Events in one run.
const EVENTS: usize = 10_000;

/// Visits to one door.
const VISITS: usize = 4;

/// The server's own tables, without partitions.
const SCHEMA: &str = include_str!("../../../sync-server/src/store/postgres/schema.sql");

const INSERT: &str = include_str!("../../../sync-server/src/store/postgres/sql/insert_events.sql");

const SELECT: &str =
    "SELECT log_id, seq, event_id, hash, print, kind, entity_id, effective, received_at, device_id, header,
    body, proof, receipt FROM event ORDER BY log_id, seq";

pub(super) fn postgres() -> Result<Vec<Figure>, Stopped> {
    let (mut rates, mut floors) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let database = TestDatabase::create()?;
        let mut town = Town::on(database.url())?;
        let phone = town.worker()?;
        let requests = Writer::of(&phone)?.requests(EVENTS, VISITS)?;
        let ((), time) = timed(|| push(&town.served.origin(), requests, EVENTS))?;
        rates.push(EVENTS as f64 / time.as_secs_f64());
        drop(town);
        floors.push(bare(&database)?);
    }
    Ok(vec![Figure::of("ingest.postgres", median(rates), "events/s").against(median(floors)).goal("ratio >= 0.5")])
}

/// The same rows into the same table, over one connection, with nothing around it.
fn bare(from: &TestDatabase) -> Result<f64, Stopped> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let copy = TestDatabase::create()?;
    let rows = runtime.block_on(async { Ok::<_, Stopped>(connect(&from.url()).await?.query(SELECT, &[]).await?) })?;
    let client = runtime.block_on(connect(&copy.url()))?;
    runtime.block_on(client.batch_execute(&SCHEMA.replace(" PARTITION BY HASH (log_id)", "")))?;
    let ((), time) = timed(|| {
        runtime.block_on(async {
            let insert = client.prepare(INSERT).await?;
            for batch in rows.chunks(BATCH) {
                let columns = columns(batch)?;
                let parameters: Vec<&(dyn ToSql + Sync)> = columns.iter().map(|column| &**column as _).collect();
                client.execute(&insert, &parameters).await?;
            }
            Ok(())
        })
    })?;
    Ok(rows.len() as f64 / time.as_secs_f64())
}

async fn connect(url: &str) -> Result<Client, Stopped> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

type Column<'a> = Box<dyn ToSql + Sync + 'a>;

/// The rows as the arrays of the insert.
fn columns(rows: &[Row]) -> Result<Vec<Column<'_>>, Stopped> {
    let mut columns: Vec<Column<'_>> = Vec::new();
    for at in 0..14 {
        columns.push(match at {
            1 | 4 | 7 | 8 => Box::new(rows.iter().map(|row| row.try_get(at)).collect::<Result<Vec<i64>, _>>()?),
            5 => Box::new(rows.iter().map(|row| row.try_get(at)).collect::<Result<Vec<&str>, _>>()?),
            _ => Box::new(rows.iter().map(|row| row.try_get(at)).collect::<Result<Vec<Option<&[u8]>>, _>>()?),
        });
    }
    Ok(columns)
}
