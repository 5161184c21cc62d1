//! Reading events as facts, entity by entity.

use rusqlite::{Connection, Row};

use super::{Family, Result, family};
use crate::{
    domain::{
        event::Header,
        ids::{AreaId, EntityId, LogId, RoundId},
        stamp::Stamp,
        stored::StoredFact,
    },
    store::error::StoreError,
};

/// All events of an entity in a log, as facts, in no particular order.
///
/// # Errors
/// When the database fails or a header cannot be read.
pub fn facts_of(conn: &Connection, log: LogId, entity: EntityId) -> Result<Vec<StoredFact>> {
    let mut statement = conn.prepare_cached(include_str!("sql/select_events.sql"))?;
    let mut rows = statement.query((log.as_bytes(), entity.as_bytes()))?;
    let mut facts = Vec::new();
    while let Some(row) = rows.next()? {
        facts.push(fact(row)?);
    }
    Ok(facts)
}

/// All events of all entities of a family in a log, with their entities.
///
/// # Errors
/// When the database fails or a header cannot be read.
pub fn facts_of_family(conn: &Connection, log: LogId, family: Family) -> Result<Vec<(EntityId, StoredFact)>> {
    let mut facts = Vec::new();
    for entity in family::entities(conn, log, family)? {
        facts.extend(facts_of(conn, log, entity)?.into_iter().map(|fact| (entity, fact)));
    }
    Ok(facts)
}

fn fact(row: &Row<'_>) -> Result<StoredFact> {
    let header = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
    let body = row.get_ref(1)?.as_bytes().map_err(rusqlite::Error::from)?;
    read_fact(header, body, row.get(2)?)
}

/// A fact from what is stored of its event; the effective stamp as a bit cast.
///
/// # Errors
/// When the header or the body's text cannot be read.
pub fn read_fact(header: &[u8], body: &[u8], effective: i64) -> Result<StoredFact> {
    let header = Header::from_bytes(header)?;
    let body = std::str::from_utf8(body).map_err(|error| StoreError::Unreadable(error.to_string()))?;
    Ok(StoredFact::new(&header, body, Stamp(effective.cast_unsigned())))
}

/// An id from a column.
pub(crate) fn log_id(row: &Row<'_>, column: usize) -> Result<LogId> {
    Ok(LogId::from_slice(&row.get::<_, [u8; 16]>(column)?)?)
}

/// An id from a column.
pub(crate) fn entity_id(row: &Row<'_>, column: usize) -> Result<EntityId> {
    Ok(EntityId::from_slice(&row.get::<_, [u8; 16]>(column)?)?)
}

/// An id from a column.
pub(crate) fn round_id(row: &Row<'_>, column: usize) -> Result<RoundId> {
    Ok(RoundId::from_slice(&row.get::<_, [u8; 16]>(column)?)?)
}

/// An id from a column, or none.
pub(crate) fn area_id(row: &Row<'_>, column: usize) -> Result<Option<AreaId>> {
    let bytes: Option<[u8; 16]> = row.get(column)?;
    Ok(bytes.map(|bytes| AreaId::from_slice(&bytes)).transpose()?)
}
