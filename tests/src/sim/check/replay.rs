//! Given the effective stamps, nothing else matters: another server takes in the same events in another order, in other
//! batches, some of them twice, and adds up to the same.

use nfv::{domain::ids::LogId, sync::messages::Fate};
use sync_server::store::{Candidate, Right, Store, StoredEvent, Window, sqlite::SqliteStore};

use super::rows;
use crate::sim::{
    Rule, Ungraceful,
    dice::Dice,
    disk::{self, Machine},
    server::birth,
    world::World,
};

/// Everything at once.
const ALL: Window = Window { events: usize::MAX, bytes: usize::MAX };

/// Events of one batch at most.
const BATCH: usize = 12;

pub(super) fn order_changes_nothing(world: &World, server: &SqliteStore, logs: &[LogId]) -> Result<(), Ungraceful> {
    let machine = Machine::new(&format!("replay-{}", disk::world()));
    let done = replay(world, server, logs, &machine);
    machine.forget();
    done
}

fn replay(world: &World, server: &SqliteStore, logs: &[LogId], machine: &Machine) -> Result<(), Ungraceful> {
    let other = SqliteStore::open(&machine.path("server.db"), &birth()).map_err(Ungraceful::from_error)?;
    let mut candidates = Vec::new();
    for log in logs {
        let events = Store::read(server, *log, 0, ALL).map_err(Ungraceful::from_error)?;
        candidates.extend(events.into_iter().map(candidate));
    }
    let sql = "SELECT area_id, class FROM log WHERE ?1 IS NOT NULL";
    for row in rows::of_server(server, sql, None)? {
        open_log(&other, &row)?;
    }
    shuffle(&world.dice, &mut candidates);
    let mut rest = candidates.as_slice();
    while !rest.is_empty() {
        let (batch, after) = rest.split_at(rest.len().min(1 + world.dice.below(BATCH)));
        let times = if world.dice.percent(20) { 2 } else { 1 };
        for _ in 0..times {
            let done = other.ingest(batch, world.now.get()).map_err(Ungraceful::from_error)?;
            let taken = |fate: &Fate| matches!(fate, Fate::Stored { .. } | Fate::Duplicate { .. });
            let all = done.fates.iter().all(taken);
            Rule::OrderChangesNothing.ensure(all, "another order of the same events was refused")?;
        }
        rest = after;
    }
    let (one, two) = (rows::projections(server, logs)?, rows::projections(&other, logs)?);
    rows::same_projections(Rule::OrderChangesNothing, &one, &two, "another order of the same events adds up otherwise")
}

fn open_log(store: &SqliteStore, row: &[rusqlite::types::Value]) -> Result<(), Ungraceful> {
    use rusqlite::types::Value;
    let [Value::Blob(area), Value::Text(class)] = row else {
        return Err(Ungraceful::from_error("a log of another shape"));
    };
    let area = nfv::domain::ids::AreaId::from_slice(area).map_err(Ungraceful::from_error)?;
    let class = nfv::domain::area::Class::parse(class).ok_or_else(|| Ungraceful::from_error("no such class"))?;
    store.open_log(area, class).map(drop).map_err(Ungraceful::from_error)
}

fn candidate(stored: StoredEvent) -> Candidate {
    let header = stored.event.header.to_bytes();
    Candidate { event: stored.event, header, hash: stored.hash, receipt: Some(stored.receipt), right: Right::Author }
}

/// Fisher and Yates.
fn shuffle(dice: &Dice, candidates: &mut [Candidate]) {
    for at in (1..candidates.len()).rev() {
        candidates.swap(at, dice.below(at + 1));
    }
}
