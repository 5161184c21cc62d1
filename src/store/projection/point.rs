//! What publicity points add to the tally of their village in each round.

use rusqlite::Connection;

use super::{Family, Result, Scope, events, tally::Change};
use crate::domain::{
    ids::{EntityId, LogId},
    stored::StoredFact,
    tally::Tally,
    village::Point,
};

/// Folds a point again: its old contributions go, the new ones come.
pub(super) fn refold(
    conn: &Connection,
    scope: &Scope,
    entity: EntityId,
    facts: &[StoredFact],
    change: &mut Change,
) -> Result<()> {
    take_back(conn, scope.log, entity, change)?;
    // Nearly all entities are doors: a look at the parsed facts spares the fold.
    let Some(area) = scope.area.filter(|_| facts.iter().any(|fact| Family::of(&fact.fact) == Some(Family::Point)))
    else {
        return Ok(());
    };
    let Some(point) = Point::fold(entity, facts.iter(), scope.zone) else { return Ok(()) };
    for under in &scope.rounds {
        let tally = point.contribution(&under.round);
        conn.prepare_cached(include_str!("sql/insert_point_round.sql"))?.execute((
            scope.log.as_bytes(),
            entity.as_bytes(),
            under.round.id.as_bytes(),
            area.as_bytes(),
            serde_json::to_string(&tally)?,
        ))?;
        change.add(under.round.id, std::iter::once(area), &tally);
    }
    Ok(())
}

fn take_back(conn: &Connection, log: LogId, entity: EntityId, change: &mut Change) -> Result<()> {
    let mut statement =
        conn.prepare_cached("SELECT round_id, area_id, tally FROM point_round WHERE log_id = ?1 AND entity_id = ?2")?;
    let mut rows = statement.query((log.as_bytes(), entity.as_bytes()))?;
    let mut known = false;
    while let Some(row) = rows.next()? {
        known = true;
        let tally: Tally = serde_json::from_str(&row.get::<_, String>(2)?)?;
        change.sub(events::round_id(row, 0)?, events::area_id(row, 1)?.into_iter(), &tally);
    }
    if known {
        conn.prepare_cached("DELETE FROM point_round WHERE log_id = ?1 AND entity_id = ?2")?
            .execute((log.as_bytes(), entity.as_bytes()))?;
    }
    Ok(())
}
