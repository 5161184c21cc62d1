//! What is kept apart: held by the server, or refused. Shown, exportable, never counted, never dropped.
//!
//! A held event comes back when a reviewer admits it: in a page, by a verdict, or in the notices. One that a newer app may
//! deliver is queued again once a newer app opens the database.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{
    Store, StoredEvent,
    append::refold,
    error::Result,
    log::{self, Place},
    projection::{entity_id, log_id},
    records::Fate,
};
use crate::{
    domain::{
        event::{Hash, Header},
        facts::Fact,
        ids::{EntityId, EventId, LogId},
        stamp::Stamp,
    },
    sync::messages::{Digest, Receipt, Seq},
};

/// Why an event is set aside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Why<'a> {
    /// `held` or `quarantined`.
    pub(super) fate: &'a str,
    /// The server's code.
    pub(super) code: &'a str,
    /// A reviewer's words.
    pub(super) reason: &'a str,
    /// The hash of the event that has its id.
    pub(super) other: Option<Digest>,
    /// A newer app may succeed.
    pub(super) retry: bool,
}

/// An event that is kept apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aside {
    /// The event.
    pub stored: StoredEvent,
    /// Held, or refused with a code.
    pub fate: Fate,
    /// What a reviewer wrote; else empty.
    pub reason: String,
    /// The hash of the event that has its id, when the id was reused.
    pub other_hash: Option<Hash>,
    /// Whether a newer app tries again.
    pub retry: bool,
}

impl Store {
    /// Everything that is kept apart, by id.
    ///
    /// # Errors
    /// When the database fails.
    pub fn aside(&self) -> Result<Vec<Aside>> {
        let mut statement = self.conn.prepare_cached(include_str!("sql/select_all_aside.sql"))?;
        let mut rows = statement.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read(row)?);
        }
        Ok(found)
    }
}

/// Reads the columns of the statements above.
pub(super) fn read(row: &Row<'_>) -> Result<Aside> {
    let stored = log::read(row, 0)?;
    let (fate, code): (String, String) = (row.get(7)?, row.get(8)?);
    let stored = StoredEvent { effective: stored.event.header.stamp, ..stored };
    let fate = if fate == "held" { Fate::Held } else { Fate::Quarantined(code) };
    Ok(Aside { stored, fate, reason: row.get(9)?, other_hash: row.get(10)?, retry: row.get(11)? })
}

/// Moves an event from what counts to what is kept apart. Returns whether it was there.
pub(super) fn set(conn: &Connection, log: LogId, id: EventId, why: &Why<'_>) -> Result<bool> {
    conn.prepare_cached(include_str!("sql/insert_aside.sql"))?.execute(params![
        log.as_bytes(),
        id.as_bytes(),
        why.fate,
        why.code,
        why.reason,
        why.other.map(|Digest(hash)| hash),
        why.retry,
    ])?;
    conn.prepare_cached("DELETE FROM outbox WHERE log_id = ?1 AND event_id = ?2")?
        .execute((log.as_bytes(), id.as_bytes()))?;
    let gone = conn
        .prepare_cached("DELETE FROM event WHERE log_id = ?1 AND event_id = ?2")?
        .execute((log.as_bytes(), id.as_bytes()))?;
    Ok(gone > 0)
}

/// Log, entity and hash of an event on which a reviewer decides, or thinks better of a refusal.
pub(super) fn held(conn: &Connection, id: EventId) -> Result<Option<(LogId, EntityId, Hash)>> {
    let sql = "SELECT log_id, entity_id, hash FROM aside WHERE event_id = ?1 AND (fate = 'held' OR code = 'refused')";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([id.as_bytes()])?;
    rows.next()?.map(|row| Ok((log_id(row, 0)?, entity_id(row, 1)?, row.get(2)?))).transpose()
}

