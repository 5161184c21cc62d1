//! The end of a history: nothing that may never happen has happened.
//!
//! The server's log is checked by itself (gapless, prints, unique), then every device against it byte for byte, then all
//! projections against a rebuild from the log.

use std::collections::BTreeSet;

use nfv::{
    domain::{
        event::{Hash, print_share},
        ids::{EventId, LogId},
        stamp::Stamp,
    },
    store::{StoreError, projection},
    sync::{messages::Cursor, ports::SyncStore},
};
use rusqlite::{Connection, types::Value};
use sync_server::store::{Store as _, sqlite::SqliteStore};

use super::{
    Ungraceful,
    world::{Saved, SimDevice, World},
};

type Rows = Vec<Vec<Value>>;

/// Columns of an event that must be the same everywhere.
const EVENT: &str =
    "SELECT seq, event_id, hash, print, kind, entity_id, effective, received_at, device_id, header, body,
    proof, receipt FROM event WHERE log_id = ?1 ORDER BY seq";

/// Tables of the projection, all with a log.
const PROJECTIONS: [&str; 7] = ["area", "other_entity", "door", "door_round", "point_round", "tally", "scope"];

/// Checks everything; how many events the server has.
pub(super) fn everything(world: &World) -> Result<usize, Ungraceful> {
    let server = world.server.borrow();
    let store = server.store()?;
    let logs = all_logs(store)?;
    let mut events = 0;
    for log in &logs {
        events += server_log(store, *log)?;
    }
    nothing_saved_is_missing(store, world)?;
    ids_are_unique(store)?;
    let before = projections(store, &logs)?;
    store.rebuild().map_err(Ungraceful::from_error)?;
    same(&before, &projections(store, &logs)?, "the server's projections differ from a rebuild")?;
    for device in &world.devices {
        device_agrees(device, store, &world.granted(device))
            .map_err(|Ungraceful(what)| Ungraceful(format!("{}: {what}", device.name)))?;
    }
    Ok(events)
}

fn all_logs(store: &SqliteStore) -> Result<Vec<LogId>, Ungraceful> {
    let rows = server_rows(store, "SELECT id FROM log WHERE ?1 IS NOT NULL ORDER BY id", None)?;
    rows.iter()
        .map(|row| match &row[..] {
            [Value::Blob(id)] => LogId::from_slice(id).map_err(Ungraceful::from_error),
            other => Err(Ungraceful(format!("not a log id: {other:?}"))),
        })
        .collect()
}

/// Sequences without gaps, and the print that follows from hashes and stamps.
fn server_log(store: &SqliteStore, log: LogId) -> Result<usize, Ungraceful> {
    let rows = server_rows(store, EVENT, Some(log))?;
    let (mut at, mut print) = (0, 0_u64);
    for row in &rows {
        let [Value::Integer(seq), _, Value::Blob(hash), Value::Integer(stored), _, _, Value::Integer(effective), ..] =
            &row[..]
        else {
            return Err(Ungraceful(format!("an event of another shape: {row:?}")));
        };
        at += 1;
        let hash: Hash = hash.as_slice().try_into().map_err(Ungraceful::from_error)?;
        print = print.wrapping_add(print_share(&hash, at, Stamp(effective.cast_unsigned())));
        ensure(seq.cast_unsigned() == at, "the server's log has a gap")?;
        ensure(stored.cast_unsigned() == print, "a print does not follow from the events")?;
    }
    let heads = store.heads(&[log]).map_err(Ungraceful::from_error)?;
    let Some(Cursor(head, head_print)) = heads.get(&log) else { return Err(Ungraceful("a log without head".into())) };
    ensure(*head == at && head_print.0 == print, "a log's head is not its last event")?;
    Ok(rows.len())
}

fn nothing_saved_is_missing(store: &SqliteStore, world: &World) -> Result<(), Ungraceful> {
    let sql = "SELECT log_id, event_id, hash FROM event WHERE ?1 IS NOT NULL
               UNION ALL SELECT log_id, event_id, hash FROM held";
    let there: BTreeSet<Vec<u8>> = server_rows(store, sql, None)?
        .into_iter()
        .map(|row| {
            row.into_iter().flat_map(|value| if let Value::Blob(bytes) = value { bytes } else { vec![] }).collect()
        })
        .collect();
    for Saved { log, id, hash } in &world.saved {
        let key = [log.as_bytes().as_slice(), id.as_bytes(), hash].concat();
        if !there.contains(&key) {
            let kept: Vec<String> = world.devices.iter().map(|device| whereabouts(device, *id)).collect();
            return Err(Ungraceful(format!("{id} was called saved and is not on the server; {}", kept.join("; "))));
        }
    }
    Ok(())
}

