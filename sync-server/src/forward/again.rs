//! Moves that a restore forgot: a device offers the marker again, and the way is taken up again.
//!
//! A database that is set back knows neither where a door went since nor which logs were closed. The events that say so
//! come back under their receipts, each log's from whoever reads it, perhaps only those of the log that was left. So a marker
//! notes its way again, makes the arrival if nobody has brought it, and forwards what lies there: the same bytes as before,
//! stored once. What was merged into another door has no such marker: a reviewer merges it again.

use nfv::domain::{
    area::{Area, Class},
    day::Day,
    event::{Event, Header, VERSION},
    facts::{EntityReceived, Fact},
    ids::{AccountId, AreaId, DeviceId, EntityId, Incarnation, LogId},
    stays::{Stay, Stays, Turn},
};

use super::{Way, close, closed_to, copy_id, forward_history, forward_some, moved, note, seed, unwritable, watch};
use crate::store::{Candidate, StoreError, Tx, receipt::Secret};

/// An event that was stored here before, and now again.
#[derive(Clone, Debug)]
pub struct Again {
    /// Its log.
    pub log: LogId,
    /// What it is about.
    pub entity: EntityId,
    /// What it states.
    pub fact: Fact,
}

impl Again {
    /// Of a candidate that came under a receipt, if it is one of those that say where something went.
    #[must_use]
    pub fn of(candidate: &Candidate) -> Option<Self> {
        let Candidate { event, receipt, .. } = candidate;
        let says = matches!(event.header.kind.as_str(), "entity.moved" | "area.defined");
        let fact = (receipt.is_some() && says).then(|| Fact::parse(&event.header.kind, &event.body))?;
        Some(Self { log: event.header.log_id, entity: event.header.entity_id, fact })
    }
}

/// Takes up what these say. `now` in Unix milliseconds.
///
/// # Errors
/// When the database fails.
pub(super) fn take_up(tx: &Tx<'_>, secret: &Secret, came: &[Again], now: u64) -> Result<(), StoreError> {
    for Again { log, entity, fact } in came {
        match fact {
            Fact::EntityMoved(_) => go_on(tx, secret, *log, *entity, now)?,
            Fact::AreaDefined(area) => close_again(tx, secret, *log, area, now)?,
            _ => {}
        }
    }
    Ok(())
}

fn go_on(tx: &Tx<'_>, secret: &Secret, log: LogId, entity: EntityId, now: u64) -> Result<(), StoreError> {
    // Away and back again: what counts is how it ended.
    let Some((stay, to)) = last_departure(tx, log, entity)? else { return Ok(()) };
    if moved(tx, log, entity)?.is_some() {
        return Ok(());
    }
    let way = Way { from: log, to: LogId::of(to, Class::Field), entity, on: stay.on };
    note(tx, entity, way)?;
    watch(tx, log)?;
    if !has_come(tx, way)? {
        let arrival = arrival(tx, way, &stay)?;
        tx.ingest(secret, &[Candidate::of_server(arrival)], now)?;
    }
    forward_history(tx, secret, entity, way, now)?;
    Ok(())
}

fn last_departure(tx: &Tx<'_>, log: LogId, entity: EntityId) -> Result<Option<(Stay, AreaId)>, StoreError> {
    let facts = tx.facts_of(log, entity)?;
    let stays = Stays::of(&facts.iter().collect::<Vec<_>>());
    Ok(stays.left().and_then(|stay| match stay.turn {
        Turn::Left(to) => Some((*stay, to)),
        Turn::Came(_) => None,
    }))
}

fn has_come(tx: &Tx<'_>, way: Way) -> Result<bool, StoreError> {
    let facts = tx.facts_of(way.to, way.entity)?;
    Ok(facts.iter().any(|fact| matches!(&fact.fact, Fact::EntityReceived(received) if received.on == way.on)))
}

/// What stood in the other log; the same whoever makes it again.
fn arrival(tx: &Tx<'_>, way: Way, left: &Stay) -> Result<Event, StoreError> {
    let seed = seed(way, left.event_id);
    let mut salt = [0; 8];
    salt.copy_from_slice(&seed[10..18]);
    let sql = "SELECT seq, device_id FROM event WHERE log_id = ?1 AND event_id = ?2";
    let row =
        tx.query_opt(sql, &[&way.from, &left.event_id], |row| Ok((row.get::<u64>(0)?, row.get::<DeviceId>(1)?)))?;
    let (n, device_id) = row.ok_or(StoreError::Corrupt("a marker without its event"))?;
    let from = super::area_of(tx, way.from)?;
    let fact = Fact::EntityReceived(EntityReceived { from, on: way.on });
    let header = Header {
        version: VERSION,
        event_id: copy_id(left.event_id, &seed),
        log_id: way.to,
        kind: fact.kind().to_owned(),
        entity_id: way.entity,
        actor_id: AccountId(device_id.0),
        device_id,
        incarnation: Incarnation(way.from.0),
        n,
        stamp: left.effective,
    };
    Ok(Event { header, body: fact.to_body(salt).map_err(unwritable)?, proof: None })
}

/// A village that went up in another one: its own definition names the successor.
fn close_again(tx: &Tx<'_>, secret: &Secret, log: LogId, area: &Area, now: u64) -> Result<(), StoreError> {
    let end = area.codes.iter().filter_map(|code| Some((code.valid_to?, code.successor?))).max();
    let Some((last, successor)) = end else { return Ok(()) };
    if log != LogId::of(area.id, Class::Field) || area.successor_on(Day(last.0 + 1)).is_none() {
        return Ok(());
    }
    for class in Class::ALL {
        let log = LogId::of(area.id, class);
        if closed_to(tx, log)?.is_none() {
            close(tx, log, LogId::of(successor, class), last.plus(1))?;
            while forward_some(tx, secret, log, now)?.is_some() {}
        }
    }
    Ok(())
}
