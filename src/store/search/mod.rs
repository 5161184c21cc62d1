//! The list of open doors in its order, and finding doors in it while somebody types.
//!
//! One narrow table, clustered in the order in which lists show, and the same in memory for what is typed with no filter: a
//! keystroke is one pass over it, which at 100,000 doors is quicker than an index that would have to be sorted afterwards
//! (see the `search` benchmark). Words are joined by "and"; each may stand anywhere in lane, number, name, or the pinyin of
//! lane and name, whole or as initials.

mod keys;
mod listing;

use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;

use super::{
    error::Result,
    projection::{self, Refolded},
};
use crate::domain::{
    ids::{AreaId, EntityId, LogId},
    key_group::KeyGroup,
};

pub use keys::words;
pub use listing::Listing;

/// Brings the list up to date after a refold.
pub(super) fn refresh(conn: &Connection, refolded: &Refolded) -> Result<()> {
    let mut doors: BTreeSet<(LogId, EntityId)> = refolded.doors.iter().copied().collect();
    if refolded.areas {
        doors.extend(misplaced(conn)?);
    }
    let mut village: Option<(LogId, String)> = None;
    for (log, door) in doors {
        if village.as_ref().is_none_or(|(known, _)| *known != log) {
            village = Some((log, village_key(conn, log)?));
        }
        let key = village.as_ref().map_or("", |(_, key)| key);
        enter(conn, log, door, key)?;
    }
    Ok(())
}

/// Doors of villages whose place in the order changed, and entries without a door.
fn misplaced(conn: &Connection) -> Result<Vec<(LogId, EntityId)>> {
    let mut found = Vec::new();
    for log in logs(conn)? {
        let prefix = village_key(conn, log)?;
        let mut statement = conn.prepare_cached(include_str!("select_misplaced.sql"))?;
        let mut rows = statement.query(params![log.as_bytes(), prefix])?;
        while let Some(row) = rows.next()? {
            found.push((log, projection::entity_id(row, 0)?));
        }
    }
    Ok(found)
}

fn logs(conn: &Connection) -> Result<Vec<LogId>> {
    let mut statement = conn.prepare_cached("SELECT log_id FROM scope UNION SELECT DISTINCT log_id FROM door_list")?;
    let mut rows = statement.query([])?;
    let mut logs = Vec::new();
    while let Some(row) = rows.next()? {
        logs.push(projection::log_id(row, 0)?);
    }
    Ok(logs)
}

/// Villages stand in the order of their codes; those without one after the others, by id.
fn village_key(conn: &Connection, log: LogId) -> Result<String> {
    let area = projection::area_of_log(conn, log)?;
    let definition = area.map(|id| projection::area(conn, id)).transpose()?.flatten();
    // The last code stands: an order must not change with the day.
    let code = definition.and_then(|area| area.codes.into_iter().max_by_key(|code| code.valid_from));
    Ok(code.map_or_else(|| format!("~{}", area.unwrap_or(AreaId(log.0))), |code| code.code))
}

/// An entry of the list.
#[derive(PartialEq, Eq)]
struct Entry {
    sort_key: String,
    haystack: String,
    area: Option<[u8; 16]>,
    grid: Option<[u8; 16]>,
    kind: String,
    key_group: bool,
}

/// Brings one door's entry up to date: most refolds change nothing that lists are made of.
fn enter(conn: &Connection, log: LogId, door: EntityId, village: &str) -> Result<()> {
    let key = (log.as_bytes(), door.as_bytes());
    let (wanted, listed) = (wanted(conn, key, village)?, listed(conn, key)?);
    if wanted == listed {
        return Ok(());
    }
    if listed.is_some() {
        conn.prepare_cached("DELETE FROM door_list WHERE log_id = ?1 AND entity_id = ?2")?.execute(key)?;
    }
    if let Some(entry) = wanted {
        conn.prepare_cached(include_str!("insert_entry.sql"))?.execute(params![
            entry.sort_key,
            key.0,
            key.1,
            entry.haystack,
            entry.area,
            entry.grid,
            entry.kind,
            entry.key_group,
        ])?;
    }
    Ok(())
}

/// The entry that an open door should have.
fn wanted(conn: &Connection, key: (&[u8; 16], &[u8; 16]), village: &str) -> Result<Option<Entry>> {
    let mut statement = conn.prepare_cached(include_str!("select_door.sql"))?;
    let found = statement.query_row(key, |row| {
        let text = |at: usize| Ok::<_, rusqlite::Error>(row.get_ref(at)?.as_str()?);
        let (lane, number, name) = (text(0)?, text(1)?, text(2)?);
        Ok(Entry {
            sort_key: keys::sort_key(village, lane, number),
            haystack: keys::haystack(lane, number, name),
            area: row.get(3)?,
            grid: row.get(4)?,
            kind: row.get(5)?,
            key_group: text(6)?.split(' ').any(|tag| KeyGroup::parse(tag).is_some()),
        })
    });
    Ok(found.optional()?)
}

/// The entry that it has.
fn listed(conn: &Connection, key: (&[u8; 16], &[u8; 16])) -> Result<Option<Entry>> {
    let mut statement = conn.prepare_cached(include_str!("select_entry.sql"))?;
    let found = statement.query_row(key, |row| {
        Ok(Entry {
            sort_key: row.get(0)?,
            haystack: row.get(1)?,
            area: row.get(2)?,
            grid: row.get(3)?,
            kind: row.get(4)?,
            key_group: row.get(5)?,
        })
    });
    Ok(found.optional()?)
}
