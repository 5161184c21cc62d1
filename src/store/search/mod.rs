//! The list of open doors in its order, and finding doors in it while somebody types.
//!
//! One narrow table, clustered in the order in which lists show: a keystroke is one pass over it, which at 100,000 doors
//! is quicker than an index that would have to be sorted afterwards (see the `search` benchmark). Words are joined by
//! "and"; each may stand anywhere in lane, number, name, or the pinyin of lane and name, whole or as initials.

mod keys;

use rusqlite::{Connection, params};
use std::collections::BTreeSet;

use super::{
    error::Result,
    projection::{self, Refolded},
};
use crate::domain::ids::{AreaId, EntityId, LogId};

pub use keys::words;

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

fn enter(conn: &Connection, log: LogId, door: EntityId, village: &str) -> Result<()> {
    let key = (log.as_bytes(), door.as_bytes());
    let mut statement = conn.prepare_cached(include_str!("select_listed.sql"))?;
    let mut rows = statement.query(key)?;
    let entry = match rows.next()? {
        Some(row) => {
            let text = |at: usize| row.get_ref(at).map(|value| value.as_str().unwrap_or_default().to_owned());
            let (lane, number, name) = (text(0)?, text(1)?, text(2)?);
            let entry = (keys::sort_key(village, &lane, &number), keys::haystack(&lane, &number, &name));
            if (entry.0.as_str(), entry.1.as_str()) == (text(3)?.as_str(), text(4)?.as_str()) {
                return Ok(());
            }
            Some(entry)
        }
        None => None,
    };
    drop(rows);
    conn.prepare_cached("DELETE FROM door_list WHERE log_id = ?1 AND entity_id = ?2")?.execute(key)?;
    if let Some((sort_key, haystack)) = entry {
        conn.prepare_cached("INSERT INTO door_list (sort_key, log_id, entity_id, haystack) VALUES (?1, ?2, ?3, ?4)")?
            .execute((sort_key, key.0, key.1, haystack))?;
    }
    Ok(())
}
