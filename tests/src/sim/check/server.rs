//! The server by itself: its logs are in order, nothing is missing, and projections follow from events.

use std::collections::BTreeSet;

use nfv::{
    domain::{
        event::{self, Hash, print_share},
        facts::Fact,
        ids::{EventId, LogId},
        stamp::Stamp,
    },
    sync::messages::Cursor,
};
use rusqlite::types::Value;
use sync_server::store::{Store as _, sqlite::SqliteStore};

use super::{device::whereabouts, rows};
use crate::sim::{Rule, Ungraceful, disaster::Disasters, people::Saved, world::World};

pub(super) fn all_logs(store: &SqliteStore) -> Result<Vec<LogId>, Ungraceful> {
    let rows = rows::of_server(store, "SELECT id FROM log WHERE ?1 IS NOT NULL ORDER BY id", None)?;
    rows.iter()
        .map(|row| match &row[..] {
            [Value::Blob(id)] => LogId::from_slice(id).map_err(Ungraceful::from_error),
            other => Err(Ungraceful::from_error(format!("not a log id: {other:?}"))),
        })
        .collect()
}

/// Sequences without gaps, hashes of the very bytes, and the print that follows from hashes and stamps.
pub(super) fn log_is_in_order(store: &SqliteStore, log: LogId) -> Result<usize, Ungraceful> {
    let rows = rows::of_server(store, rows::EVENT, Some(log))?;
    let (mut at, mut print) = (0, 0_u64);
    for row in &rows {
        let [
            Value::Integer(seq),
            _,
            Value::Blob(hash),
            Value::Integer(stored),
            _,
            _,
            Value::Integer(effective),
            Value::Integer(received_at),
            _,
            Value::Blob(header),
            Value::Blob(body),
            ..,
        ] = &row[..]
        else {
            return Err(Ungraceful::from_error(format!("an event of another shape: {row:?}")));
        };
        at += 1;
        // An erased event has its hash still, and nothing else.
        let recomputed = if body.is_empty() { hash_of(hash)? } else { event::hash(header, body) };
        print = print.wrapping_add(print_share(&recomputed, at, Stamp(effective.cast_unsigned())));
        Rule::UnknownPasses.ensure(recomputed.as_slice() == hash, "an event's bytes are not those of its hash")?;
        let own = event::Header::from_bytes(header).map_err(Ungraceful::from_error)?.stamp.0;
        let fixed = effective.cast_unsigned() == own.min(received_at.cast_unsigned() << 16);
        Rule::OrderChangesNothing.ensure(fixed, "an effective stamp is neither the own one nor that of the receipt")?;
        Rule::SameBytes.ensure(seq.cast_unsigned() == at, "the server's log has a gap")?;
        Rule::SameBytes.ensure(stored.cast_unsigned() == print, "a print does not follow from the events")?;
    }
    let heads = store.heads(&[log]).map_err(Ungraceful::from_error)?;
    let Some(Cursor(head, head_print)) = heads.get(&log) else {
        return Err(Rule::SameBytes.broken("a log without head"));
    };
    let last = *head == at && head_print.0 == print;
    Rule::SameBytes.ensure(last, "a log's head is not its last event")?;
    Ok(rows.len())
}

fn hash_of(bytes: &[u8]) -> Result<Hash, Ungraceful> {
    bytes.try_into().map_err(Ungraceful::from_error)
}

