//! What the events add up to, in tables: areas, doors, doors per round, tallies. The same on the device and on the server.
//!
//! An entity is always folded again from all its events in `event`, never patched; tallies change by `after − before`.
//! The tables are thrown away and rebuilt when this code's [`VERSION`] differs from the file's. Nothing here writes events.
//! Every function runs inside the caller's transaction.

mod area;
mod door;
mod events;
mod family;
mod point;
pub mod rows;
mod scope;
mod tally;

use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;

pub use area::{area, area_of_log, areas, children};
pub use door::{closed_with, in_conflict as doors_in_conflict, in_round as doors_in_round, log_of as log_of_door};
pub(crate) use events::{area_id, entity_id, log_id, round_id};
pub use events::{facts_of, facts_of_family, read_fact};
pub use family::Family;
pub use scope::{RoundScope, Scope, Sources, present_rounds};
pub use tally::{Change, read as read_tally};

use super::error::Result;
use crate::domain::{
    day::Zone,
    ids::{EntityId, LogId},
    stored::StoredFact,
};

/// Version of these tables and of the folding behind them.
pub const VERSION: u32 = 6;

/// What a refold touched, for whoever keeps more beside the projection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refolded {
    /// Doors whose list entry (place, name, open or closed) may have changed.
    pub doors: Vec<(LogId, EntityId)>,
    /// An area's name or place in the tree changed.
    pub areas: bool,
}

impl Refolded {
    fn extend(&mut self, other: Self) {
        self.doors.extend(other.doors);
        self.areas |= other.areas;
    }
}

/// Creates the tables, or rebuilds them when another version of this code made them.
///
/// # Errors
/// When the database fails.
pub fn migrate(conn: &Connection) -> Result<Refolded> {
    conn.execute_batch(include_str!("sql/meta.sql"))?;
    let found: Option<u32> =
        conn.query_row("SELECT version FROM projection WHERE one = 1", [], |row| row.get(0)).optional()?;
    if found == Some(VERSION) {
        return Ok(Refolded::default());
    }
    let refolded = rebuild(conn)?;
    conn.execute(
        "INSERT INTO projection (one, version) VALUES (1, ?1) ON CONFLICT (one) DO UPDATE SET version = ?1",
        [VERSION],
    )?;
    Ok(refolded)
}

/// Throws everything away and folds every event again.
///
/// # Errors
/// When the database fails.
pub fn rebuild(conn: &Connection) -> Result<Refolded> {
    conn.execute_batch(include_str!("sql/drop.sql"))?;
    conn.execute_batch(include_str!("sql/tables.sql"))?;
    let entities = |sql| -> Result<Vec<(LogId, EntityId)>> {
        let mut statement = conn.prepare(sql)?;
        let mut rows = statement.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push((events::log_id(row, 0)?, events::entity_id(row, 1)?));
        }
        Ok(found)
    };
    // Areas, rounds and rule sets first: doors are folded once, under the right rounds.
    let mut all = refold_all(conn, &entities(include_str!("sql/select_scoping_entities.sql"))?)?;
    for chunk in entities(include_str!("sql/select_other_entities.sql"))?.chunks(500) {
        all.extend(refold_all(conn, chunk)?);
    }
    Ok(all)
}

/// Folds these entities of a log again, see [`refold_all`].
///
/// # Errors
/// When the database fails; the caller's transaction must then be rolled back.
pub fn refold(conn: &Connection, log: LogId, entities: &[EntityId]) -> Result<Refolded> {
    let touched: Vec<(LogId, EntityId)> = entities.iter().map(|entity| (log, *entity)).collect();
    refold_all(conn, &touched)
}

/// Folds these entities again from their events, each once, in whatever logs. Entities whose events are gone disappear.
///
/// When areas, rounds or rule sets are among them, the doors of every log that sees them are folded again too.
///
/// # Errors
/// When the database fails; the caller's transaction must then be rolled back.
pub fn refold_all(conn: &Connection, touched: &[(LogId, EntityId)]) -> Result<Refolded> {
    let touched: BTreeSet<(LogId, EntityId)> = touched.iter().copied().collect();
    let mut refolded = Refolded::default();
    let mut loaded: Vec<(LogId, EntityId, Vec<StoredFact>)> = Vec::with_capacity(touched.len());
    let mut scoping = false;
    for (log, entity) in touched {
        let facts = facts_of(conn, log, entity)?;
        let changed = family::refold(conn, log, entity, &facts)?;
        if changed.contains(&Family::Area) {
            area::refold(conn, log, entity, &facts)?;
            refolded.areas = true;
        }
        scoping |= changed.iter().any(|family| family.scopes());
        loaded.push((log, entity, facts));
    }
    if refolded.areas {
        area::note_print(conn)?;
    }
    if scoping {
        rescope(conn, &mut refolded)?;
    }
    for group in loaded.chunk_by(|a, b| a.0 == b.0) {
        let Some((log, ..)) = group.first() else { continue };
        refold_counted(conn, &Scope::load(conn, *log)?, group, &mut refolded)?;
    }
    Ok(refolded)
}

/// Takes everything of a log out of the projection, after its events were deleted.
///
/// # Errors
/// When the database fails.
pub fn forget_log(conn: &Connection, log: LogId) -> Result<Refolded> {
    for table in ["area", "other_entity", "door", "door_round", "point_round", "tally", "scope"] {
        conn.execute(&format!("DELETE FROM {table} WHERE log_id = ?1"), [log.as_bytes()])?;
    }
    let mut refolded = Refolded { areas: true, ..Refolded::default() };
    area::note_print(conn)?;
    rescope(conn, &mut refolded)?;
    Ok(refolded)
}

/// The installation's zone, in which facts have their days.
///
/// # Errors
/// When the database fails.
pub fn zone(conn: &Connection) -> Result<Zone> {
    let minutes: Option<Option<i32>> = conn
        .prepare_cached("SELECT zone_minutes FROM projection WHERE one = 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(minutes.flatten().map_or_else(Zone::default, Zone))
}

/// Sets the installation's zone; everything is folded again if it differs.
///
/// # Errors
/// When the database fails.
pub fn set_zone(conn: &Connection, minutes: i32) -> Result<Refolded> {
    let changes = zone(conn)? != Zone(minutes);
    conn.execute("UPDATE projection SET zone_minutes = ?1 WHERE one = 1", params![minutes])?;
    if changes { rebuild(conn) } else { Ok(Refolded::default()) }
}

fn rescope(conn: &Connection, refolded: &mut Refolded) -> Result<()> {
    for scope in scope::outdated(conn)? {
        let log = scope.log;
        let mut doors = Vec::new();
        for entity in door::entities(conn, log)?.into_iter().chain(family::entities(conn, log, Family::Point)?) {
            doors.push((log, entity, facts_of(conn, log, entity)?));
        }
        refold_counted(conn, &scope, &doors, refolded)?;
    }
    Ok(())
}

/// Folds the doors and points among these entities of the scope's log.
fn refold_counted(
    conn: &Connection,
    scope: &Scope,
    entities: &[(LogId, EntityId, Vec<StoredFact>)],
    refolded: &mut Refolded,
) -> Result<()> {
    let mut change = tally::Change::default();
    for (log, entity, facts) in entities {
        if door::refold(conn, scope, *entity, facts, &mut change)? {
            refolded.doors.push((*log, *entity));
        }
        point::refold(conn, scope, *entity, facts, &mut change)?;
    }
    change.apply(conn, scope.log)?;
    scope.remember(conn)
}
