//! Facts that come to a log after their entity has left it: stored there, and forwarded to where the entity stands.
//!
//! A forwarded fact is an event of the server with the original inside, byte for byte. It follows from the original and the
//! way alone: whoever makes it again, after a crash, a restore or on another machine, makes the same bytes, so it is stored
//! once. [`catch_up`] reads on in a log from where it stopped and does the rest in one transaction.

mod again;

pub use again::Again;

use nfv::domain::{
    area::Class,
    day::Day,
    event::{Event, Header, VERSION},
    facts::{EntityMoved, EntityReceived, Fact, FactForwarded},
    ids::{AccountId, AreaId, DeviceId, EntityId, EventId, Incarnation, LogId},
    stamp::Stamp,
};
use serde_json::error::Error as Unwritable;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

use crate::{
    blobs::rows,
    store::{Candidate, Database, Row, Store as _, StoreError, Tx, proof, receipt::Secret},
};

/// Most events looked through in one transaction.
const AT_ONCE: u32 = 1000;

/// Longer ways of one fact are not followed; nobody moves that often between two syncs of a device.
const LONGEST_WAY: usize = 16;

/// From where to where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    /// The log that was left.
    pub from: LogId,
    /// The log where the entity stands now.
    pub to: LogId,
    /// The entity there: the same one, or the one that it was merged into.
    pub entity: EntityId,
    /// The day of the move.
    pub on: Day,
}

/// An event of the log that was left.
#[derive(Clone, Debug)]
pub struct Original {
    /// Its sequence there.
    pub seq: u64,
    /// Itself.
    pub event: Event,
    /// When it counts.
    pub effective: Stamp,
}

/// What goes on: the fact as it was recorded, whatever it was forwarded in before.
fn inner(original: &Original) -> FactForwarded {
    match Fact::parse(&original.event.header.kind, &original.event.body) {
        Fact::FactForwarded(inner) => *inner,
        _ => FactForwarded {
            event: original.event.clone(),
            effective: original.effective,
            entity: original.event.header.entity_id,
            since: None,
        },
    }
}

/// The event that forwards an original. None where there is nothing to forward: an erased body, a marker of a move, what
/// was recorded over there in the first place, and after a merge what describes the door that is gone.
///
/// # Errors
/// When the original cannot be written as JSON.
pub fn forwarded(server: DeviceId, way: Way, original: &Original) -> Result<Option<Event>, Unwritable> {
    let merged = way.entity != original.event.header.entity_id;
    let mut fact = inner(original);
    let header = &fact.event.header;
    let describes = matches!(header.kind.as_str(), "door.registered" | "door.edited" | "door.closed");
    let is_home = header.log_id == way.to && !merged;
    if fact.event.body.is_empty() || Fact::is_written_by_server(&header.kind) || is_home || (merged && describes) {
        return Ok(None);
    }
    if merged {
        fact.since = fact.since.max(Some(way.on));
    }
    let seed = seed(way, header.event_id);
    let mut salt = [0; 8];
    salt.copy_from_slice(&seed[10..18]);
    let header = Header {
        version: VERSION,
        event_id: copy_id(header.event_id, &seed),
        log_id: way.to,
        kind: Fact::FORWARDED.to_owned(),
        entity_id: way.entity,
        actor_id: AccountId(server.0),
        device_id: server,
        // Numbers of their own, the same whoever counts: a life by log, a number by sequence.
        incarnation: Incarnation(way.from.0),
        n: original.seq,
        stamp: fact.effective,
    };
    let body = Fact::FactForwarded(Box::new(fact)).to_body(salt)?;
    Ok(Some(Event { header, body, proof: None }))
}

fn seed(way: Way, original: EventId) -> [u8; 32] {
    let ids = [way.from.as_bytes(), way.to.as_bytes(), way.entity.as_bytes(), original.as_bytes()];
    ids.into_iter()
        .fold(Sha256::new().chain_update(b"nfv forward"), |hasher, id| hasher.chain_update(id))
        .finalize()
        .into()
}

/// The id of a copy: the time of the original, the rest from the way.
fn copy_id(original: EventId, seed: &[u8; 32]) -> EventId {
    let mut random = [0; 10];
    random.copy_from_slice(&seed[..10]);
    let [a, b, c, d, e, f, ..] = *original.as_bytes();
    EventId::from_parts(u64::from_be_bytes([0, 0, a, b, c, d, e, f]), random)
}

/// Where copies of an event of an entity lie, as far as they were made: in the logs that the entity went to from here.
///
/// # Errors
/// When the database fails.
pub fn copies(
    tx: &Tx<'_>,
    log: LogId,
    entity: EntityId,
    original: EventId,
) -> Result<Vec<(LogId, EventId)>, StoreError> {
    Ok(copied(tx, log, entity, original)?.into_iter().map(|(to, _, id)| (to, id)).collect())
}

