//! A device: what it saved is there after a crash, and in the end it has what the server has, and nothing else.

use std::collections::BTreeSet;

use nfv::{
    domain::{
        ids::{EventId, LogId},
        stamp::Stamp,
    },
    store::{Holding, holding},
    sync::{held::Decision, messages::Receipt, ports::SyncStore},
};
use rusqlite::types::Value;
use sync_server::store::{Store as _, sqlite::SqliteStore};

use super::rows;
use crate::sim::{Rule, Ungraceful, disaster::Disasters, people::SimDevice, world::World};

/// What a device has of an event, for whoever looks for it.
pub(super) fn whereabouts(device: &SimDevice, id: EventId) -> String {
    let sql = "SELECT 'event', seq, print FROM event WHERE event_id = ?1 UNION ALL
               SELECT 'outbox', state, position FROM outbox WHERE event_id = ?1 UNION ALL
               SELECT 'aside', fate, code FROM aside WHERE event_id = ?1";
    let found = device.store.with(|store| rows::rows(store.conn(), sql, Some(LogId(id.0))));
    format!("{}: {found:?}", device.name)
}

/// After a crash: everything that the screen called saved is there, except what the server had and took away with its
/// log, and, of a log that was let go and opened again, has not sent again yet.
pub(in crate::sim) fn holds_what_it_saved(device: &SimDevice) -> Result<(), Ungraceful> {
    let sql = "SELECT log_id, event_id FROM event WHERE ?1 IS NOT NULL UNION SELECT log_id, event_id FROM aside";
    let there: BTreeSet<Vec<u8>> = rows::of_device(&device.store, sql, None)?.into_iter().map(key).collect();
    let subscribed: BTreeSet<LogId> =
        device.store.with(|store| store.subscribed()).map_err(Ungraceful::from_error)?.into_iter().collect();
    let is_read = |log: &LogId| device.store.with(|store| holding(store.conn(), *log)).ok() == Some(Holding::Whole);
    let is_held = |log: &LogId| subscribed.contains(log) && (!device.let_go.contains(log) || is_read(log));
    for (log, id) in device.saved.iter().filter(|(log, _)| is_held(log)) {
        if !there.contains([log.as_bytes().as_slice(), id.as_bytes()].concat().as_slice()) {
            let what = format!("{}: {id} was called saved and is gone after a crash", device.name);
            return Err(Rule::SavedIsThere.broken(what));
        }
    }
    Ok(())
}

fn key(row: Vec<Value>) -> Vec<u8> {
    row.into_iter().flat_map(|value| if let Value::Blob(bytes) = value { bytes } else { vec![] }).collect()
}

/// All events that a device has.
pub(in crate::sim) fn events_of(device: &SimDevice) -> Result<BTreeSet<(LogId, EventId)>, Ungraceful> {
    let rows = rows::of_device(&device.store, "SELECT log_id, event_id FROM event WHERE ?1 IS NOT NULL", None)?;
    rows.iter()
        .map(|row| match &row[..] {
            [Value::Blob(log), Value::Blob(id)] => Ok((
                LogId::from_slice(log).map_err(Ungraceful::from_error)?,
                EventId::from_slice(id).map_err(Ungraceful::from_error)?,
            )),
            other => Err(Ungraceful::from_error(format!("an event of another shape: {other:?}"))),
        })
        .collect()
}

/// What a reviewer admitted is in its log; what was refused is held still, not in the log, and its author's device says so.
/// Nothing else decides: where the server's files were copied back, it may be lost with the decision.
pub(super) fn decisions_are_heard(world: &World) -> Result<(), Ungraceful> {
    if world.disasters != Disasters::Removals {
        return Ok(());
    }
    let sim = world.server.borrow();
    let store = sim.store()?;
    for ((log, id), decision) in &world.decided {
        let there = |table: &str| {
            let sql = format!("SELECT 1 FROM {table} WHERE log_id = ?1 AND event_id = X'{:X}'", id.0.simple());
            rows::of_server(store, &sql, Some(*log)).map(|found| !found.is_empty())
        };
        let (stored, held) = (there("event")?, there("held")?);
        let refused = *decision == Decision::Refuse;
        let what = format!("{id}: {decision:?}, and yet in the log: {stored}, held: {held}");
        Rule::AcknowledgedIsThere.ensure((stored, held) == (!refused, refused), &what)?;
        for device in world.devices.iter().filter(|device| refused && device.saved.contains(&(*log, *id))) {
            let sql = format!(
                "SELECT 1 FROM aside WHERE log_id = ?1 AND event_id = X'{:X}' AND code = 'refused'",
                id.0.simple()
            );
            let told = !rows::of_device(&device.store, &sql, Some(*log))?.is_empty();
            Rule::QueuesEmpty.ensure(told, "a reviewer refused an event, and its author's device does not say so")?;
        }
    }
    Ok(())
}

/// Nothing is queued, and nothing was refused: every record of a history is in order.
pub(super) fn has_nothing_to_send(world: &World, device: &SimDevice) -> Result<(), Ungraceful> {
    let outbox = rows::of_device(&device.store, "SELECT event_id FROM outbox WHERE ?1 IS NOT NULL", None)?;
    Rule::QueuesEmpty.ensure(outbox.is_empty(), "a queue is not empty")?;
    let sql = "SELECT log_id, event_id, code FROM aside WHERE ?1 IS NOT NULL AND fate = 'quarantined'";
    let mut refused = rows::of_device(&device.store, sql, None)?;
    let by_a_reviewer: BTreeSet<Vec<u8>> = world
        .decided
        .iter()
        .filter(|(_, decision)| **decision == Decision::Refuse)
        .map(|(key, _)| key)
        .chain(&world.perhaps_refused)
        .map(|(log, id)| [log.as_bytes().as_slice(), id.as_bytes()].concat())
        .collect();
    refused.retain(|row| !by_a_reviewer.contains(&key(row[..2].to_vec())));
    Rule::QueuesEmpty.ensure(refused.is_empty(), &format!("refused for no reason: {refused:?}"))
}

