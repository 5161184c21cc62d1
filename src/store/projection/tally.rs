//! Tallies in their table: changed by `after − before`, read as a whole.

use rusqlite::Connection;
use std::collections::BTreeMap;

use super::Result;
use crate::domain::{
    day::Day,
    ids::{AreaId, LogId, RoundId},
    tally::{Metric, Tally},
};

/// What a batch of refolds changes in the tallies of one log, gathered so that each sum is written once.
#[derive(Clone, Debug, Default)]
pub struct Change(BTreeMap<(RoundId, AreaId), Tally>);

impl Change {
    /// Takes a door's contribution away from these areas.
    pub fn sub(&mut self, round: RoundId, areas: impl Iterator<Item = AreaId>, before: &Tally) {
        areas.for_each(|area| self.0.entry((round, area)).or_default().sub(before));
    }

    /// Adds a door's contribution to these areas.
    pub fn add(&mut self, round: RoundId, areas: impl Iterator<Item = AreaId>, after: &Tally) {
        areas.for_each(|area| self.0.entry((round, area)).or_default().add(after));
    }

    /// Every sum that changes, in order, by how much; never zero.
    pub fn iter(&self) -> impl Iterator<Item = (RoundId, AreaId, Metric, Day, i64)> {
        let entries = |((round, area), delta): (&(RoundId, AreaId), &Tally)| {
            let (round, area) = (*round, *area);
            delta.iter().map(move |(metric, day, count)| (round, area, metric, day, count)).collect::<Vec<_>>()
        };
        self.0.iter().flat_map(entries)
    }

    /// Writes the change.
    pub(super) fn apply(&self, conn: &Connection, log: LogId) -> Result<()> {
        let mut wrote = false;
        let mut statement = conn.prepare_cached(include_str!("sql/upsert_tally.sql"))?;
        for (round, area, metric, day, count) in self.iter() {
            statement.execute((log.as_bytes(), round.as_bytes(), area.as_bytes(), metric.as_str(), day.0, count))?;
            wrote = true;
        }
        if wrote {
            conn.prepare_cached("DELETE FROM tally WHERE log_id = ?1 AND count = 0")?.execute([log.as_bytes()])?;
        }
        Ok(())
    }
}

/// The tally of a village or grid in a round, from the village's field log.
///
/// # Errors
/// When the database fails.
pub fn read(conn: &Connection, log: LogId, round: RoundId, area: AreaId) -> Result<Tally> {
    let mut statement = conn.prepare_cached(include_str!("sql/select_tally.sql"))?;
    let mut rows = statement.query((log.as_bytes(), round.as_bytes(), area.as_bytes()))?;
    let mut tally = Tally::default();
    while let Some(row) = rows.next()? {
        let metric = Metric::parse(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?);
        if let Some(metric) = metric {
            tally.put(metric, Day(row.get(1)?), row.get(2)?);
        }
    }
    Ok(tally)
}
