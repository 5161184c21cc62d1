//! A page of a log: checked against cursor and print as a whole, then stored, folded, and the cursor moved, in as many
//! transactions as the driver finds short enough for a save to wait for.

use rusqlite::{Connection, OptionalExtension};
use std::collections::BTreeMap;

use super::verdicts;
use crate::{
    domain::{
        event::{Hash, print_share},
        facts::Fact,
        ids::{EntityId, LogId},
        stamp::Stamp,
    },
    store::{
        append::refold,
        aside::{self, Why},
        error::Result,
        identity,
        log::{self, Place},
    },
    sync::{
        messages::{Digest, Page, PageEvent, Seq},
        ports::PageOutcome,
    },
};

/// One sequence of a page and what it holds.
enum Slot<'a> {
    /// A whole event with its hash.
    New(&'a PageEvent, Hash),
    /// An event that is here already.
    Known(crate::domain::ids::EventId),
}

/// The sequences of a page in order, each with the cumulative print there.
type Slots<'a> = Vec<(Seq, u64, Slot<'a>)>;

/// Applies the next sequences of a page, at most so many; or changes nothing and says that the page does not fit.
pub(super) fn apply(conn: &Connection, page: &Page, at_most: usize) -> Result<PageOutcome> {
    let Some(cursor) = cursor(conn, page.log)? else { return Ok(PageOutcome::Mismatch) };
    if page.next_seq <= cursor.0 {
        // A late reply: everything in it has been read.
        return Ok(PageOutcome::Applied);
    }
    let Some(mut slots) = check(conn, page, cursor)? else { return Ok(PageOutcome::Mismatch) };
    slots.truncate(at_most);
    let Some((next_seq, print)) = slots.last().map(|(seq, print, _)| (*seq, *print)) else {
        return Ok(PageOutcome::Mismatch);
    };
    // Nearly always nothing is kept apart: then nothing is looked for there.
    let apart = conn.prepare_cached("SELECT 1 FROM aside WHERE log_id = ?1 LIMIT 1")?.exists([page.log.as_bytes()])?;
    let mut touched: Vec<(LogId, EntityId)> = Vec::new();
    let mut latest = Stamp::default();
    for (seq, print, slot) in slots {
        match slot {
            Slot::New(event, hash) => {
                latest = latest.max(event.receipt.effective);
                if apart {
                    // Admitted by a reviewer after it was held: no longer kept apart.
                    conn.prepare_cached("DELETE FROM aside WHERE log_id = ?1 AND event_id = ?2 AND hash = ?3")?
                        .execute((page.log.as_bytes(), event.event.header.event_id.as_bytes(), hash))?;
                }
                touched.extend(store(conn, event, &hash, print)?.map(|entity| (page.log, entity)));
                if event.event.header.kind == Fact::ERASED {
                    aside::erase(conn, &event.event.header, &event.event.body)?;
                }
            }
            Slot::Known(id) => {
                conn.prepare_cached("UPDATE event SET seq = ?3, print = ?4 WHERE log_id = ?1 AND event_id = ?2")?
                    .execute((page.log.as_bytes(), id.as_bytes(), seq.cast_signed(), print.cast_signed()))?;
                verdicts::done(conn, page.log, id)?;
            }
        }
    }
    refold(conn, &touched)?;
    identity::observe(conn, latest)?;
    conn.prepare_cached("UPDATE subscription SET seq = ?2, print = ?3, head = max(?4, ?2) WHERE log_id = ?1")?
        .execute((page.log.as_bytes(), next_seq.cast_signed(), print.cast_signed(), page.head.cast_signed()))?;
    Ok(if next_seq == page.next_seq { PageOutcome::Applied } else { PageOutcome::Partly })
}

fn cursor(conn: &Connection, log: LogId) -> Result<Option<(Seq, u64)>> {
    let mut statement = conn.prepare_cached("SELECT seq, print FROM subscription WHERE log_id = ?1")?;
    let found = statement.query_row([log.as_bytes()], |row| {
        Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get::<_, i64>(1)?.cast_unsigned()))
    });
    Ok(found.optional()?)
}

/// None: a gap, an unknown event, another log's event, or another print than the server's.
fn check<'a>(conn: &Connection, page: &'a Page, (seq, print): (Seq, u64)) -> Result<Option<Slots<'a>>> {
    let mut by_seq: BTreeMap<Seq, (u64, Slot<'a>)> = BTreeMap::new();
    for event in &page.events {
        if event.event.header.log_id != page.log {
            return Ok(None);
        }
        let hash = event.hash();
        let share = print_share(&hash, event.seq, event.receipt.effective);
        by_seq.insert(event.seq, (share, Slot::New(event, hash)));
    }
    for (seq, id) in &page.known {
        let Some(known) = log::known(conn, page.log, *id)? else { return Ok(None) };
        let share = print_share(&known.hash, *seq, known.effective);
        by_seq.insert(*seq, (share, Slot::Known(*id)));
    }
    // What the device has read already may come again: a late reply to an earlier request.
    let fresh = by_seq.split_off(&(seq + 1));
    let mut slots = Slots::with_capacity(fresh.len());
    let (mut at, mut sum) = (seq, print);
    for (seq, (share, slot)) in fresh {
        if seq != at + 1 {
            return Ok(None);
        }
        at = seq;
        sum = sum.wrapping_add(share);
        slots.push((seq, sum, slot));
    }
    Ok((at == page.next_seq && sum == page.print.0).then_some(slots))
}

/// Stores one event of a page. Returns its entity if anything that counts changed.
fn store(conn: &Connection, page: &PageEvent, hash: &Hash, print: u64) -> Result<Option<EntityId>> {
    let header = &page.event.header;
    let place = Place { seq: page.seq, print: Some(print) };
    if log::insert(conn, &page.event, hash, Some(&page.receipt), Some(place))? {
        return Ok(Some(header.entity_id));
    }
    let known = log::known(conn, header.log_id, header.event_id)?;
    if known.as_ref().is_some_and(|known| known.hash != *hash) {
        // The same id with other bytes: the server's word holds, the local record is kept apart, loudly.
        let why = Why { fate: "quarantined", code: "id_reused", other: Some(Digest(*hash)), ..Why::default() };
        aside::set(conn, header.log_id, header.event_id, &why)?;
        log::insert(conn, &page.event, hash, Some(&page.receipt), Some(place))?;
        refold(conn, &known.map(|known| (header.log_id, known.entity)).into_iter().collect::<Vec<_>>())?;
        return Ok(Some(header.entity_id));
    }
    if page.erased.is_some() {
        aside::blank(conn, header.log_id, header.event_id)?;
    }
    log::acknowledge(conn, header.log_id, header.event_id, place, &page.receipt)?;
    verdicts::done(conn, header.log_id, header.event_id)?;
    let restamped = known.is_some_and(|known| known.effective != page.receipt.effective);
    Ok((restamped || page.erased.is_some()).then_some(header.entity_id))
}
