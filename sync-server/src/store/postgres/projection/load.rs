//! Reading what a refold needs: facts, and what stood before.

use std::collections::{BTreeMap, HashMap};

use nfv::{
    domain::{
        area::Area,
        ids::{AreaId, EntityId, LogId, RoundId},
    },
    store::projection::{
        read_fact,
        rows::{DoorBefore, PointRow},
    },
};
use tokio_postgres::Row;
use uuid::Uuid;

use super::Facts;
use crate::store::{
    StoreError,
    postgres::{
        pages::{bytes, log_id},
        session::Session,
    },
};

/// All facts of these entities in a log, in no particular order.
pub(in super::super) async fn facts(
    session: &Session<'_>,
    log: LogId,
    entities: &[EntityId],
) -> Result<Facts, StoreError> {
    let mut facts: Facts = entities.iter().map(|entity| (*entity, Vec::new())).collect();
    let ids: Vec<&[u8]> = entities.iter().map(|entity| entity.as_bytes().as_slice()).collect();
    let sql = "SELECT entity_id, header, body, effective FROM event WHERE log_id = $1 AND entity_id = ANY($2)";
    for row in session.ask(sql, &[&log.as_bytes().as_slice(), &ids]).await? {
        let fact = read_fact(row.try_get(1)?, row.try_get(2)?, row.try_get(3)?)?;
        facts.entry(entity_id(&row, 0)?).or_default().push(fact);
    }
    Ok(facts)
}

/// The definition that holds of every area.
pub(in super::super) fn areas(session: &Session<'_>) -> Result<Vec<Area>, StoreError> {
    let rows = session.query(include_str!("sql/areas.sql"), &[])?;
    let read = |row: &Row| serde_json::from_str(row.try_get(0)?).map_err(|_| StoreError::Corrupt("area.body"));
    rows.iter().map(read).collect()
}

/// All entities that a statement names, with their logs.
pub(super) fn entities(session: &Session<'_>, sql: &str) -> Result<Vec<(LogId, EntityId)>, StoreError> {
    let rows = session.query(sql, &[])?;
    rows.iter().map(|row| Ok((log_id(row, 0)?, entity_id(row, 1)?))).collect()
}

/// Doors and points of a log.
pub(super) fn counted(session: &Session<'_>, log: LogId) -> Result<Vec<EntityId>, StoreError> {
    let rows = session.query(include_str!("sql/counted_entities.sql"), &[&log.as_bytes().as_slice()])?;
    rows.iter().map(|row| entity_id(row, 0)).collect()
}

/// What stood of doors, by entity.
pub(super) type Doors = HashMap<EntityId, DoorBefore>;

/// What stood of doors.
pub(super) async fn doors_before(session: &Session<'_>, log: LogId, ids: &[&[u8]]) -> Result<Doors, StoreError> {
    let mut before = Doors::new();
    for row in session.ask(include_str!("sql/doors_before.sql"), &[&log.as_bytes().as_slice(), &ids]).await? {
        let door = before.entry(entity_id(&row, 0)?).or_default();
        door.stands(area_id(&row, 1)?, area_id(&row, 2)?);
        if let Some(seen) = row.try_get::<_, Option<&str>>(4)? {
            door.added(RoundId(Uuid::from_bytes(bytes(&row, 3)?)), seen.as_bytes())?;
        }
    }
    Ok(before)
}

/// What points added.
pub(super) fn points_before(
    session: &Session<'_>,
    log: LogId,
    ids: &[&[u8]],
) -> Result<BTreeMap<EntityId, Vec<PointRow>>, StoreError> {
    let sql = "SELECT entity_id, round_id, area_id, tally FROM point_round WHERE log_id = $1 AND entity_id = ANY($2)";
    let mut before: BTreeMap<EntityId, Vec<PointRow>> = BTreeMap::new();
    for row in session.query(sql, &[&log.as_bytes().as_slice(), &ids])? {
        let tally = serde_json::from_str(row.try_get(3)?).map_err(|_| StoreError::Corrupt("point_round.tally"))?;
        let round = RoundId(Uuid::from_bytes(bytes(&row, 1)?));
        let area = AreaId(Uuid::from_bytes(bytes(&row, 2)?));
        before.entry(entity_id(&row, 0)?).or_default().push(PointRow { round, area, tally });
    }
    Ok(before)
}

/// An id.
pub(super) fn entity_id(row: &Row, column: usize) -> Result<EntityId, StoreError> {
    Ok(EntityId(Uuid::from_bytes(bytes(row, column)?)))
}

/// An id, or none.
pub(super) fn area_id(row: &Row, column: usize) -> Result<Option<AreaId>, StoreError> {
    let id: Option<&[u8]> = row.try_get(column)?;
    id.map(|id| AreaId::from_slice(id).map_err(|_| StoreError::Corrupt("area id"))).transpose()
}