/// The same, with the entity that each copy counts for.
fn copied(
    tx: &Tx<'_>,
    log: LogId,
    entity: EntityId,
    original: EventId,
) -> Result<Vec<(LogId, EntityId, EventId)>, StoreError> {
    let mut found = Vec::new();
    let sql = "SELECT to_log, to_entity FROM moved WHERE log_id = ?1 AND entity_id = ?2";
    let mut ways = tx.query(sql, &[&log, &entity], |row| Ok((row.get(0)?, row.get(1)?)))?;
    ways.extend(closed_to(tx, log)?.map(|to| (to, entity)));
    for (to, entity) in ways {
        let way = Way { from: log, to, entity, on: Day(0) };
        let id = copy_id(original, &seed(way, original));
        let sql = "SELECT 1 FROM event WHERE log_id = ?1 AND event_id = ?2";
        if tx.query_opt(sql, &[&to, &id], |row| row.get::<i64>(0))?.is_some() {
            found.push((to, entity, id));
        }
    }
    Ok(found)
}

/// A photo that an event names is here: wherever the event was forwarded, its readers may see the photo too.
///
/// # Errors
/// When the database fails.
pub fn carry_photos(tx: &Tx<'_>, log: LogId, event: EventId) -> Result<(), StoreError> {
    let sql = "SELECT entity_id FROM event WHERE log_id = ?1 AND event_id = ?2";
    let Some(entity) = tx.query_opt(sql, &[&log, &event], |row| row.get::<EntityId>(0))? else { return Ok(()) };
    let (mut waiting, mut seen) = (vec![(log, entity, event)], BTreeSet::new());
    while let Some((log, entity, id)) = waiting.pop() {
        for (to, there, copy) in copied(tx, log, entity, event)? {
            if seen.insert((to, copy)) {
                rows::carry_uses(tx, (log, id), (to, copy))?;
                waiting.push((to, there, copy));
            }
        }
    }
    Ok(())
}

/// The log and id of the original inside a forwarded fact.
#[must_use]
pub fn original(kind: &str, body: &str) -> Option<(LogId, EventId)> {
    match Fact::parse(kind, body) {
        Fact::FactForwarded(inner) => Some((inner.event.header.log_id, inner.event.header.event_id)),
        _ => None,
    }
}

/// Where everything of a log goes, if it was closed as a whole.
///
/// # Errors
/// When the database fails.
pub fn closed_to(tx: &Tx<'_>, log: LogId) -> Result<Option<LogId>, StoreError> {
    let sql = "SELECT to_log FROM forwarded WHERE log_id = ?1";
    Ok(tx.query_opt(sql, &[&log], |row| row.get::<Option<LogId>>(0))?.flatten())
}

/// Logs that were closed as a whole, with their successors.
///
/// # Errors
/// When the database fails.
pub fn closed(tx: &Tx<'_>) -> Result<BTreeMap<LogId, LogId>, StoreError> {
    let sql = "SELECT log_id, to_log FROM forwarded WHERE to_log IS NOT NULL";
    Ok(tx.query(sql, &[], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect())
}

/// Begins to watch a log from its head on.
///
/// # Errors
/// When the database fails.
pub fn watch(tx: &Tx<'_>, log: LogId) -> Result<(), StoreError> {
    let sql = "INSERT INTO forwarded (log_id, up_to) SELECT id, head_seq FROM log WHERE id = ?1 ON CONFLICT DO NOTHING";
    tx.execute(sql, &[&log])?;
    Ok(())
}

/// Closes a log: from its beginning on, everything goes to its successor.
///
/// # Errors
/// When the database fails.
pub fn close(tx: &Tx<'_>, log: LogId, successor: LogId, on: Day) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO forwarded (log_id, up_to, to_log, closed_on) VALUES (?1, 0, ?2, ?3)
         ON CONFLICT (log_id) DO UPDATE SET up_to = 0, to_log = excluded.to_log, closed_on = excluded.closed_on",
        &[&log, &successor, &on.0],
    )?;
    Ok(())
}

/// Notes where an entity stands from now on.
///
/// # Errors
/// When the database fails.
pub fn note(tx: &Tx<'_>, entity: EntityId, way: Way) -> Result<(), StoreError> {
    let Way { from, to, entity: there, on } = way;
    // Back where it once was: nothing is forwarded from there any more.
    let back = "UPDATE moved SET active = 0 WHERE log_id = ?1 AND entity_id = ?2";
    tx.execute(back, &[&to, &there])?;
    tx.execute(
        "INSERT INTO moved (log_id, entity_id, to_log, to_entity, moved_on, active) VALUES (?1, ?2, ?3, ?4, ?5, 1)
         ON CONFLICT (log_id, entity_id, to_log, to_entity) DO UPDATE SET moved_on = excluded.moved_on, active = 1",
        &[&from, &entity, &to, &there, &on.0],
    )?;
    Ok(())
}

