//! Rows of tables as values, and what it means that they differ.

use nfv::{domain::ids::LogId, store::StoreError};
use rusqlite::{Connection, types::Value};
use sync_server::store::sqlite::SqliteStore;

use crate::sim::{Rule, Ungraceful, device::DeviceStore};

pub(super) type Rows = Vec<Vec<Value>>;

/// Columns of an event that must be the same everywhere.
pub(super) const EVENT: &str =
    "SELECT seq, event_id, hash, print, kind, entity_id, effective, received_at, device_id, header, body,
    proof, receipt FROM event WHERE log_id = ?1 ORDER BY seq";

/// Tables of the projection, all with a log.
const PROJECTIONS: [&str; 7] = ["area", "other_entity", "door", "door_round", "point_round", "tally", "scope"];

/// The table whose difference is that of a count.
const TALLY: &str = "tally";

pub(super) fn of_device(device: &DeviceStore, sql: &str, log: Option<LogId>) -> Result<Rows, Ungraceful> {
    device.with(|store| rows(store.conn(), sql, log)).map_err(Ungraceful::from_error)
}

pub(super) fn of_server(store: &SqliteStore, sql: &str, log: Option<LogId>) -> Result<Rows, Ungraceful> {
    store.read::<_, sync_server::store::StoreError>(|tx| Ok(rows(tx, sql, log)?)).map_err(Ungraceful::from_error)
}

/// Everything that these logs add up to, on the server.
pub(super) fn projections(store: &SqliteStore, logs: &[LogId]) -> Result<Rows, Ungraceful> {
    store.read::<_, sync_server::store::StoreError>(|tx| Ok(projected_rows(tx, logs)?)).map_err(Ungraceful::from_error)
}

/// Everything that these logs add up to, in any database that has projections.
pub(super) fn projected_rows(connection: &Connection, logs: &[LogId]) -> Result<Rows, StoreError> {
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

/// All rows of a query whose only parameter is the log.
pub(super) fn rows(connection: &Connection, sql: &str, log: Option<LogId>) -> Result<Rows, StoreError> {
    let mut statement = connection.prepare(sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query([log.map_or_else(Vec::new, |log| log.as_bytes().to_vec())])?;
    let mut all = Rows::new();
    while let Some(row) = rows.next()? {
        all.push((0..columns).map(|column| row.get(column)).collect::<Result<_, _>>()?);
    }
    Ok(all)
}

/// Equal rows; otherwise a rule is broken.
pub(super) fn same(rule: Rule, one: &Rows, other: &Rows, otherwise: &str) -> Result<(), Ungraceful> {
    difference(one, other).map_or(Ok(()), |(_, what)| Err(rule.broken(format!("{otherwise}: {what}"))))
}

/// Equal projections; a tally that differs is a rule of its own.
pub(super) fn same_projections(rule: Rule, one: &Rows, other: &Rows, otherwise: &str) -> Result<(), Ungraceful> {
    let counts = |rows: &Rows| -> Rows {
        rows.iter().filter(|row| row.first() == Some(&Value::Text(TALLY.into()))).cloned().collect()
    };
    let doors = |rows: &Rows| -> Rows {
        rows.iter().filter(|row| row.first() != Some(&Value::Text(TALLY.into()))).cloned().collect()
    };
    // What is counted differs: then it is no wonder that counts do.
    same(rule, &doors(one), &doors(other), otherwise)?;
    same(Rule::TallyIsItsRecount, &counts(one), &counts(other), otherwise)
}

/// Where two tables differ first.
fn difference(one: &Rows, other: &Rows) -> Option<(usize, String)> {
    if one == other {
        return None;
    }
    let at = one.iter().zip(other).position(|(one, other)| one != other).unwrap_or(one.len().min(other.len()));
    let (one_row, other_row) = (one.get(at), other.get(at));
    Some((at, format!("{} and {} rows, {one_row:?} and {other_row:?}", one.len(), other.len())))
}