/// What a device has of an event, for whoever looks for it.
fn whereabouts(device: &SimDevice, id: EventId) -> String {
    let sql = "SELECT 'event', seq, print FROM event WHERE event_id = ?1 UNION ALL
               SELECT 'outbox', state, position FROM outbox WHERE event_id = ?1 UNION ALL
               SELECT 'aside', fate, code FROM aside WHERE event_id = ?1";
    let found = device.store.with(|store| rows(store.conn(), sql, Some(LogId(id.0))));
    format!("{}: {found:?}", device.name)
}

fn ids_are_unique(store: &SqliteStore) -> Result<(), Ungraceful> {
    let sql = "SELECT event_id FROM event WHERE ?1 IS NOT NULL GROUP BY event_id HAVING count(*) > 1";
    ensure(server_rows(store, sql, None)?.is_empty(), "an event is there twice")
}

fn device_agrees(device: &SimDevice, server: &SqliteStore, granted: &[LogId]) -> Result<(), Ungraceful> {
    let outbox = rows_of(device, "SELECT event_id FROM outbox WHERE ?1 IS NOT NULL", None)?;
    ensure(outbox.is_empty(), "a queue is not empty")?;
    let held = rows_of(device, "SELECT DISTINCT log_id FROM event WHERE ?1 IS NOT NULL", None)?;
    let foreign =
        held.iter().flatten().filter(|id| !granted.iter().any(|log| **id == Value::Blob(log.as_bytes().to_vec())));
    ensure(foreign.count() == 0, "events of a log that is not granted")?;
    let cursors = device.store.cursors().map_err(Ungraceful::from_error)?;
    let heads = server.heads(granted).map_err(Ungraceful::from_error)?;
    ensure(cursors == heads, &format!("cursors {cursors:?} differ from the heads {heads:?}"))?;
    for log in granted {
        let (here, there) = (rows_of(device, EVENT, Some(*log))?, server_rows(server, EVENT, Some(*log))?);
        same(&here, &there, "a log differs from the server's")?;
    }
    let before = device_projections(device, granted)?;
    same(&before, &projections(server, granted)?, "projections differ from the server's")?;
    let rebuilt = device.store.with(|store| {
        let savepoint = store.conn().unchecked_transaction()?;
        projection::rebuild(&savepoint)?;
        let rebuilt = granted_rows(&savepoint, granted)?;
        savepoint.rollback()?;
        Ok(rebuilt)
    });
    same(&before, &rebuilt.map_err(Ungraceful::from_error)?, "projections differ from a rebuild")
}

fn projections(store: &SqliteStore, logs: &[LogId]) -> Result<Rows, Ungraceful> {
    store.read::<_, sync_server::store::StoreError>(|tx| Ok(granted_rows(tx, logs)?)).map_err(Ungraceful::from_error)
}

fn device_projections(device: &SimDevice, logs: &[LogId]) -> Result<Rows, Ungraceful> {
    device.store.with(|store| granted_rows(store.conn(), logs)).map_err(Ungraceful::from_error)
}

fn granted_rows(connection: &Connection, logs: &[LogId]) -> Result<Rows, StoreError> {
    let mut all = Rows::new();
    for log in logs {
        for table in PROJECTIONS {
            let mut rows = rows(connection, &format!("SELECT * FROM {table} WHERE log_id = ?1"), Some(*log))?;
            rows.sort_by_cached_key(|row| format!("{row:?}"));
            all.extend(rows.into_iter().map(|row| [vec![Value::Text(table.into())], row].concat()));
        }
    }
    Ok(all)
}

fn rows_of(device: &SimDevice, sql: &str, log: Option<LogId>) -> Result<Rows, Ungraceful> {
    device.store.with(|store| rows(store.conn(), sql, log)).map_err(Ungraceful::from_error)
}

fn server_rows(store: &SqliteStore, sql: &str, log: Option<LogId>) -> Result<Rows, Ungraceful> {
    store.read::<_, sync_server::store::StoreError>(|tx| Ok(rows(tx, sql, log)?)).map_err(Ungraceful::from_error)
}

/// All rows of a query whose only parameter is the log.
fn rows(connection: &Connection, sql: &str, log: Option<LogId>) -> Result<Rows, StoreError> {
    let mut statement = connection.prepare(sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query([log.map_or_else(Vec::new, |log| log.as_bytes().to_vec())])?;
    let mut all = Rows::new();
    while let Some(row) = rows.next()? {
        all.push((0..columns).map(|column| row.get(column)).collect::<Result<_, _>>()?);
    }
    Ok(all)
}

fn ensure(holds: bool, otherwise: &str) -> Result<(), Ungraceful> {
    if holds { Ok(()) } else { Err(Ungraceful(otherwise.into())) }
}

fn same(one: &Rows, other: &Rows, otherwise: &str) -> Result<(), Ungraceful> {
    if one == other {
        return Ok(());
    }
    let differs = one.iter().zip(other).position(|(one, other)| one != other).unwrap_or(one.len().min(other.len()));
    let (one_row, other_row) = (one.get(differs), other.get(differs));
    Err(Ungraceful(format!("{otherwise}: {} and {} rows, {one_row:?} and {other_row:?}", one.len(), other.len())))
}
