//! Decisions on titles: each is an event like any other, and a line of the record as soon as it is stored.
//!
//! The line is written before the event's author hears of it. Who does not hear offers the event again, so a crash in
//! between leaves no decision without its line, and no offer makes a second one.

use nfv::{
    domain::{event::Header, ids::AreaId},
    sync::messages::Fate,
};

use super::{Action, record};
use crate::{
    store::{Database, StoreError, Tx},
    sync::{OfferedEvent, Request},
};

/// Kinds that begin so decide on a title.
const TITLE: &str = "title.";

/// A decision among what is offered, and at which place.
#[derive(Clone, Debug)]
pub struct Offered {
    place: usize,
    header: Header,
}

/// The decisions among what is offered: nearly always none.
#[must_use]
pub fn of(request: &Request) -> Vec<Offered> {
    let decision = |(place, offered): (usize, &OfferedEvent)| match offered {
        OfferedEvent::Readable(offer) if offer.event.header.kind.starts_with(TITLE) => {
            Some(Offered { place, header: offer.event.header.clone() })
        }
        _ => None,
    };
    request.events.iter().enumerate().filter_map(decision).collect()
}

/// Records those that are stored now; `fates` are those of all that was offered, in its order.
///
/// # Errors
/// When the database fails.
pub fn record_stored<'a>(
    store: &Database,
    offered: &[Offered],
    fates: impl Iterator<Item = &'a Fate>,
    now_ms: u64,
) -> Result<(), StoreError> {
    if offered.is_empty() {
        return Ok(());
    }
    let is_stored: Vec<bool> = fates.map(|fate| matches!(fate, Fate::Stored { .. } | Fate::Duplicate { .. })).collect();
    store.write(|tx| {
        let mut stored = offered.iter().filter(|offered| is_stored.get(offered.place) == Some(&true));
        stored.try_for_each(|offered| record_one(tx, &offered.header, now_ms))
    })
}

/// Records one that was stored, if it is a decision and has no line yet: about the area whose log it is in.
///
/// # Errors
/// When the database fails.
pub fn record_one(tx: &Tx<'_>, header: &Header, now_ms: u64) -> Result<(), StoreError> {
    if !header.kind.starts_with(TITLE) {
        return Ok(());
    }
    let detail = format!("{} {}", header.kind, header.event_id);
    let action = Action::Title;
    let sql = "SELECT 1 FROM audit WHERE action = ?1 AND detail = ?2";
    if tx.query_opt(sql, &[&action.as_str(), &detail], |row| row.get::<i32>(0))?.is_some() {
        return Ok(());
    }
    let area = tx.query_opt("SELECT area_id FROM log WHERE id = ?1", &[&header.log_id], |row| row.get::<AreaId>(0))?;
    record(tx, now_ms, Some(header.actor_id), action, area.as_ref().map(AreaId::as_bytes), &detail)
}
