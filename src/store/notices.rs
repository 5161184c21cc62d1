//! What the server told besides events: kept as it came, replaced as a whole.

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

/// Replaces what is kept. Decisions on held events are applied by the caller, in the same transaction.
pub(super) fn replace(conn: &Connection, notices: &Notices) -> Result<()> {
    conn.prepare_cached("UPDATE notice SET tag = ?1, newest = ?2")?.execute((&notices.tag, &notices.newest))?;
    conn.prepare_cached("DELETE FROM area_notice")?.execute([])?;
    let mut statement = conn.prepare_cached("INSERT INTO area_notice (area_id, content) VALUES (?1, ?2)")?;
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
