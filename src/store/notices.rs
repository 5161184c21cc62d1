//! What the server told besides events: kept as it came, until it tells something else.

use rusqlite::{Connection, OptionalExtension};

use super::{Store, error::Result};
use crate::{
    domain::ids::AreaId,
    sync::notices::{AreaNotice, Notices},
};

/// The tag of what is kept here.
pub(super) fn tag(conn: &Connection) -> Result<String> {
    Ok(conn.prepare_cached("SELECT tag FROM notice")?.query_row([], |row| row.get(0))?)
}

/// Takes over what the server told. Decisions on held events are applied by the caller, in the same transaction.
pub(super) fn apply(conn: &Connection, notices: &Notices) -> Result<()> {
    match &notices.since {
        None => {
            conn.prepare_cached("DELETE FROM area_notice")?.execute([])?;
        }
        Some(since) if *since == tag(conn)? => {
            let mut statement = conn.prepare_cached("DELETE FROM area_notice WHERE area_id = ?1")?;
            for area in &notices.gone {
                statement.execute([area.as_bytes()])?;
            }
        }
        // They complete others than those here: under the tag of these, the next sync brings what is missing.
        Some(_) => return Ok(()),
    }
    conn.prepare_cached("UPDATE notice SET tag = ?1, newest = ?2")?.execute((&notices.tag, &notices.newest))?;
    let mut statement = conn.prepare_cached("INSERT OR REPLACE INTO area_notice (area_id, content) VALUES (?1, ?2)")?;
    for notice in &notices.areas {
        statement.execute((notice.area.as_bytes(), serde_json::to_string(notice)?))?;
    }
    Ok(())
}

/// What the server told about an area; none = nothing, or what this version cannot read.
///
/// # Errors
/// When the database fails.
pub fn area_notice(conn: &Connection, area: AreaId) -> Result<Option<AreaNotice>> {
    let mut statement = conn.prepare_cached("SELECT content FROM area_notice WHERE area_id = ?1")?;
    let content: Option<String> = statement.query_row([area.as_bytes()], |row| row.get(0)).optional()?;
    Ok(content.and_then(|content| serde_json::from_str(&content).ok()))
}

impl Store {
    /// Version of the app that the server gives out; empty before it was heard.
    ///
    /// # Errors
    /// When the database fails.
    pub fn newest_app(&self) -> Result<String> {
        Ok(self.conn.prepare_cached("SELECT newest FROM notice")?.query_row([], |row| row.get(0))?)
    }
}