/// Takes up the ways of markers that came again after a restore.
///
/// # Errors
/// When the database fails; nothing was changed then.
pub fn take_up(database: &Database, came: &[Again], now: u64) -> Result<(), StoreError> {
    if came.is_empty() {
        return Ok(());
    }
    database.write(|tx| again::take_up(tx, &database.meta().secret, came, now))
}

/// Forwards what came to these logs since they were looked through, and on from where that went. Nearly always there is
/// nothing to do, and one look says so.
///
/// # Errors
/// When the database fails; what was not forwarded is the next time.
pub fn catch_up(database: &Database, logs: &[LogId], now: u64) -> Result<(), StoreError> {
    let mut waiting: Vec<LogId> = logs.to_vec();
    for _ in 0..LONGEST_WAY {
        let behind = database.read::<_, StoreError>(|tx| {
            let mut behind = Vec::new();
            for log in waiting {
                if is_behind(tx, log)? {
                    behind.push(log);
                }
            }
            Ok(behind)
        })?;
        if behind.is_empty() {
            return Ok(());
        }
        waiting = Vec::new();
        for log in behind {
            let secret = &database.meta().secret;
            let reached = database.write::<_, StoreError>(|tx| forward_some(tx, secret, log, now))?;
            waiting.push(log);
            waiting.extend(reached.into_iter().flatten());
        }
        waiting.sort_unstable();
        waiting.dedup();
    }
    Ok(())
}

/// All logs that are watched.
///
/// # Errors
/// When the database fails.
pub fn watched(tx: &Tx<'_>) -> Result<Vec<LogId>, StoreError> {
    tx.query("SELECT log_id FROM forwarded ORDER BY log_id", &[], |row| row.get(0))
}

fn is_behind(tx: &Tx<'_>, log: LogId) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM forwarded JOIN log ON log.id = forwarded.log_id
               WHERE forwarded.log_id = ?1 AND forwarded.up_to < log.head_seq";
    Ok(tx.query_opt(sql, &[&log], |row| row.get::<i64>(0))?.is_some())
}

/// Looks through the next events of a log. Returns the logs that something went to; none when there was nothing left.
///
/// # Errors
/// When the database fails.
pub fn forward_some(tx: &Tx<'_>, secret: &Secret, log: LogId, now: u64) -> Result<Option<Vec<LogId>>, StoreError> {
    let (Some(server), Some((up_to, closed))) = (server(tx)?, standing(tx, log)?) else { return Ok(None) };
    let originals = tx.query(include_str!("read_on.sql"), &[&log, &up_to, &AT_ONCE], read)?;
    let Some(last) = originals.last().map(|original| original.seq) else { return Ok(None) };
    let mut events = Vec::new();
    for original in &originals {
        let entity = original.event.header.entity_id;
        let Some(way) = way(tx, log, closed, entity)? else { continue };
        if closed.is_some() && is_counted(&original.event.header.kind) && moved(tx, log, entity)?.is_none() {
            let areas = (area_of(tx, way.from)?, area_of(tx, way.to)?);
            events.extend(markers(server, way, areas, original).map_err(unwritable)?);
            note(tx, entity, way)?;
        }
        if let Some(copy) = forwarded(server, way, original).map_err(unwritable)? {
            let event = original.event.header.event_id;
            rows::carry_uses(tx, (log, event), (copy.header.log_id, copy.header.event_id))?;
            events.push(copy);
        }
    }
    let reached = events.iter().map(|event| event.header.log_id).filter(|reached| *reached != log).collect();
    let batch: Vec<Candidate> = events.into_iter().map(Candidate::of_server).collect();
    if !batch.is_empty() {
        tx.ingest(secret, &batch, now)?;
    }
    tx.execute("UPDATE forwarded SET up_to = ?2 WHERE log_id = ?1 AND up_to < ?2", &[&log, &last])?;
    Ok(Some(reached))
}

/// Forwards everything that a log holds about an entity.
///
/// # Errors
/// When the database fails.
pub fn forward_history(
    tx: &Tx<'_>,
    secret: &Secret,
    entity: EntityId,
    way: Way,
    now: u64,
) -> Result<usize, StoreError> {
    let Some(server) = server(tx)? else { return Ok(0) };
    let originals = tx.query(include_str!("read_entity.sql"), &[&way.from, &entity], read)?;
    let mut batch = Vec::new();
    for original in &originals {
        if let Some(copy) = forwarded(server, way, original).map_err(unwritable)? {
            let event = original.event.header.event_id;
            rows::carry_uses(tx, (way.from, event), (copy.header.log_id, copy.header.event_id))?;
            batch.push(Candidate::of_server(copy));
        }
    }
    if !batch.is_empty() {
        tx.ingest(secret, &batch, now)?;
    }
    Ok(batch.len())
}

