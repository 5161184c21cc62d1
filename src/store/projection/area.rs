//! Areas as their definitions state them; the tree by their parents.
//!
//! An area stands in its own field log and in its parent's, so a device may hold two definitions: the later one holds.

use rusqlite::{Connection, Row};

use super::{
    Result,
    events::area_id,
    rows::{AreaRow, TreePrint},
};
use crate::{
    domain::{
        area::Area,
        ids::{AreaId, EntityId, LogId},
        stamp::Stamp,
        stored::StoredFact,
    },
    store::error::StoreError,
};

/// Folds an area again from its definitions in one log; without any, it disappears there.
pub(super) fn refold(conn: &Connection, log: LogId, entity: EntityId, facts: &[StoredFact]) -> Result<()> {
    let Some(row) = AreaRow::of(entity, facts)? else {
        conn.prepare_cached("DELETE FROM area WHERE log_id = ?1 AND area_id = ?2")?
            .execute((log.as_bytes(), entity.as_bytes()))?;
        return Ok(());
    };
    conn.prepare_cached(include_str!("sql/upsert_area.sql"))?.execute(rusqlite::params![
        log.as_bytes(),
        row.id.as_bytes(),
        row.parent.as_ref().map(AreaId::as_bytes),
        row.level,
        row.name,
        row.body,
        row.field_log.as_bytes(),
        row.effective.0.cast_signed(),
        row.stamp.0.cast_signed(),
        row.event_id.as_bytes(),
    ])?;
    Ok(())
}

/// Notes the print of all definitions, after some of them changed.
pub(super) fn note_print(conn: &Connection) -> Result<()> {
    let mut statement =
        conn.prepare_cached("SELECT log_id, area_id, effective, event_id FROM area ORDER BY log_id, area_id")?;
    let mut rows = statement.query([])?;
    let mut print = TreePrint::default();
    while let Some(row) = rows.next()? {
        let effective: i64 = row.get(2)?;
        print.add(&row.get(0)?, &row.get(1)?, Stamp(effective.cast_unsigned()), &row.get(3)?);
    }
    conn.prepare_cached(
        "INSERT INTO area_tree (one, print) VALUES (1, ?1) ON CONFLICT (one) DO UPDATE SET print = ?1",
    )?
    .execute([print.finish()])?;
    Ok(())
}

/// The definition of an area that holds, if any is known here.
///
/// # Errors
/// When the database fails.
pub fn area(conn: &Connection, id: AreaId) -> Result<Option<Area>> {
    Ok(query(conn, include_str!("sql/select_area.sql"), Some(id.as_bytes()))?.pop())
}

/// All areas known here.
///
/// # Errors
/// When the database fails.
pub fn areas(conn: &Connection) -> Result<Vec<Area>> {
    query(conn, include_str!("sql/select_areas.sql"), None)
}

/// The children of an area.
///
/// # Errors
/// When the database fails.
pub fn children(conn: &Connection, parent: AreaId) -> Result<Vec<Area>> {
    query(conn, include_str!("sql/select_children.sql"), Some(parent.as_bytes()))
}

/// The area whose field log this is, if its definition is known here.
///
/// # Errors
/// When the database fails.
pub fn area_of_log(conn: &Connection, log: LogId) -> Result<Option<AreaId>> {
    let mut statement = conn.prepare_cached("SELECT area_id FROM area WHERE field_log = ?1 LIMIT 1")?;
    let mut rows = statement.query([log.as_bytes()])?;
    rows.next()?.map_or(Ok(None), |row| area_id(row, 0))
}

fn query(conn: &Connection, sql: &str, id: Option<&[u8; 16]>) -> Result<Vec<Area>> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = match id {
        Some(id) => statement.query([id])?,
        None => statement.query([])?,
    };
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

fn read(row: &Row<'_>) -> Result<Area> {
    let body: String = row.get(0)?;
    serde_json::from_str(&body).map_err(StoreError::from)
}
