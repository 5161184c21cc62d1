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
use tokio_postgres::Row;

use super::session::Session;
use crate::store::{StoreError, StoredEvent, Window, proof};

/// Rows fetched at once: a window is often full of bytes long before it is full of events.
const STRIDE: usize = 500;

pub(super) fn heads(session: &Session<'_>, logs: &[LogId]) -> Result<BTreeMap<LogId, Cursor>, StoreError> {
    let ids: Vec<&[u8]> = logs.iter().map(|log| log.as_bytes().as_slice()).collect();
    let rows = session.query("SELECT id, head_seq, print FROM log WHERE id = ANY($1)", &[&ids])?;
    rows.iter().map(|row| Ok((log_id(row, 0)?, Cursor(unsigned(row, 1)?, Print(unsigned(row, 2)?))))).collect()
}

pub(super) fn print_at(session: &Session<'_>, log: LogId, seq: Seq) -> Result<Option<Print>, StoreError> {
    if seq == 0 {
        return Ok(Some(Print::default()));
    }
    let sql = "SELECT print FROM event WHERE log_id = $1 AND seq = $2";
    let row = session.query_opt(sql, &[&log.as_bytes().as_slice(), &seq.cast_signed()])?;
    row.map(|row| unsigned(&row, 0).map(Print)).transpose()
}

pub(super) fn events(
    session: &Session<'_>,
    log: LogId,
    after: Seq,
    window: Window,
) -> Result<Vec<StoredEvent>, StoreError> {
    let (mut events, mut bytes, mut after): (Vec<StoredEvent>, usize, Seq) = (Vec::new(), 0, after);
    while events.len() < window.events {
        let limit = STRIDE.min(window.events - events.len());
        let rows = session.query(
            "SELECT seq, header, body, proof, effective, received_at, receipt, print, hash
             FROM event WHERE log_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
            &[&log.as_bytes().as_slice(), &after.cast_signed(), &i64::try_from(limit).unwrap_or(i64::MAX)],
        )?;
        for row in &rows {
            let event = stored(row)?;
            bytes += event.event.body.len();
            if bytes > window.bytes && !events.is_empty() {
                return Ok(events);
            }
            after = event.seq;
            events.push(event);
        }
        if rows.len() < limit {
            break;
        }
    }
    Ok(events)
}

fn stored(row: &Row) -> Result<StoredEvent, StoreError> {
    let header = Header::from_bytes(row.try_get(1)?).map_err(|_| StoreError::Corrupt("header"))?;
    let body = std::str::from_utf8(row.try_get(2)?).map_err(|_| StoreError::Corrupt("body"))?.to_owned();
    let proof = row.try_get::<_, Option<&[u8]>>(3)?.map(proof::from_bytes).transpose()?;
    let receipt = Receipt { effective: Stamp(unsigned(row, 4)?), received_at: unsigned(row, 5)?, mac: bytes(row, 6)? };
    Ok(StoredEvent {
        seq: unsigned(row, 0)?,
        event: Event { header, body, proof },
        receipt,
        print: Print(unsigned(row, 7)?),
        hash: bytes(row, 8)?,
    })
}

/// A u64 stored as a bit cast.
pub(super) fn unsigned(row: &Row, column: usize) -> Result<u64, StoreError> {
    Ok(row.try_get::<_, i64>(column)?.cast_unsigned())
}

/// So many bytes.
pub(super) fn bytes<const N: usize>(row: &Row, column: usize) -> Result<[u8; N], StoreError> {
    row.try_get::<_, &[u8]>(column)?.try_into().map_err(|_| StoreError::Corrupt("length of bytes"))
}

/// An id.
pub(super) fn log_id(row: &Row, column: usize) -> Result<LogId, StoreError> {
    Ok(LogId(uuid::Uuid::from_bytes(bytes(row, column)?)))
}
