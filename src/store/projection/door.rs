//! Doors and what they come to in each round.
//!
//! Before a door is written, its old contributions are taken from the tallies of its village and grid; afterwards the new
//! ones are added, so that a move between grids, a retraction and a re-stamping are one path.

use rusqlite::{Connection, params};

use super::{
    Result, Scope, events,
    rows::{DoorBefore, DoorRow, Listed, RoundRow},
    tally::Change,
};
use crate::domain::{
    door::DoorInRound,
    ids::{AreaId, EntityId, LogId, RoundId},
    stored::StoredFact,
};

/// Folds a door again. Returns whether its entry in lists may have changed.
pub(super) fn refold(
    conn: &Connection,
    scope: &Scope,
    entity: EntityId,
    facts: &[StoredFact],
    change: &mut Change,
) -> Result<bool> {
    let before = load_before(conn, scope.log, entity)?;
    let Some(after) = before.refold(scope, facts, change)? else {
        if before.known {
            delete(conn, scope.log, entity)?;
        }
        return Ok(before.known);
    };
    write_door(conn, scope, entity, &after.door)?;
    for round in &after.rounds {
        write_round(conn, scope.log, entity, round)?;
    }
    for gone in &after.gone {
        conn.prepare_cached("DELETE FROM door_round WHERE log_id = ?1 AND entity_id = ?2 AND round_id = ?3")?
            .execute((scope.log.as_bytes(), entity.as_bytes(), gone.as_bytes()))?;
    }
    Ok(after.relisted)
}

/// All doors in a round of a log, as the score looks at them.
///
/// # Errors
/// When the database fails.
pub fn in_round(conn: &Connection, log: LogId, round: RoundId) -> Result<Vec<(EntityId, DoorInRound)>> {
    let mut statement =
        conn.prepare_cached("SELECT entity_id, seen FROM door_round WHERE log_id = ?1 AND round_id = ?2")?;
    let mut rows = statement.query((log.as_bytes(), round.as_bytes()))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let seen = row.get_ref(1)?.as_bytes().map_err(rusqlite::Error::from)?;
        found.push((events::entity_id(row, 0)?, serde_json::from_slice(seen)?));
    }
    Ok(found)
}

/// Open doors with a field on which somebody has to decide.
///
/// # Errors
/// When the database fails.
pub fn in_conflict(conn: &Connection) -> Result<Vec<(LogId, EntityId)>> {
    let sql = "SELECT log_id, entity_id FROM door WHERE conflict = 1 AND closed = 0 ORDER BY log_id, lane, number";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push((events::log_id(row, 0)?, events::entity_id(row, 1)?));
    }
    Ok(found)
}

/// Closed doors of a log whose closing names this door; whether it stands, the fold tells.
///
/// # Errors
/// When the database fails.
pub fn closed_with(conn: &Connection, log: LogId, successor: EntityId) -> Result<Vec<EntityId>> {
    let mut statement = conn.prepare_cached(include_str!("sql/select_closed_with.sql"))?;
    let mut rows = statement.query((log.as_bytes(), successor.to_string()))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(events::entity_id(row, 0)?);
    }
    Ok(found)
}

/// The log in which a door stands here.
///
/// # Errors
/// When the database fails.
pub fn log_of(conn: &Connection, door: EntityId) -> Result<Option<LogId>> {
    let mut statement = conn.prepare_cached("SELECT log_id FROM door WHERE entity_id = ?1 ORDER BY closed, log_id")?;
    let mut rows = statement.query([door.as_bytes()])?;
    rows.next()?.map(|row| events::log_id(row, 0)).transpose()
}

/// All doors of a log.
pub(super) fn entities(conn: &Connection, log: LogId) -> Result<Vec<EntityId>> {
    let mut statement = conn.prepare_cached("SELECT entity_id FROM door WHERE log_id = ?1 ORDER BY entity_id")?;
    let mut rows = statement.query([log.as_bytes()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(events::entity_id(row, 0)?);
    }
    Ok(found)
}

fn load_before(conn: &Connection, log: LogId, entity: EntityId) -> Result<DoorBefore> {
    let mut statement = conn.prepare_cached(include_str!("sql/select_door_before.sql"))?;
    let mut rows = statement.query((log.as_bytes(), entity.as_bytes()))?;
    let mut before = DoorBefore::default();
    while let Some(row) = rows.next()? {
        if !before.known {
            let (area, grid) = (events::area_id(row, 0)?, events::area_id(row, 1)?);
            before.stands(area, grid);
            let [kind, lane, number, name, tags] = [row.get(4)?, row.get(5)?, row.get(6)?, row.get(7)?, row.get(8)?];
            before.listed(Listed { area, grid, kind, lane, number, name, tags, closed: row.get(9)? });
        }
        if let Some(seen) = row.get_ref(3)?.as_bytes_or_null().map_err(rusqlite::Error::from)? {
            before.added(events::round_id(row, 2)?, seen)?;
        }
    }
    Ok(before)
}

fn delete(conn: &Connection, log: LogId, entity: EntityId) -> Result<()> {
    let key = (log.as_bytes(), entity.as_bytes());
    conn.prepare_cached("DELETE FROM door_round WHERE log_id = ?1 AND entity_id = ?2")?.execute(key)?;
    conn.prepare_cached("DELETE FROM door WHERE log_id = ?1 AND entity_id = ?2")?.execute(key)?;
    Ok(())
}

fn write_door(conn: &Connection, scope: &Scope, entity: EntityId, door: &DoorRow) -> Result<()> {
    conn.prepare_cached(include_str!("sql/upsert_door.sql"))?.execute(params![
        scope.log.as_bytes(),
        entity.as_bytes(),
        door.area.as_ref().map(AreaId::as_bytes),
        door.grid.as_ref().map(AreaId::as_bytes),
        door.kind,
        door.lane,
        door.number,
        door.name,
        door.tags,
        door.adults,
        door.longitude,
        door.latitude,
        door.registered_at.0.cast_signed(),
        door.last_visit.map(|day| day.0),
        door.closed,
        door.conflict,
    ])?;
    Ok(())
}

fn write_round(conn: &Connection, log: LogId, entity: EntityId, row: &RoundRow) -> Result<()> {
    conn.prepare_cached(include_str!("sql/upsert_door_round.sql"))?.execute(params![
        log.as_bytes(),
        entity.as_bytes(),
        row.round.as_bytes(),
        row.state,
        row.pledge,
        row.counts_from.map(|day| day.0),
        row.attempts,
        row.away_until.map(|day| day.0),
        row.revisit.map(|day| day.0),
        row.last_visit.map(|day| day.0),
        row.seen,
    ])?;
    Ok(())
}