/// A held event was admitted: it counts again. Without a subscription to its log the server keeps it, and nothing is kept
/// here.
pub(super) fn admit(conn: &Connection, log: LogId, id: EventId, hash: Hash, seq: Seq, receipt: &Receipt) -> Result<()> {
    let subscribed = conn
        .prepare_cached("SELECT seq FROM subscription WHERE log_id = ?1")?
        .query_row([log.as_bytes()], |row| row.get::<_, i64>(0))
        .optional()?;
    // What was read beyond already came in its page.
    if subscribed.is_some_and(|cursor| cursor.cast_unsigned() < seq) {
        restore(conn, log, id, hash, receipt.effective)?;
        log::acknowledge(conn, log, id, Place { seq, print: None }, receipt)?;
    }
    forget(conn, log, id, hash)
}

/// A reviewer refused a held event.
pub(super) fn refuse(conn: &Connection, log: LogId, id: EventId, reason: &str) -> Result<()> {
    conn.prepare_cached(
        "UPDATE aside SET fate = 'quarantined', code = 'refused', reason = ?3 WHERE log_id = ?1 AND event_id = ?2",
    )?
    .execute((log.as_bytes(), id.as_bytes(), reason))?;
    Ok(())
}

fn restore(conn: &Connection, log: LogId, id: EventId, hash: Hash, effective: Stamp) -> Result<()> {
    conn.prepare_cached(include_str!("sql/restore_aside.sql"))?.execute((
        log.as_bytes(),
        id.as_bytes(),
        hash,
        effective.0.cast_signed(),
    ))?;
    Ok(())
}

fn forget(conn: &Connection, log: LogId, id: EventId, hash: Hash) -> Result<()> {
    conn.prepare_cached("DELETE FROM aside WHERE log_id = ?1 AND event_id = ?2 AND hash = ?3")?.execute((
        log.as_bytes(),
        id.as_bytes(),
        hash,
    ))?;
    Ok(())
}

/// Queues again what a newer app may deliver, once per version of the app. `version` is this program's.
pub(super) fn retry_after_upgrade(conn: &Connection, version: &str) -> Result<()> {
    let fresh = conn.execute("UPDATE notice SET tried_with = ?1 WHERE tried_with <> ?1", [version])?;
    if fresh == 0 {
        return Ok(());
    }
    let mut again: Vec<(LogId, EntityId, EventId, Hash, Stamp)> = Vec::new();
    {
        let mut statement = conn.prepare("SELECT header, hash FROM aside WHERE retry = 1 ORDER BY event_id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let header = Header::from_bytes(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)?;
            again.push((header.log_id, header.entity_id, header.event_id, row.get(1)?, header.stamp));
        }
    }
    let mut touched = Vec::new();
    for (log, entity, id, hash, stamp) in again {
        restore(conn, log, id, hash, stamp)?;
        conn.execute(
            "INSERT INTO outbox (log_id, event_id, entity_id) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            (log.as_bytes(), id.as_bytes(), entity.as_bytes()),
        )?;
        forget(conn, log, id, hash)?;
        touched.push((log, entity));
    }
    refold(conn, &touched)
}

/// Applies an erasure that was read: the target's body goes, wherever it is kept here; its entity is that of the erasure.
pub(super) fn erase(conn: &Connection, header: &Header, body: &str) -> Result<()> {
    let Fact::EventErased(erased) = Fact::parse(&header.kind, body) else { return Ok(()) };
    blank(conn, header.log_id, erased.target)
}

/// Drops a body that the server has dropped.
pub(super) fn blank(conn: &Connection, log: LogId, event: EventId) -> Result<()> {
    for sql in [
        "UPDATE event SET body = x'' WHERE log_id = ?1 AND event_id = ?2",
        "UPDATE aside SET body = x'' WHERE log_id = ?1 AND event_id = ?2",
    ] {
        conn.prepare_cached(sql)?.execute((log.as_bytes(), event.as_bytes()))?;
    }
    super::photos::forget(conn, log, event)
}