/// What an erasure names has no body, and nothing else lacks one.
pub(super) fn erased_is_gone(store: &SqliteStore, log: LogId) -> Result<(), Ungraceful> {
    let sql = "SELECT event_id, kind, body FROM event WHERE log_id = ?1";
    let (mut named, mut gone) = (BTreeSet::new(), BTreeSet::new());
    for row in rows::of_server(store, sql, Some(log))? {
        let [Value::Blob(id), Value::Text(kind), Value::Blob(body)] = &row[..] else { continue };
        if let Fact::EventErased(erased) = Fact::parse(kind, &String::from_utf8_lossy(body)) {
            named.insert(erased.target);
        }
        if body.is_empty() {
            gone.insert(EventId::from_slice(id).map_err(Ungraceful::from_error)?);
        }
    }
    Rule::SameBytes.ensure(gone.is_subset(&named), "a body is gone that nobody erased")?;
    // A restore may have lost an event whose erasure somebody still had.
    let there = |id: &&EventId| !gone.contains(*id);
    let left: Vec<&EventId> = named.iter().filter(there).collect();
    for id in left {
        let sql = format!("SELECT 1 FROM event WHERE log_id = ?1 AND hex(event_id) = '{:X}'", id.0.simple());
        let found = rows::of_server(store, &sql, Some(log))?;
        Rule::SameBytes.ensure(found.is_empty(), "an erased body is still there")?;
    }
    Ok(())
}

/// What a screen called saved and no disaster took is on the server now that everybody has synced; in its log, or held for
/// a reviewer where rights had ended.
pub(super) fn nothing_saved_is_missing(store: &SqliteStore, world: &World) -> Result<(), Ungraceful> {
    let sql = if world.disasters == Disasters::Removals {
        "SELECT log_id, event_id, hash FROM event WHERE ?1 IS NOT NULL
         UNION ALL SELECT log_id, event_id, hash FROM held"
    } else {
        "SELECT log_id, event_id, hash FROM event WHERE ?1 IS NOT NULL"
    };
    let bytes = |value| if let Value::Blob(bytes) = value { bytes } else { vec![] };
    let there: BTreeSet<Vec<u8>> =
        rows::of_server(store, sql, None)?.into_iter().map(|row| row.into_iter().flat_map(bytes).collect()).collect();
    for Saved { log, id, hash, .. } in &world.saved {
        let key = [log.as_bytes().as_slice(), id.as_bytes(), hash].concat();
        if !there.contains(&key) {
            let kept: Vec<String> = world.devices.iter().map(|device| whereabouts(device, *id)).collect();
            let what = format!("{id} was called saved and is not on the server; {}", kept.join("; "));
            return Err(Rule::AcknowledgedIsThere.broken(what));
        }
    }
    Ok(())
}

/// What an app of a later version wrote is there, character by character.
pub(super) fn newer_bodies_are_untouched(store: &SqliteStore, world: &World) -> Result<(), Ungraceful> {
    for (log, id, body) in &world.newer.bodies {
        let sql = format!("SELECT body FROM event WHERE log_id = ?1 AND hex(event_id) = '{:X}'", id.0.simple());
        let found = rows::of_server(store, &sql, Some(*log))?;
        if found == [[Value::Blob(Vec::new())]] {
            // Erased; that is looked at elsewhere.
            continue;
        }
        let expected = vec![vec![Value::Blob(body.clone().into_bytes())]];
        rows::same(Rule::UnknownPasses, &found, &expected, "a body of a newer app has changed")?;
    }
    Ok(())
}

pub(super) fn ids_are_unique(store: &SqliteStore) -> Result<(), Ungraceful> {
    let sql = "SELECT event_id FROM event WHERE ?1 IS NOT NULL GROUP BY event_id HAVING count(*) > 1";
    let twice = rows::of_server(store, sql, None)?;
    Rule::SameBytes.ensure(twice.is_empty(), "an event is there twice")
}

/// Projections and tallies, as they grew, are those of a fold from the beginning.
pub(super) fn rebuild_changes_nothing(store: &SqliteStore, logs: &[LogId]) -> Result<(), Ungraceful> {
    let before = rows::projections(store, logs)?;
    store.rebuild().map_err(Ungraceful::from_error)?;
    let after = rows::projections(store, logs)?;
    let what = "the server's projections differ from a rebuild";
    rows::same_projections(Rule::OrderChangesNothing, &before, &after, what)
}
