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

pub use area::{area, area_of_log, areas, children};
pub use door::{in_conflict as doors_in_conflict, in_round as doors_in_round, log_of as log_of_door};
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
pub const VERSION: u32 = 1;

/// What a refold touched, for whoever keeps more beside the projection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refolded {
    /// Doors whose list entry (place, name, open or closed) may have changed.
    pub doors: Vec<(LogId, EntityId)>,
    /// An area's name or place in the tree changed.
    pub areas: bool,
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
    let mut all = Refolded::default();
    // Areas, rounds and rule sets first: doors are folded once, under the right rounds.
    for sql in [include_str!("sql/select_scoping_entities.sql"), include_str!("sql/select_all_entities.sql")] {
        let mut entities: Vec<(LogId, EntityId)> = Vec::new();
        let mut statement = conn.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            entities.push((events::log_id(row, 0)?, events::entity_id(row, 1)?));
        }
        for chunk in entities.chunk_by(|a, b| a.0 == b.0).flat_map(|log| log.chunks(500)) {
            let Some((log, _)) = chunk.first() else { continue };
            let ids: Vec<EntityId> = chunk.iter().map(|(_, entity)| *entity).collect();
            let refolded = refold(conn, *log, &ids)?;
            all.doors.extend(refolded.doors);
            all.areas |= refolded.areas;
        }
    }
    Ok(all)
}

/// Folds these entities of a log again from their events. Entities whose events are gone disappear.
///
/// When areas, rounds or rule sets are among them, the doors of every log that sees them are folded again too.
///
/// # Errors
/// When the database fails; the caller's transaction must then be rolled back.
pub fn refold(conn: &Connection, log: LogId, entities: &[EntityId]) -> Result<Refolded> {
    let mut ids = entities.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let mut refolded = Refolded::default();
    let mut doors: Vec<(EntityId, Vec<StoredFact>)> = Vec::with_capacity(ids.len());
    let mut scoping = false;
    for entity in ids {
        let facts = facts_of(conn, log, entity)?;
        let changed = family::refold(conn, log, entity, &facts)?;
        if changed.contains(&Family::Area) {
            area::refold(conn, log, entity, &facts)?;
            refolded.areas = true;
        }
        scoping |= changed.iter().any(|family| family.scopes());
        doors.push((entity, facts));
    }
    if scoping {
        rescope(conn, &mut refolded)?;
    }
    refold_counted(conn, log, &doors, &mut refolded)?;
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
    for log in scope::outdated(conn)? {
        let mut doors = Vec::new();
        for entity in door::entities(conn, log)?.into_iter().chain(family::entities(conn, log, Family::Point)?) {
            doors.push((entity, facts_of(conn, log, entity)?));
        }
        refold_counted(conn, log, &doors, refolded)?;
    }
    Ok(())
}

fn refold_counted(
    conn: &Connection,
    log: LogId,
    doors: &[(EntityId, Vec<StoredFact>)],
    refolded: &mut Refolded,
) -> Result<()> {
    let scope = Scope::load(conn, log)?;
    let mut change = tally::Change::default();
    for (entity, facts) in doors {
        if door::refold(conn, &scope, *entity, facts, &mut change)? {
            refolded.doors.push((log, *entity));
        }
        point::refold(conn, &scope, *entity, facts, &mut change)?;
    }
    change.apply(conn, log)?;
    scope.remember(conn)
}
