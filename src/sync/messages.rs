//! `POST /v1/sync`: pushes and pulls in one round trip.
//!
//! JSON both ways; the request may be gzip-encoded. Shapes are fixed by `docs/sync-protocol.md`; unknown fields are
//! ignored by old versions.

use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, str::FromStr};

use super::enrolment::Role;
use super::notices::Notices;
use super::snapshot::SnapshotHint;
use crate::domain::{
    event::{Event, Hash},
    ids::{AreaId, DeviceId, EventId, Incarnation, LogId},
    stamp::Stamp,
};

/// The protocol version that this code speaks.
pub const PROTOCOL: u32 = 1;

/// Most events in one request.
pub const MAX_EVENTS: usize = 1000;

/// Largest uncompressed request body, in bytes.
pub const MAX_BODY: usize = 512 * 1024;

/// Position in one log: 1, 2, 3 … without gaps; 0 is before the first.
pub type Seq = u64;

/// Cumulative print of a log up to a sequence; 16 hex digits on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Print(pub u64);

impl fmt::Display for Print {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for Print {
    type Err = std::num::ParseIntError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u64::from_str_radix(text, 16).map(Self)
    }
}

impl Serialize for Print {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Print {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        String::schema()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Print {}

impl<'de> Deserialize<'de> for Print {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// An event's hash where it cannot be computed, or is shown; 64 hex digits on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(#[serde(with = "hex::serde")] pub Hash);

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Digest {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        String::schema()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Digest {}

/// Which life of the server's database; changes with a restore.
pub type Epoch = u64;

/// How far a device has read a log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Cursor(
    /// The last sequence it holds.
    pub Seq,
    /// The print there.
    pub Print,
);

/// What the device says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SyncRequest {
    /// Protocol version; see [`PROTOCOL`].
    pub v: u32,
    /// The epoch that the device knows; 0 before the first reply.
    pub epoch: Epoch,
    /// Who is calling; must be the device of the token.
    pub device: DeviceId,
    /// In which life.
    pub incarnation: Incarnation,
    /// At most [`MAX_EVENTS`], in the order of their `n`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<Offer>,
    /// 32 hex digits: the first 16 bytes of SHA-256 over the device's cursors, see [`state_of`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Where the device stands in each log. Neither state nor cursors: a push-only request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursors: Option<BTreeMap<LogId, Cursor>>,
    /// The tag of the notices that the device has; empty before the first. None: it wants none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notices: Option<String>,
    /// For each log with own events in the queue: how many milliseconds ago the oldest of them was made, by the device's own
    /// clock. Said with requests that carry events; what is carried counts as well.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unsent: BTreeMap<LogId, u64>,
    /// The device reads snapshots: where it is far behind, the reply may name one instead of giving pages.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub snapshots: bool,
}

/// An event offered to the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Offer {
    /// The event.
    pub event: Event,
    /// What a server once said about it; a valid receipt lets any reader offer it again and keeps its stamps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Receipt>,
    /// The hash of an event that was erased: its body is empty. Taken with a valid receipt only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erased: Option<Digest>,
}

impl From<Event> for Offer {
    /// An event that no server has seen yet.
    fn from(event: Event) -> Self {
        Self { event, receipt: None, erased: None }
    }
}

/// What the server fixed when it first stored an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Receipt {
    /// Effective stamp.
    pub effective: Stamp,
    /// Unix milliseconds.
    pub received_at: u64,
    /// HMAC by the server over log, id, hash, effective, received_at.
    #[serde(with = "hex::serde")]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub mac: [u8; 16],
}

/// What the server says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SyncReply {
    /// Protocol version.
    pub v: u32,
    /// The server's epoch.
    pub epoch: Epoch,
    /// Unix milliseconds.
    pub server_time: u64,
    /// One per offered event, in the same order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub verdicts: Vec<Verdict>,
    /// New events, a page per log that has some.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<Page>,
    /// The state did not match: say the cursors.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub send_cursors: bool,
    /// The same (device, incarnation, n) was seen with two ids: begin a new incarnation.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub new_incarnation: bool,
    /// The device's subscription: logs that it may read and is sent. Sent with pages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub granted: Vec<LogId>,
    /// Logs that are not subscribed to any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<LogId>,
    /// Logs to forget above a sequence and to offer again; see [`Reset`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reset: Vec<Reset>,
    /// What fits into one request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<Limits>,
    /// The account as it is now; said with `state` or `cursors`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountNow>,
    /// What only the server knows, where it differs from what the device has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notices: Option<Box<Notices>>,
}

