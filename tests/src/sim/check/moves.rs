//! Moves and merges: every fact is where its door stands now, once, with its photos; a door counts in one village.

use std::collections::{BTreeMap, BTreeSet};

use nfv::domain::{
    area::Class,
    day::{Day, Zone},
    door::Door,
    event::{Event, Header},
    facts::Fact,
    ids::{AreaId, DeviceId, EntityId, EventId, LogId},
    stamp::Stamp,
};
use sync_server::{
    forward::{self, Original, Way},
    store::{Store, StoreError, StoredEvent, Window},
};

use super::{photos, server};
use crate::sim::{Rule, Ungraceful, world::World};

/// Everything at once.
const ALL: Window = Window { events: usize::MAX, bytes: usize::MAX };

type Logs = BTreeMap<LogId, Vec<StoredEvent>>;

pub(super) fn everything_follows(world: &World) -> Result<(), Ungraceful> {
    let logs: Logs = {
        let sim = world.server.borrow();
        let read = |log| {
            let events = Store::read(sim.database()?, log, 0, ALL).map_err(Ungraceful::from_error)?;
            Ok::<_, Ungraceful>((log, events))
        };
        server::all_logs(sim.store()?)?.into_iter().map(read).collect::<Result<_, _>>()?
    };
    nothing_is_forwarded_twice(&logs)?;
    let ways = Ways::of(world)?;
    late_facts_have_followed(&ways, &logs)?;
    doors_count_once(world, &ways, &logs)?;
    photos_have_followed(world, &logs)
}

fn inner(event: &Event) -> Option<Header> {
    match Fact::parse(&event.header.kind, &event.body) {
        Fact::FactForwarded(forwarded) => Some(forwarded.event.header),
        _ => None,
    }
}

fn nothing_is_forwarded_twice(logs: &Logs) -> Result<(), Ungraceful> {
    for events in logs.values() {
        let mut seen = BTreeSet::new();
        for event in events.iter().map(|stored| &stored.event) {
            if let Some(original) = inner(event) {
                let first = seen.insert((event.header.entity_id, original.log_id, original.event_id));
                Rule::TallyIsItsRecount.ensure(first, "a fact was forwarded twice")?;
            }
        }
    }
    Ok(())
}

/// Whatever lies in a log about something that has left it is also where that stands.
fn late_facts_have_followed(ways: &Ways, logs: &Logs) -> Result<(), Ungraceful> {
    let there: BTreeSet<(LogId, EventId)> = logs
        .iter()
        .flat_map(|(log, events)| events.iter().map(|stored| (*log, stored.event.header.event_id)))
        .collect();
    for (log, events) in logs {
        for stored in events {
            let way = ways.from(*log, stored.event.header.entity_id);
            let Some((server, way)) = ways.server.zip(way) else { continue };
            let StoredEvent { seq, event, .. } = stored.clone();
            let original = Original { seq, event, effective: Stamp(stored.receipt.effective.0) };
            let copy = forward::forwarded(server, way, &original).map_err(Ungraceful::from_error)?;
            let missing = copy.filter(|copy| !there.contains(&(way.to, copy.header.event_id)));
            let what =
                format!("{} came to a log that its door has left, and did not follow", original.event.header.event_id);
            Rule::AcknowledgedIsThere.ensure(missing.is_none(), &what)?;
        }
    }
    Ok(())
}

/// Ways of everything that left a log and has not come back, and the server's own device.
struct Ways {
    server: Option<DeviceId>,
    moved: BTreeMap<(LogId, EntityId), Way>,
    closed: BTreeMap<LogId, LogId>,
    /// Doors that went up in another one.
    merged: BTreeSet<EntityId>,
}

impl Ways {
    fn of(world: &World) -> Result<Self, Ungraceful> {
        let sim = world.server.borrow();
        let all = sim.database()?.read::<_, StoreError>(|tx| {
            let server = tx.query_opt("SELECT id FROM server_device", &[], |row| row.get::<DeviceId>(0))?;
            let sql = "SELECT log_id, entity_id, to_log, to_entity, moved_on, active FROM moved";
            let rows = tx.query(sql, &[], |row| {
                let way = Way { from: row.get(0)?, to: row.get(2)?, entity: row.get(3)?, on: Day(row.get(4)?) };
                Ok((row.get::<EntityId>(1)?, way, row.get::<i64>(5)? == 1))
            })?;
            let merged =
                rows.iter().filter(|(entity, way, _)| *entity != way.entity).map(|(entity, ..)| *entity).collect();
            let standing = rows.iter().filter(|(_, _, active)| *active);
            let moved = standing.map(|(entity, way, _)| ((way.from, *entity), *way)).collect();
            Ok(Self { server, moved, closed: forward::closed(tx)?, merged })
        });
        all.map_err(Ungraceful::from_error)
    }

