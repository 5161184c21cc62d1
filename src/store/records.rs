//! Own records and what became of each; the figures of the sync line.

use rusqlite::{Connection, OptionalExtension};

use super::{Store, aside, error::Result, log, projection};
use crate::{
    domain::ids::{EntityId, EventId, LogId},
    store::log::StoredEvent,
};

/// What became of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Waits to be sent.
    Queued,
    /// On its way.
    Sent,
    /// Received by the server.
    Received,
    /// Held by the server for a reviewer.
    Held,
    /// Refused, with the server's code.
    Quarantined(String),
}

/// A record made on this device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnRecord {
    /// Its log.
    pub log: LogId,
    /// The event's id.
    pub event: EventId,
    /// What it is about.
    pub entity: EntityId,
    /// Its kind.
    pub kind: String,
    /// Unix milliseconds of its own stamp.
    pub made_at: u64,
}

/// How many own records are where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SyncFigures {
    /// Made on this device, ever.
    pub saved: u64,
    /// Of those, waiting to be sent or on their way.
    pub waiting: u64,
    /// Of those, refused.
    pub quarantined: u64,
    /// Of those, held.
    pub held: u64,
    /// Unix milliseconds of the oldest waiting one.
    pub oldest_waiting: Option<u64>,
    /// All events in the outbox, others' too (after a reset).
    pub outbox: u64,
    /// Sequences read and known to exist, over all subscribed logs.
    pub read: (u64, u64),
    /// Unix milliseconds (the server's) of the last completed sync.
    pub last_sync: Option<u64>,
    /// Own wall clock minus the server's, at the last exchange.
    pub clock_off_ms: Option<i64>,
}

impl Store {
    /// The figures of the sync line.
    ///
    /// # Errors
    /// When the database fails.
    pub fn sync_figures(&self) -> Result<SyncFigures> {
        let mut statement = self.conn.prepare_cached(include_str!("sql/select_figures.sql"))?;
        Ok(statement.query_row([], |row| {
            let count = |at: usize| row.get::<_, i64>(at).map(i64::cast_unsigned);
            let maybe = |at: usize| row.get::<_, Option<i64>>(at).map(|value| value.map(i64::cast_unsigned));
            Ok(SyncFigures {
                saved: count(0)?,
                waiting: count(1)?,
                oldest_waiting: maybe(2)?,
                quarantined: count(3)?,
                held: count(4)?,
                outbox: count(5)?,
                read: (count(6)?, count(7)?),
                last_sync: maybe(8)?,
                clock_off_ms: row.get(9)?,
            })
        })?)
    }

    /// Own records, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn own_records(&self, offset: u32, limit: u32) -> Result<Vec<OwnRecord>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT log_id, event_id, entity_id, kind, made_at FROM own_record ORDER BY position DESC LIMIT ?1 OFFSET ?2",
        )?;
        let mut rows = statement.query((limit, offset))?;
        let mut records = Vec::new();
        while let Some(row) = rows.next()? {
            records.push(OwnRecord {
                log: projection::log_id(row, 0)?,
                event: EventId::from_slice(&row.get::<_, [u8; 16]>(1)?)?,
                entity: projection::entity_id(row, 2)?,
                kind: row.get(3)?,
                made_at: row.get::<_, i64>(4)?.cast_unsigned(),
            });
        }
        Ok(records)
    }

    /// An event with its fate, wherever it is kept here; none when its log is no longer held.
    ///
    /// # Errors
    /// When the database fails.
    pub fn event(&self, log: LogId, event: EventId) -> Result<Option<(StoredEvent, Fate)>> {
        let key = (log.as_bytes(), event.as_bytes());
        let sql = format!("SELECT {} FROM event WHERE log_id = ?1 AND event_id = ?2", log::COLUMNS);
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(key)?;
        if let Some(row) = rows.next()? {
            return Ok(Some((log::read(row, 0)?, self.fate(log, event)?)));
        }
        let mut statement = self.conn.prepare_cached(include_str!("sql/select_aside.sql"))?;
        let mut rows = statement.query(key)?;
        rows.next()?.map(|row| aside::read(row).map(|kept| (kept.stored, kept.fate))).transpose()
    }

    /// The log and entity of an event that counts here.
    ///
    /// # Errors
    /// When the database fails.
    pub fn place_of(&self, event: EventId) -> Result<Option<(LogId, EntityId)>> {
        let mut statement = self.conn.prepare_cached("SELECT log_id, entity_id FROM event WHERE event_id = ?1")?;
        let mut rows = statement.query([event.as_bytes()])?;
        rows.next()?.map(|row| Ok((projection::log_id(row, 0)?, projection::entity_id(row, 1)?))).transpose()
    }

    /// What became of an event that counts here.
    ///
    /// # Errors
    /// When the database fails.
    pub fn fate(&self, log: LogId, event: EventId) -> Result<Fate> {
        fate(&self.conn, log, event)
    }

    /// Events about an entity that were held or refused: shown beside the others, never counted.
    ///
    /// # Errors
    /// When the database fails.
    pub fn aside_of(&self, log: LogId, entity: EntityId) -> Result<Vec<(StoredEvent, Fate)>> {
        let mut statement = self.conn.prepare_cached(include_str!("sql/select_aside_of_entity.sql"))?;
        let mut rows = statement.query((log.as_bytes(), entity.as_bytes()))?;
        let mut events = Vec::new();
        while let Some(row) = rows.next()? {
            let kept = aside::read(row)?;
            events.push((kept.stored, kept.fate));
        }
        Ok(events)
    }

    /// Everything that the server has not acknowledged: queued, sent, held and refused; with its fate.
    ///
    /// # Errors
    /// When the database fails.
    pub fn unacknowledged(&self) -> Result<Vec<(StoredEvent, Fate)>> {
        let mut events = Vec::new();
        let mut statement = self.conn.prepare_cached(include_str!("sql/select_outbox_events.sql"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let state: String = row.get(7)?;
            events.push((log::read(row, 0)?, if state == "sent" { Fate::Sent } else { Fate::Queued }));
        }
        let mut statement = self.conn.prepare_cached(include_str!("sql/select_all_aside.sql"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let kept = aside::read(row)?;
            events.push((kept.stored, kept.fate));
        }
        Ok(events)
    }

    /// How many records would be lost by clearing this device: everything unacknowledged but what the server holds,
    /// and photos that it does not have.
    ///
    /// # Errors
    /// When the database fails.
    pub fn unsent(&self) -> Result<u64> {
        let figures = self.sync_figures()?;
        Ok(figures.outbox + figures.quarantined + self.photo_figures()?.waiting)
    }
}

fn fate(conn: &Connection, log: LogId, event: EventId) -> Result<Fate> {
    let state: Option<String> = conn
        .prepare_cached("SELECT state FROM outbox WHERE log_id = ?1 AND event_id = ?2")?
        .query_row((log.as_bytes(), event.as_bytes()), |row| row.get(0))
        .optional()?;
    Ok(match state.as_deref() {
        Some("sent") => Fate::Sent,
        Some(_) => Fate::Queued,
        None => Fate::Received,
    })
}
