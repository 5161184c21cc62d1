//! Reading logs: heads, prints, and events after a sequence, by the primary key only.

use std::collections::BTreeMap;

use nfv::{
    domain::{
        event::{Event, Header},
        ids::LogId,
        stamp::Stamp,
    },
    sync::messages::{Cursor, Print, Receipt, Seq},
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::store::{StoreError, StoredEvent, Window, proof};

pub(super) fn heads(connection: &Connection, logs: &[LogId]) -> Result<BTreeMap<LogId, Cursor>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT head_seq, print FROM log WHERE id = ?1")?;
    let mut heads = BTreeMap::new();
    for log in logs {
        let head = statement
            .query_row([log.as_bytes()], |row| Ok(Cursor(unsigned(row, 0)?, Print(unsigned(row, 1)?))))
            .optional()?;
        heads.extend(head.map(|head| (*log, head)));
    }
    Ok(heads)
}

pub(super) fn print_at(connection: &Connection, log: LogId, seq: Seq) -> Result<Option<Print>, StoreError> {
    if seq == 0 {
        return Ok(Some(Print::default()));
    }
    let print = connection
        .prepare_cached("SELECT print FROM event WHERE log_id = ?1 AND seq = ?2")?
        .query_row(params![log.as_bytes(), seq.cast_signed()], |row| unsigned(row, 0).map(Print))
        .optional()?;
    Ok(print)
}

pub(super) fn events(
    connection: &Connection,
    log: LogId,
    after: Seq,
    window: Window,
) -> Result<Vec<StoredEvent>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT seq, header, body, proof, effective, received_at, receipt, print, hash
         FROM event WHERE log_id = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
    )?;
    let limit = i64::try_from(window.events).unwrap_or(i64::MAX);
    let mut rows = statement.query(params![log.as_bytes(), after.cast_signed(), limit])?;
    let (mut events, mut bytes) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        let event = stored(row)?;
        bytes += event.event.body.len();
        if bytes > window.bytes && !events.is_empty() {
            break;
        }
        events.push(event);
    }
    Ok(events)
}

fn stored(row: &Row<'_>) -> Result<StoredEvent, StoreError> {
    let header =
        Header::from_bytes(row.get_ref(1)?.as_blob().map_err(corrupt)?).map_err(|_| StoreError::Corrupt("header"))?;
    let body = std::str::from_utf8(row.get_ref(2)?.as_blob().map_err(corrupt)?)
        .map_err(|_| StoreError::Corrupt("body"))?
        .to_owned();
    let proof = row.get_ref(3)?.as_blob_or_null().map_err(corrupt)?.map(proof::from_bytes).transpose()?;
    let receipt = Receipt { effective: Stamp(unsigned(row, 4)?), received_at: unsigned(row, 5)?, mac: row.get(6)? };
    Ok(StoredEvent {
        seq: unsigned(row, 0)?,
        event: Event { header, body, proof },
        receipt,
        print: Print(unsigned(row, 7)?),
        hash: row.get(8)?,
    })
}

fn corrupt(_: rusqlite::types::FromSqlError) -> StoreError {
    StoreError::Corrupt("event column type")
}

/// A u64 stored as a bit cast.
pub(super) fn unsigned(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(i64::cast_unsigned)
}