/// No event of a log that is not granted.
pub(super) fn has_nothing_foreign(device: &SimDevice, granted: &[LogId]) -> Result<(), Ungraceful> {
    let sql = "SELECT DISTINCT log_id FROM event WHERE ?1 IS NOT NULL";
    let held = rows::of_device(&device.store, sql, None)?;
    let is_granted = |id: &Value| granted.iter().any(|log| *id == Value::Blob(log.as_bytes().to_vec()));
    let foreign = held.iter().flatten().filter(|id| !is_granted(id)).count();
    Rule::OnlyWhatIsGranted.ensure(foreign == 0, "events of a log that is not granted")
}

/// Columns of [`rows::EVENT`].
const EFFECTIVE: usize = 6;
const RECEIVED: usize = 7;
const RECEIPT: usize = 12;

/// The device's rows with the server's receipts where both are good. A file that was copied back without a word may get an
/// event again at the same place, with the same print and another moment of receipt: no protocol can tell a device that has
/// read it before, and the receipt it has is as good.
fn with_receipts_of(mut here: rows::Rows, there: &rows::Rows, is_good: impl Fn(&[Value]) -> bool) -> rows::Rows {
    for (own, other) in here.iter_mut().zip(there).filter(|(own, other)| own != other) {
        if is_good(own) && is_good(other) {
            own[RECEIVED] = other[RECEIVED].clone();
            own[RECEIPT] = other[RECEIPT].clone();
        }
    }
    here
}

/// Whether the server has issued the receipt in this row.
fn is_vouched_for(server: &SqliteStore, log: LogId, row: &[Value]) -> bool {
    let [_, Value::Blob(id), Value::Blob(hash), ..] = row else { return false };
    let (Value::Integer(effective), Value::Integer(received_at)) = (&row[EFFECTIVE], &row[RECEIVED]) else {
        return false;
    };
    let (Value::Blob(mac), Ok(id)) = (&row[RECEIPT], EventId::from_slice(id)) else { return false };
    let (Ok(hash), Ok(mac)) = (hash.as_slice().try_into(), mac.as_slice().try_into()) else { return false };
    let receipt =
        Receipt { effective: Stamp(effective.cast_unsigned()), received_at: received_at.cast_unsigned(), mac };
    server.meta().secret.verify(log, id, &hash, &receipt)
}

/// Cursors at the heads, and each log byte for byte.
pub(super) fn has_what_the_server_has(
    device: &SimDevice,
    server: &SqliteStore,
    granted: &[LogId],
) -> Result<(), Ungraceful> {
    let cursors = device.store.cursors().map_err(Ungraceful::from_error)?;
    let heads = server.heads(granted).map_err(Ungraceful::from_error)?;
    Rule::SameBytes.ensure(cursors == heads, &format!("cursors {cursors:?} differ from the heads {heads:?}"))?;
    for log in granted {
        let here = rows::of_device(&device.store, rows::EVENT, Some(*log))?;
        let there = rows::of_server(server, rows::EVENT, Some(*log))?;
        let here = with_receipts_of(here, &there, |row| is_vouched_for(server, *log, row));
        rows::same(Rule::SameBytes, &here, &there, "a log differs from the server's")?;
    }
    Ok(())
}

/// Projections are the server's, which are those of a rebuild.
pub(super) fn projections_agree(device: &SimDevice, server: &SqliteStore, granted: &[LogId]) -> Result<(), Ungraceful> {
    let here =
        device.store.with(|store| rows::projected_rows(store.conn(), granted)).map_err(Ungraceful::from_error)?;
    let there = rows::projections(server, granted)?;
    rows::same_projections(Rule::OrderChangesNothing, &here, &there, "projections differ from the server's")
}

/// Two copies of one phone that still live one life have given out no number twice.
pub(super) fn clones_are_told(world: &World, server: &SqliteStore) -> Result<(), Ungraceful> {
    let sql = "SELECT header FROM event WHERE ?1 IS NOT NULL";
    let mut twice = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for row in rows::of_server(server, sql, None)? {
        let [Value::Blob(bytes)] = &row[..] else { continue };
        let header = nfv::domain::event::Header::from_bytes(bytes).map_err(Ungraceful::from_error)?;
        if !seen.insert((header.device_id, header.incarnation, header.n)) {
            twice.insert((header.device_id, header.incarnation));
        }
    }
    let mut lives = BTreeSet::new();
    for device in &world.devices {
        let identity = device.store.with(|store| SyncStore::identity(store)).map_err(Ungraceful::from_error)?;
        let Some(identity) = identity else { continue };
        let life = (identity.device, identity.incarnation);
        let alone = lives.insert(life);
        let what = "two copies of a phone give out the same numbers, and neither was told";
        Rule::ClonesAreTold.ensure(alone || !twice.contains(&life), what).map_err(|broken| broken.of(&device.name))?;
    }
    Ok(())
}