/// The caller's account, which may have got another role or area since the device was enrolled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountNow {
    /// Its role.
    pub role: Role,
    /// Its area.
    pub area: AreaId,
    /// Of the `granted` logs those that it may not write to; said with them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub read_only: Vec<LogId>,
}

/// What fits into one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Limits {
    /// Events.
    pub events: usize,
    /// Bytes of the uncompressed body.
    pub bytes: usize,
}

/// The server's word on one offered event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Verdict {
    /// The event.
    pub id: EventId,
    /// What became of it.
    #[serde(flatten)]
    pub fate: Fate,
}

/// What became of an offered event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Fate {
    /// Stored now.
    Stored {
        /// Its place.
        seq: Seq,
        /// Its receipt.
        receipt: Receipt,
    },
    /// Was stored before, with the same hash.
    Duplicate {
        /// Its place.
        seq: Seq,
        /// Its receipt.
        receipt: Receipt,
    },
    /// The id is taken by an event with another hash: loud.
    IdReused {
        /// The hash of the event that has the id.
        hash: Digest,
    },
    /// The author has no right here now; kept outside the log until a reviewer decides.
    Held,
    /// Was held, and a reviewer refused it; goes to the same visible quarantine.
    Refused {
        /// The reviewer's words.
        reason: String,
    },
    /// Cannot be taken; goes to a visible quarantine on the device.
    Rejected {
        /// `unparsable`, `too_large`, `bad_proof`, `unknown_version`, `unknown_log`.
        code: String,
        /// A newer app may succeed.
        retry_after_upgrade: bool,
    },
}

/// New events of one log, in the order of their sequence, without gaps from the cursor on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page {
    /// The log.
    pub log: LogId,
    /// Whole events.
    pub events: Vec<PageEvent>,
    /// (sequence, id) of events pushed in this request: their stamps came with the verdicts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<(Seq, EventId)>,
    /// The last sequence of this page.
    pub next_seq: Seq,
    /// The print there.
    pub print: Print,
    /// The last sequence of the log.
    pub head: Seq,
    /// Whether another page follows.
    pub more: bool,
    /// A file that holds the log up to a later sequence; this page is empty then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<SnapshotHint>,
}

/// A stored event in a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PageEvent {
    /// Its place.
    pub seq: Seq,
    /// The event.
    pub event: Event,
    /// Its receipt.
    pub receipt: Receipt,
    /// The hash of an event that was erased: its body is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erased: Option<Digest>,
}

impl PageEvent {
    /// The event's hash: computed, or for an erased event what the server says; the page's print vouches for it.
    #[must_use]
    pub fn hash(&self) -> Hash {
        self.erased.map_or_else(|| self.event.hash(), |Digest(hash)| hash)
    }
}

/// Forget sequences above `keep`, queue every event held there (own and others'), read again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reset {
    /// The log.
    pub log: LogId,
    /// Where the log stood at the restore, for a device whose own print there is the same; else, and where this is
    /// `[0, 0]`, it keeps nothing.
    pub keep: Cursor,
}

impl Reset {
    /// Read again from the beginning.
    #[must_use]
    pub fn whole(log: LogId) -> Self {
        Self { log, keep: Cursor::default() }
    }
}

/// An error reply of any `/v1` route, beside its HTTP status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErrorReply {
    /// Stable, for programs: e.g. `too_large`, `future_version`, `revoked`, `unknown_token`.
    pub code: String,
    /// English, for people reading logs.
    pub message: String,
}

/// 32 hex digits of state over cursors: SHA-256 over (log 16 bytes ‖ seq ‖ print, big-endian), sorted by log.
#[must_use]
pub fn state_of(cursors: &BTreeMap<LogId, Cursor>) -> String {
    use sha2::{Digest, Sha256};
    let mut hasher = Sha256::new();
    for (log, Cursor(seq, print)) in cursors {
        hasher.update(log.as_bytes());
        hasher.update(seq.to_be_bytes());
        hasher.update(print.0.to_be_bytes());
    }
    hex::encode(&hasher.finalize()[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_is_that_of_the_documented_example() {
        let log = "7a1de8a2-3a43-5a5b-9a9e-2f6a6c0f7b11".parse().unwrap();
        let cursors = BTreeMap::from([(log, Cursor(2, "b3e7c3798417d437".parse().unwrap()))]);
        assert_eq!(state_of(&cursors), "2b460fbffd9b28fdbd288448eb90a7c8");
        let wire = serde_json::to_string(&cursors).unwrap();
        assert_eq!(wire, r#"{"7a1de8a2-3a43-5a5b-9a9e-2f6a6c0f7b11":[2,"b3e7c3798417d437"]}"#);
        assert_eq!(serde_json::from_str::<BTreeMap<LogId, Cursor>>(&wire).unwrap(), cursors);
    }
}
