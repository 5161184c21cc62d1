//! Events as rows, and rows as events: byte for byte.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::error::{Result, StoreError};
use crate::{
    domain::{
        event::{Event, Hash, Header, Proof},
        ids::{EntityId, EventId, LogId},
        stamp::Stamp,
    },
    sync::messages::Receipt,
};

/// An event with what is known about its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEvent {
    /// The event.
    pub event: Event,
    /// Its hash.
    pub hash: Hash,
    /// When it counts.
    pub effective: Stamp,
    /// The server's word on it, if it ever had one.
    pub receipt: Option<Receipt>,
}

impl StoredEvent {
    /// Whether its body was erased: every body is a JSON object, so an empty one is none.
    #[must_use]
    pub fn is_erased(&self) -> bool {
        self.event.body.is_empty()
    }
}

/// Columns that [`read`] expects, in this order.
pub(super) const COLUMNS: &str = "header, body, proof, hash, effective, received_at, receipt";

/// Reads an event from [`COLUMNS`], starting at a column.
pub(super) fn read(row: &Row<'_>, at: usize) -> Result<StoredEvent> {
    let header = Header::from_bytes(row.get_ref(at)?.as_blob().map_err(rusqlite::Error::from)?)?;
    let body = row.get_ref(at + 1)?.as_bytes().map_err(rusqlite::Error::from)?.to_vec();
    let body = String::from_utf8(body).map_err(|error| StoreError::Unreadable(error.to_string()))?;
    let proof: Option<Vec<u8>> = row.get(at + 2)?;
    let effective = Stamp(row.get::<_, i64>(at + 4)?.cast_unsigned());
    let received_at: Option<i64> = row.get(at + 5)?;
    let mac: Option<[u8; 16]> = row.get(at + 6)?;
    Ok(StoredEvent {
        event: Event { header, body, proof: proof.as_deref().map(proof_from).transpose()? },
        hash: row.get(at + 3)?,
        effective,
        receipt: received_at.zip(mac).map(|(at, mac)| Receipt { effective, received_at: at.cast_unsigned(), mac }),
    })
}

/// `prev ‖ signature`, as it stands in tables.
pub(super) fn proof_bytes(proof: &Proof) -> Vec<u8> {
    [proof.prev.as_slice(), &proof.signature].concat()
}

fn proof_from(bytes: &[u8]) -> Result<Proof> {
    let unreadable = || StoreError::Unreadable("a proof is not 96 bytes long".into());
    let (prev, signature) = bytes.split_first_chunk::<32>().ok_or_else(unreadable)?;
    Ok(Proof { prev: *prev, signature: signature.try_into().map_err(|_| unreadable())? })
}

/// Where an event stands in a log: not yet, or at a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Sequence.
    pub(super) seq: u64,
    /// Cumulative print there; none when only a verdict told the sequence.
    pub(super) print: Option<u64>,
}

/// Inserts an event, or does nothing if its id is there. Returns whether it was inserted.
pub(super) fn insert(
    conn: &Connection,
    event: &Event,
    hash: &Hash,
    receipt: Option<&Receipt>,
    place: Option<Place>,
) -> Result<bool> {
    let header = &event.header;
    let effective = receipt.map_or(header.stamp, |receipt| receipt.effective);
    let count = conn.prepare_cached(include_str!("sql/insert_event.sql"))?.execute(params![
        header.log_id.as_bytes(),
        place.map(|place| place.seq.cast_signed()),
        header.event_id.as_bytes(),
        hash,
        place.and_then(|place| place.print).map(u64::cast_signed),
        header.kind,
        header.entity_id.as_bytes(),
        effective.0.cast_signed(),
        receipt.map(|receipt| receipt.received_at.cast_signed()),
        header.device_id.as_bytes(),
        header.to_bytes(),
        event.body.as_bytes(),
        event.proof.as_ref().map(proof_bytes),
        receipt.map(|receipt| receipt.mac),
    ])?;
    Ok(count == 1)
}

/// What is known of an event by its id.
pub(super) struct Known {
    pub(super) hash: Hash,
    pub(super) entity: EntityId,
    pub(super) effective: Stamp,
}

/// Looks an event up by its id.
pub(super) fn known(conn: &Connection, log: LogId, event: EventId) -> Result<Option<Known>> {
    let mut statement =
        conn.prepare_cached("SELECT hash, entity_id, effective FROM event WHERE log_id = ?1 AND event_id = ?2")?;
    let found = statement.query_row((log.as_bytes(), event.as_bytes()), |row| {
        let (hash, entity): (Hash, [u8; 16]) = (row.get(0)?, row.get(1)?);
        let effective: i64 = row.get(2)?;
        Ok(Known {
            hash,
            entity: EntityId(uuid::Uuid::from_bytes(entity)),
            effective: Stamp(effective.cast_unsigned()),
        })
    });
    Ok(found.optional()?)
}

/// Fixes place and receipt of an event that is here.
pub(super) fn acknowledge(
    conn: &Connection,
    log: LogId,
    event: EventId,
    place: Place,
    receipt: &Receipt,
) -> Result<()> {
    conn.prepare_cached(include_str!("sql/acknowledge_event.sql"))?.execute(params![
        log.as_bytes(),
        event.as_bytes(),
        place.seq.cast_signed(),
        place.print.map(u64::cast_signed),
        receipt.effective.0.cast_signed(),
        receipt.received_at.cast_signed(),
        receipt.mac,
    ])?;
    Ok(())
}

impl super::Store {
    /// All events about an entity in a log that count, in order of their effective stamps.
    ///
    /// # Errors
    /// When the database fails.
    pub fn events_of(&self, log: LogId, entity: EntityId) -> Result<Vec<StoredEvent>> {
        let sql =
            format!("SELECT {COLUMNS} FROM event WHERE log_id = ?1 AND entity_id = ?2 ORDER BY effective, event_id");
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query((log.as_bytes(), entity.as_bytes()))?;
        let mut events = Vec::new();
        while let Some(row) = rows.next()? {
            events.push(read(row, 0)?);
        }
        Ok(events)
    }
}
