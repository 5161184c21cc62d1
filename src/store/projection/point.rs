//! What publicity points add to the tally of their village in each round.

use rusqlite::Connection;

use super::{
    Result, Scope, events,
    rows::{PointRow, refold_point},
    tally::Change,
};
use crate::{
    domain::{
        ids::{EntityId, LogId},
        stored::StoredFact,
    },
    store::error::StoreError,
};

/// Folds a point again: its old contributions go, the new ones come.
pub(super) fn refold(
    conn: &Connection,
    scope: &Scope,
    entity: EntityId,
    facts: &[StoredFact],
    change: &mut Change,
) -> Result<()> {
    let before = load_before(conn, scope.log, entity)?;
    if !before.is_empty() {
        conn.prepare_cached("DELETE FROM point_round WHERE log_id = ?1 AND entity_id = ?2")?
            .execute((scope.log.as_bytes(), entity.as_bytes()))?;
    }
    for row in refold_point(scope, entity, facts, &before, change) {
        conn.prepare_cached(include_str!("sql/insert_point_round.sql"))?.execute((
            scope.log.as_bytes(),
            entity.as_bytes(),
            row.round.as_bytes(),
            row.area.as_bytes(),
            serde_json::to_string(&row.tally)?,
        ))?;
    }
    Ok(())
}

fn load_before(conn: &Connection, log: LogId, entity: EntityId) -> Result<Vec<PointRow>> {
    let mut statement =
        conn.prepare_cached("SELECT round_id, area_id, tally FROM point_round WHERE log_id = ?1 AND entity_id = ?2")?;
    let mut rows = statement.query((log.as_bytes(), entity.as_bytes()))?;
    let mut before = Vec::new();
    while let Some(row) = rows.next()? {
        let area = events::area_id(row, 1)?.ok_or_else(|| StoreError::Unreadable("point_round.area_id".into()))?;
        let tally = serde_json::from_str(&row.get::<_, String>(2)?)?;
        before.push(PointRow { round: events::round_id(row, 0)?, area, tally });
    }
    Ok(before)
}