    /// The way of something that an event in a log is about.
    fn from(&self, log: LogId, entity: EntityId) -> Option<Way> {
        let closed = self.closed.get(&log).filter(|_| LogId::of(AreaId::from(entity), Class::Field) != log);
        let moved = self.moved.get(&(log, entity)).copied();
        moved.or_else(|| closed.map(|to| Way { from: log, to: *to, entity, on: Day(0) }))
    }
}

/// A door stands in one village, and each of its visits counts once there.
fn doors_count_once(world: &World, ways: &Ways, logs: &Logs) -> Result<(), Ungraceful> {
    let today = Day::of_unix_ms(world.now.get(), Zone::default());
    let sim = world.server.borrow();
    let doors: BTreeSet<EntityId> = world.doors.iter().map(|(_, door)| *door).collect();
    let taken_back = targets_of_retractions(logs);
    for door in doors {
        let (mut stands, mut known, mut registered) = (0, 0, false);
        for (log, events) in logs {
            let facts = sim.database()?.read::<_, StoreError>(|tx| tx.facts_of(*log, door));
            let facts = facts.map_err(Ungraceful::from_error)?;
            let Some(folded) = Door::fold(facts.iter()) else { continue };
            known += 1;
            stands += u32::from(folded.closed.is_none() && folded.stays.holds_on(today));
            let about: Vec<&Event> =
                events.iter().map(|stored| &stored.event).filter(|event| event.header.entity_id == door).collect();
            let originals = about.iter().map(|event| inner(event).unwrap_or_else(|| event.header.clone()));
            let kinds: BTreeMap<EventId, String> = originals.map(|header| (header.event_id, header.kind)).collect();
            let erased = |id: &EventId| about.iter().any(|event| event.body.is_empty() && event.header.event_id == *id);
            let visits = kinds.iter().filter(|(id, kind)| *kind == "visit.recorded" && !erased(id)).count();
            registered |= kinds.iter().any(|(id, kind)| *kind == "door.registered" && !taken_back.contains(id));
            let any_retracted = kinds.values().any(|kind| kind == "fact.retracted");
            let once = any_retracted || folded.visits.len() == visits;
            let what = format!("{visits} visits of {door} in {log} count as {}", folded.visits.len());
            Rule::TallyIsItsRecount.ensure(once, &what)?;
        }
        let merged = ways.merged.contains(&door);
        // A door whose registration was taken back is none, even if the log that it has left does not know.
        let once = stands == 1 || known == 0 || (stands == 0 && (merged || !registered));
        let what = format!("{door} is known in {known} logs and stands in {stands} of them");
        Rule::TallyIsItsRecount.ensure(once, &what)?;
    }
    Ok(())
}

/// What retractions anywhere take back: one that comes late reaches the log where the door stands, not those before.
fn targets_of_retractions(logs: &Logs) -> BTreeSet<EventId> {
    let events = logs.values().flatten().map(|stored| &stored.event);
    let targets = events.filter_map(|event| match Fact::parse(&event.header.kind, &event.body) {
        Fact::FactRetracted(retracted) => Some(retracted.target),
        _ => None,
    });
    targets.collect()
}

/// Whoever reads a forwarded visit may see its photos.
fn photos_have_followed(world: &World, logs: &Logs) -> Result<(), Ungraceful> {
    if world.disasters == crate::sim::disaster::Disasters::Restores {
        return Ok(());
    }
    for (log, events) in logs {
        for original in events.iter().filter_map(|stored| inner(&stored.event)) {
            let of = |photo: &&crate::sim::photos::Kept| photo.event == original.event_id && photo.is_picture;
            for photo in world.photos.iter().filter(of) {
                photos::is_as_it_should(world, photo, *log, true)?;
            }
        }
    }
    Ok(())
}