/// Whose log it is.
fn area_of(tx: &Tx<'_>, log: LogId) -> Result<AreaId, StoreError> {
    let area = tx.query_opt("SELECT area_id FROM log WHERE id = ?1", &[&log], |row| row.get(0))?;
    area.ok_or(StoreError::Corrupt("a way to no log"))
}

/// The server's own device; every move has written with it.
fn server(tx: &Tx<'_>) -> Result<Option<DeviceId>, StoreError> {
    tx.query_opt("SELECT id FROM server_device", &[], |row| row.get(0))
}

/// How far a watched log was looked through, and where it goes as a whole since when.
type Standing = (u64, Option<(LogId, Day)>);

fn standing(tx: &Tx<'_>, log: LogId) -> Result<Option<Standing>, StoreError> {
    let sql = "SELECT up_to, to_log, closed_on FROM forwarded WHERE log_id = ?1";
    tx.query_opt(sql, &[&log], |row| {
        let closed: (Option<LogId>, Option<i32>) = (row.get(1)?, row.get(2)?);
        Ok((row.get(0)?, closed.0.zip(closed.1.map(Day))))
    })
}

fn way(tx: &Tx<'_>, log: LogId, closed: Option<(LogId, Day)>, entity: EntityId) -> Result<Option<Way>, StoreError> {
    let moved = moved(tx, log, entity)?;
    // The closed area itself stays what it was.
    let closed = closed.filter(|_| LogId::of(AreaId::from(entity), Class::Field) != log);
    Ok(moved.or_else(|| closed.map(|(to, on)| Way { from: log, to, entity, on })))
}

/// Where an entity went from a log, if it has not come back.
///
/// # Errors
/// When the database fails.
pub fn moved(tx: &Tx<'_>, log: LogId, entity: EntityId) -> Result<Option<Way>, StoreError> {
    let sql = "SELECT to_log, to_entity, moved_on FROM moved WHERE log_id = ?1 AND entity_id = ?2 AND active = 1";
    tx.query_opt(sql, &[&log, &entity], |row| {
        Ok(Way { from: log, to: row.get(0)?, entity: row.get(1)?, on: Day(row.get(2)?) })
    })
}

/// Whether such an event makes an entity that tallies count: it must not count in both logs.
fn is_counted(kind: &str) -> bool {
    matches!(kind, "door.registered" | "point.registered")
}

/// The markers of a move that follows from the closing of a log: as [`forwarded`], the same whoever makes them.
fn markers(
    server: DeviceId,
    way: Way,
    (from, to): (AreaId, AreaId),
    original: &Original,
) -> Result<[Event; 2], Unwritable> {
    let entity = original.event.header.entity_id;
    let id = EventId(entity.0);
    let moved = EntityMoved { to, on: way.on, reason: String::new() };
    let received = EntityReceived { from, on: way.on };
    let facts = [(way.from, Fact::EntityMoved(moved)), (way.to, Fact::EntityReceived(received))];
    let event = |(log, fact): (LogId, Fact)| {
        let seed = seed(Way { to: log, ..way }, id);
        let mut salt = [0; 8];
        salt.copy_from_slice(&seed[10..18]);
        let header = Header {
            version: VERSION,
            event_id: copy_id(original.event.header.event_id, &seed),
            log_id: log,
            kind: fact.kind().to_owned(),
            entity_id: entity,
            actor_id: AccountId(server.0),
            device_id: server,
            incarnation: Incarnation(way.to.0),
            n: original.seq,
            stamp: original.effective,
        };
        Ok(Event { header, body: fact.to_body(salt)?, proof: None })
    };
    let [left, came] = facts.map(event);
    Ok([left?, came?])
}

fn read(row: &Row<'_>) -> Result<Original, StoreError> {
    let header = Header::from_bytes(&row.get::<Vec<u8>>(1)?).map_err(|_| StoreError::Corrupt("header"))?;
    let body = String::from_utf8(row.get(2)?).map_err(|_| StoreError::Corrupt("body"))?;
    let proof = row.get::<Option<Vec<u8>>>(3)?.map(|bytes| proof::from_bytes(&bytes)).transpose()?;
    Ok(Original { seq: row.get(0)?, event: Event { header, body, proof }, effective: Stamp(row.get(4)?) })
}

fn unwritable(error: Unwritable) -> StoreError {
    StoreError::Database(error.to_string())
}
