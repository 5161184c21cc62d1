//! What the events add up to, in PostgreSQL: the same folding as everywhere (`nfv::store::projection::rows`), loaded and saved
//! with a statement for all rows of a kind.
//!
//! Whoever changes areas, rounds or rule sets has the lock of the scopes alone, since doors of other logs are folded under
//! them. Every function runs inside the caller's transaction.

mod entities;
mod load;
mod save;
mod scope;

use std::collections::{BTreeMap, BTreeSet};

use nfv::{
    domain::{
        ids::{EntityId, LogId},
        stored::StoredFact,
    },
    store::projection::{
        Family, Scope,
        rows::{DoorBefore, refold_point},
    },
};

use tokio::try_join;

use super::{
    locks::{Hold, Lock},
    session::Session,
};
use crate::store::StoreError;

pub(super) use load::{areas, facts};
use save::Changes;
pub(super) use scope::load as scope;

/// Entities folded at once, so that a large village does not fill the memory.
const AT_ONCE: usize = 500;

/// Facts by entity; entities whose events are gone have none.
type Facts = BTreeMap<EntityId, Vec<StoredFact>>;

/// Whether publicity points are, or were, among some entities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Points {
    /// Perhaps.
    Some,
    /// Surely not.
    None,
}

/// Why a transaction ends early.
#[derive(Debug)]
pub(super) enum Interrupted {
    /// Areas, rounds or rule sets change: it has to begin again with their lock alone.
    Alone,
    /// The database fails.
    Store(StoreError),
}

impl From<StoreError> for Interrupted {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Folds these entities again from their events. Entities whose events are gone disappear.
///
/// When areas, rounds or rule sets are among them, the doors of every log that sees them are folded again too.
pub(super) fn refold(
    session: &Session<'_>,
    touched: &BTreeMap<LogId, BTreeSet<EntityId>>,
    hold: Hold,
) -> Result<(), Interrupted> {
    let mut loaded = Vec::with_capacity(touched.len());
    let mut scoping = false;
    for (log, entities) in touched {
        let entities: Vec<EntityId> = entities.iter().copied().collect();
        let ids = ids(&entities);
        let (facts, had, doors) = session.wait(async {
            try_join!(biased; facts(session, *log, &entities),
                entities::had(session, *log, &ids),
                load::doors_before(session, *log, &ids),
            )
        })?;
        let families = entities::refold(session, *log, &facts, had)?;
        scoping |= families.iter().any(|family| Family::scopes(*family));
        let points = if families.contains(&Family::Point) { Points::Some } else { Points::None };
        loaded.push((*log, facts, doors, points));
    }
    if scoping && hold == Hold::Shared {
        return Err(Interrupted::Alone);
    }
    if scoping {
        entities::note_tree(session)?;
        rescope(session)?;
    }
    for (log, facts, mut doors, points) in loaded {
        let (scope, remembered) = scope::load(session, log)?;
        if scoping {
            // Folded again meanwhile, with all the others of their log.
            let entities: Vec<EntityId> = facts.keys().copied().collect();
            doors = session.wait(load::doors_before(session, log, &ids(&entities)))?;
        }
        refold_counted(session, &scope, &facts, &doors, points)?;
        if !remembered {
            scope::remember(session, &scope)?;
        }
    }
    Ok(())
}

/// Throws everything away and folds every event again.
pub(super) fn rebuild(session: &Session<'_>) -> Result<(), StoreError> {
    // Asked for by somebody who waits until those who push have let go.
    session.batch("SET LOCAL lock_timeout = 0")?;
    session.lock(Lock::Scopes, Hold::Alone)?;
    for table in ["area", "area_tree", "other_entity", "door", "door_round", "point_round", "tally", "scope"] {
        session.batch(&format!("DELETE FROM {table}"))?;
    }
    // Areas, rounds and rule sets first: doors are folded once, under the right rounds.
    for sql in [include_str!("sql/scoping_entities.sql"), include_str!("sql/all_entities.sql")] {
        let entities = load::entities(session, sql)?;
        for chunk in entities.chunk_by(|a, b| a.0 == b.0).flat_map(|log| log.chunks(AT_ONCE)) {
            let Some((log, _)) = chunk.first() else { continue };
            let ids = chunk.iter().map(|(_, entity)| *entity).collect();
            refold(session, &BTreeMap::from([(*log, ids)]), Hold::Alone).map_err(|interrupted| match interrupted {
                Interrupted::Store(error) => error,
                Interrupted::Alone => StoreError::Corrupt("the lock of the scopes is held alone"),
            })?;
        }
    }
    Ok(())
}

/// Sets the installation's zone; everything is folded again if it differs.
pub(super) fn set_zone(session: &Session<'_>, minutes: i32) -> Result<(), StoreError> {
    let before = scope::zone(session)?;
    if before.0 != minutes {
        session.lock(Lock::Scopes, Hold::Alone)?;
    }
    session.execute("UPDATE projection SET zone_minutes = $1 WHERE one = 1", &[&i64::from(minutes)])?;
    if before.0 == minutes { Ok(()) } else { rebuild(session) }
}

fn rescope(session: &Session<'_>) -> Result<(), StoreError> {
    for scope in scope::outdated(session)? {
        for chunk in load::counted(session, scope.log)?.chunks(AT_ONCE) {
            let ids = ids(chunk);
            let (facts, doors) = session.wait(async {
                try_join!(biased; facts(session, scope.log, chunk), load::doors_before(session, scope.log, &ids))
            })?;
            refold_counted(session, &scope, &facts, &doors, Points::Some)?;
        }
        scope::remember(session, &scope)?;
    }
    Ok(())
}

fn ids(entities: &[EntityId]) -> Vec<&[u8]> {
    entities.iter().map(|entity| entity.as_bytes().as_slice()).collect()
}

fn refold_counted(
    session: &Session<'_>,
    scope: &Scope,
    facts: &Facts,
    doors: &load::Doors,
    points: Points,
) -> Result<(), StoreError> {
    let points = match points {
        Points::Some => {
            let entities: Vec<EntityId> = facts.keys().copied().collect();
            load::points_before(session, scope.log, &ids(&entities))?
        }
        Points::None => BTreeMap::new(),
    };
    let (mut changes, nothing) = (Changes::default(), DoorBefore::default());
    for (entity, facts) in facts {
        let before = doors.get(entity).unwrap_or(&nothing);
        match before.refold(scope, facts, &mut changes.tally)? {
            Some(after) => changes.door(*entity, after),
            None if before.known => changes.gone_doors.push(*entity),
            None => {}
        }
        let before = points.get(entity).map_or(&[][..], Vec::as_slice);
        if !before.is_empty() {
            changes.gone_points.push(*entity);
        }
        let rows = refold_point(scope, *entity, facts, before, &mut changes.tally);
        changes.points.extend(rows.into_iter().map(|row| (*entity, row)));
    }
    save::save(session, scope.log, &changes)
}
