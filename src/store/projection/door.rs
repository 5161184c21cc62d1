//! Doors and what they come to in each round.
//!
//! Before a door is written, its old contributions are taken from the tallies of its village and grid; afterwards the new
//! ones are added, so that a move between grids, a retraction and a re-stamping are one path.

use rusqlite::{Connection, params};
use std::collections::BTreeMap;

use super::{Result, Scope, events, tally::Change};
use crate::domain::{
    day::{Day, Zone},
    door::{Door, DoorInRound},
    facts::field,
    ids::{AreaId, EntityId, LogId, RoundId},
    stored::StoredFact,
    tally::Tally,
};

/// What stood before: the row's text fields, and per round what it added to which areas.
#[derive(Default)]
struct Before {
    known: bool,
    area: Option<AreaId>,
    grid: Option<AreaId>,
    rounds: BTreeMap<RoundId, Tally>,
}

/// Folds a door again. Returns whether there is or was a door.
pub(super) fn refold(
    conn: &Connection,
    scope: &Scope,
    entity: EntityId,
    facts: &[StoredFact],
    change: &mut Change,
) -> Result<bool> {
    let before = Before::load(conn, scope.log, entity)?;
    for (round, tally) in &before.rounds {
        change.sub(*round, areas(before.area, before.grid), tally);
    }
    let Some(door) = Door::fold(facts.iter()) else {
        if before.known {
            delete(conn, scope.log, entity)?;
        }
        return Ok(before.known);
    };
    write_door(conn, scope, entity, &door)?;
    let grid = door.grid();
    for under in &scope.rounds {
        let id = under.round.id;
        let seen = door.in_round(&under.round, scope.zone, &under.rules);
        write_round(conn, scope.log, entity, id, &seen)?;
        change.add(id, areas(scope.area, grid), &seen.contribution());
    }
    for gone in before.rounds.keys().filter(|id| scope.rounds.iter().all(|under| under.round.id != **id)) {
        conn.prepare_cached("DELETE FROM door_round WHERE log_id = ?1 AND entity_id = ?2 AND round_id = ?3")?
            .execute((scope.log.as_bytes(), entity.as_bytes(), gone.as_bytes()))?;
    }
    Ok(true)
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

fn areas(village: Option<AreaId>, grid: Option<AreaId>) -> impl Iterator<Item = AreaId> {
    // A grid field that names the village itself must not count twice.
    village.into_iter().chain(grid.filter(|grid| Some(*grid) != village))
}

impl Before {
    fn load(conn: &Connection, log: LogId, entity: EntityId) -> Result<Self> {
        let mut statement = conn.prepare_cached(include_str!("sql/select_door_before.sql"))?;
        let mut rows = statement.query((log.as_bytes(), entity.as_bytes()))?;
        let mut before = Self::default();
        while let Some(row) = rows.next()? {
            before.known = true;
            before.area = events::area_id(row, 0)?;
            before.grid = events::area_id(row, 1)?;
            if let Some(seen) = row.get_ref(3)?.as_bytes_or_null().map_err(rusqlite::Error::from)? {
                let seen: DoorInRound = serde_json::from_slice(seen)?;
                before.rounds.insert(events::round_id(row, 2)?, seen.contribution());
            }
        }
        Ok(before)
    }
}

fn delete(conn: &Connection, log: LogId, entity: EntityId) -> Result<()> {
    let key = (log.as_bytes(), entity.as_bytes());
    conn.prepare_cached("DELETE FROM door_round WHERE log_id = ?1 AND entity_id = ?2")?.execute(key)?;
    conn.prepare_cached("DELETE FROM door WHERE log_id = ?1 AND entity_id = ?2")?.execute(key)?;
    Ok(())
}

fn write_door(conn: &Connection, scope: &Scope, entity: EntityId, door: &Door) -> Result<()> {
    let location = door.location();
    conn.prepare_cached(include_str!("sql/upsert_door.sql"))?.execute(params![
        scope.log.as_bytes(),
        entity.as_bytes(),
        scope.area.as_ref().map(AreaId::as_bytes),
        door.grid().as_ref().map(AreaId::as_bytes),
        door.kind.as_str(),
        door.value(field::LANE),
        door.value(field::NUMBER),
        door.value(field::NAME),
        door.value(field::TAGS),
        door.adults(),
        location.map(|point| point.0),
        location.map(|point| point.1),
        door.registered_at.0.cast_signed(),
        last_visit(door, scope.zone).map(|day| day.0),
        door.closed.is_some(),
        door.conflicts().next().is_some(),
    ])?;
    Ok(())
}

fn last_visit(door: &Door, zone: Zone) -> Option<Day> {
    door.visits.last().map(|visit| Day::of(visit.effective, zone))
}

fn write_round(conn: &Connection, log: LogId, entity: EntityId, round: RoundId, seen: &DoorInRound) -> Result<()> {
    conn.prepare_cached(include_str!("sql/upsert_door_round.sql"))?.execute(params![
        log.as_bytes(),
        entity.as_bytes(),
        round.as_bytes(),
        seen.state.as_str(),
        pledge_name(seen)?,
        seen.counts_from.map(|day| day.0),
        seen.attempts,
        seen.away_until.map(|day| day.0),
        seen.revisit.map(|day| day.0),
        seen.last_visit.map(|day| day.0),
        serde_json::to_string(seen)?,
    ])?;
    Ok(())
}

fn pledge_name(seen: &DoorInRound) -> Result<String> {
    Ok(serde_json::to_value(seen.pledge)?.as_str().unwrap_or_default().to_owned())
}
