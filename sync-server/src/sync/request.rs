//! Reading a request: as a whole strictly, each event by itself.
//!
//! One event of a newer version must not stop the others, so what cannot be read as an event is kept with its id and
//! gets a verdict of its own. Only an event without a readable id makes the whole request malformed.

use std::collections::{BTreeMap, BTreeSet};

use nfv::{
    domain::{
        event::VERSION,
        ids::{DeviceId, EventId, Incarnation, LogId},
    },
    sync::messages::{Cursor, Epoch, Offer},
};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::SyncError;

/// A request whose events were read one by one; fields as in [`nfv::sync::messages::SyncRequest`].
#[derive(Clone, Debug)]
pub struct Request {
    /// Protocol version.
    pub v: u32,
    /// The epoch that the device knows.
    pub epoch: Epoch,
    /// Who is calling.
    pub device: DeviceId,
    /// In which life.
    pub incarnation: Incarnation,
    /// What it offers.
    pub events: Vec<OfferedEvent>,
    /// Digest of its cursors.
    pub state: Option<String>,
    /// Its cursors.
    pub cursors: Option<BTreeMap<LogId, Cursor>>,
    /// Tag of the notices that it has.
    pub notices: Option<String>,
    /// Ages of the oldest own events in its queue.
    pub unsent: BTreeMap<LogId, u64>,
    /// Whether it reads snapshots.
    pub snapshots: bool,
}

/// One offered event.
#[derive(Clone, Debug)]
pub enum OfferedEvent {
    /// Of a known shape.
    Readable(Box<Offer>),
    /// Its header is of a version that this server does not know.
    Newer(EventId),
    /// Not an event.
    Unparsable(EventId),
}

impl OfferedEvent {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> EventId {
        match self {
            Self::Readable(offer) => offer.event.header.event_id,
            Self::Newer(id) | Self::Unparsable(id) => *id,
        }
    }
}

/// A request with its events in this form.
#[derive(Deserialize)]
#[serde(bound(deserialize = "E: Deserialize<'de>"))]
struct Envelope<E> {
    v: u32,
    epoch: Epoch,
    device: DeviceId,
    incarnation: Incarnation,
    #[serde(default = "Vec::new")]
    events: Vec<E>,
    state: Option<String>,
    cursors: Option<BTreeMap<LogId, Cursor>>,
    notices: Option<String>,
    #[serde(default)]
    unsent: BTreeMap<LogId, u64>,
    #[serde(default)]
    snapshots: bool,
}

/// The least that an event must show.
#[derive(Deserialize)]
struct Glimpse {
    event: GlimpsedEvent,
}

#[derive(Deserialize)]
struct GlimpsedEvent {
    header: GlimpsedHeader,
}

#[derive(Deserialize)]
struct GlimpsedHeader {
    #[serde(default)]
    v: serde_json::Value,
    id: EventId,
}

/// The version comes first: a newer protocol may have any other shape.
#[derive(Deserialize)]
struct Version {
    v: u32,
}

impl Request {
    /// Devices of offered events that are not the caller's own and come without a receipt: their authors' rights count.
    #[must_use]
    pub fn foreign_authors(&self) -> BTreeSet<DeviceId> {
        let foreign = |offered: &OfferedEvent| match offered {
            OfferedEvent::Readable(offer) if offer.receipt.is_none() => Some(offer.event.header.device_id),
            _ => None,
        };
        self.events.iter().filter_map(foreign).filter(|device| *device != self.device).collect()
    }

    /// Reads an uncompressed body.
    ///
    /// # Errors
    /// [`SyncError::Malformed`], or [`SyncError::FutureVersion`] whatever else it holds.
    pub fn parse(body: &[u8]) -> Result<Self, SyncError> {
        // Nearly always every event can be read: then everything is looked at once.
        if let Ok(envelope) = serde_json::from_slice::<Envelope<Box<Offer>>>(body) {
            return envelope.with(|offer| Ok(OfferedEvent::Readable(offer)));
        }
        let envelope: Envelope<&RawValue> =
            serde_json::from_slice(body).map_err(|error| match serde_json::from_slice(body) {
                Ok(Version { v }) if v != nfv::sync::messages::PROTOCOL => SyncError::FutureVersion(v),
                _ => SyncError::Malformed(error.to_string()),
            })?;
        envelope.with(offered)
    }
}

impl<E> Envelope<E> {
    /// The request, each of its events read so.
    fn with(self, read: impl Fn(E) -> Result<OfferedEvent, SyncError>) -> Result<Request, SyncError> {
        let Self { v, epoch, device, incarnation, events, state, cursors, notices, unsent, snapshots } = self;
        let events = events.into_iter().map(read).collect::<Result<_, _>>()?;
        Ok(Request { v, epoch, device, incarnation, events, state, cursors, notices, unsent, snapshots })
    }
}

fn offered(raw: &RawValue) -> Result<OfferedEvent, SyncError> {
    if let Ok(offer) = serde_json::from_str::<Offer>(raw.get()) {
        return Ok(OfferedEvent::Readable(Box::new(offer)));
    }
    let Glimpse { event: GlimpsedEvent { header: GlimpsedHeader { v, id } } } =
        serde_json::from_str(raw.get()).map_err(|error| SyncError::Malformed(format!("event without id: {error}")))?;
    let newer = v.as_u64().is_some_and(|v| v > u64::from(VERSION));
    Ok(if newer { OfferedEvent::Newer(id) } else { OfferedEvent::Unparsable(id) })
}
