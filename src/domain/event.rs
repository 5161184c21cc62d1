//! The event: header, body, hash, proof. These bytes cannot be changed later; `docs/sync-protocol.md` has test vectors.
//!
//! The canonical header is, in this order: version byte · event id · log id · kind · entity id · actor id · device id ·
//! incarnation · n · stamp; ids as 16 bytes, numbers as 8 bytes big-endian, the kind as a 2-byte big-endian length and
//! UTF-8. The hash is SHA-256("nfv1" ‖ canonical header ‖ body). It is never sent, always recomputed.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    ids::{AccountId, DeviceId, EntityId, EventId, Incarnation, LogId},
    stamp::Stamp,
};

/// The header version that this code writes and understands.
pub const VERSION: u8 = 1;

/// Longest accepted kind, in bytes.
pub const MAX_KIND: usize = 64;

/// What every event says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Header {
    /// Header version; see [`VERSION`].
    #[serde(rename = "v")]
    pub version: u8,
    /// UUIDv7, made on the device.
    #[serde(rename = "id")]
    pub event_id: EventId,
    /// The log it belongs to.
    #[serde(rename = "log")]
    pub log_id: LogId,
    /// What it states, e.g. `visit.recorded`; unknown kinds pass through untouched.
    pub kind: String,
    /// What it is about.
    #[serde(rename = "entity")]
    pub entity_id: EntityId,
    /// Who recorded it.
    #[serde(rename = "actor")]
    pub actor_id: AccountId,
    /// On which device.
    #[serde(rename = "device")]
    pub device_id: DeviceId,
    /// In which life of that device's database.
    #[serde(rename = "inc")]
    pub incarnation: Incarnation,
    /// 1, 2, 3 … per incarnation; never an identity.
    pub n: u64,
    /// The device's hybrid logical clock.
    pub stamp: Stamp,
}

/// 32 bytes of SHA-256.
pub type Hash = [u8; 32];

/// An immutable fact. On the wire: `{"header": {…}, "body": "…", "proof"?: {…}}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Event {
    /// What it says about itself.
    pub header: Header,
    /// UTF-8 JSON with a random 8-byte salt; stored and forwarded byte for byte.
    pub body: String,
    /// On `pledge.*` and `title.*` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof>,
}

/// A link of the device's chain of proofs: Ed25519 by the device key over `hash ‖ prev`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Proof {
    /// Hash of the previous proven event of the same device, incarnation and log; zeros for the first.
    #[serde(with = "hex::serde")]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub prev: Hash,
    /// 64 bytes.
    #[serde(with = "hex::serde")]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub signature: [u8; 64],
}

/// A canonical header could not be read back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a canonical event header")]
pub struct BadHeader;

impl Header {
    /// The canonical bytes, as they are hashed and stored.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(1 + 6 * 16 + 2 + self.kind.len() + 16);
        out.push(self.version);
        out.extend_from_slice(self.event_id.as_bytes());
        out.extend_from_slice(self.log_id.as_bytes());
        // Longer kinds are refused before anything is hashed, see `MAX_KIND`.
        out.extend_from_slice(&u16::try_from(self.kind.len()).unwrap_or(u16::MAX).to_be_bytes());
        out.extend_from_slice(self.kind.as_bytes());
        out.extend_from_slice(self.entity_id.as_bytes());
        out.extend_from_slice(self.actor_id.as_bytes());
        out.extend_from_slice(self.device_id.as_bytes());
        out.extend_from_slice(self.incarnation.as_bytes());
        out.extend_from_slice(&self.n.to_be_bytes());
        out.extend_from_slice(&self.stamp.0.to_be_bytes());
        out
    }

    /// Reads canonical bytes back.
    ///
    /// # Errors
    /// When the bytes are not exactly one canonical header.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BadHeader> {
        let mut rest = Reader(bytes);
        let header = Self {
            version: rest.take::<1>()?[0],
            event_id: EventId(uuid::Uuid::from_bytes(rest.take()?)),
            log_id: LogId(uuid::Uuid::from_bytes(rest.take()?)),
            kind: rest.text()?,
            entity_id: EntityId(uuid::Uuid::from_bytes(rest.take()?)),
            actor_id: AccountId(uuid::Uuid::from_bytes(rest.take()?)),
            device_id: DeviceId(uuid::Uuid::from_bytes(rest.take()?)),
            incarnation: Incarnation(uuid::Uuid::from_bytes(rest.take()?)),
            n: u64::from_be_bytes(rest.take()?),
            stamp: Stamp(u64::from_be_bytes(rest.take()?)),
        };
        if rest.0.is_empty() { Ok(header) } else { Err(BadHeader) }
    }
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], BadHeader> {
        let (head, tail) = self.0.split_first_chunk::<N>().ok_or(BadHeader)?;
        self.0 = tail;
        Ok(*head)
    }

    fn text(&mut self) -> Result<String, BadHeader> {
        let len = usize::from(u16::from_be_bytes(self.take()?));
        let (head, tail) = self.0.split_at_checked(len).ok_or(BadHeader)?;
        self.0 = tail;
        String::from_utf8(head.to_vec()).map_err(|_| BadHeader)
    }
}

impl Event {
    /// The event's hash: its identity beside its id.
    #[must_use]
    pub fn hash(&self) -> Hash {
        hash(&self.header.to_bytes(), self.body.as_bytes())
    }
}

/// SHA-256("nfv1" ‖ canonical header ‖ body).
#[must_use]
pub fn hash(header: &[u8], body: &[u8]) -> Hash {
    Sha256::new().chain_update(b"nfv1").chain_update(header).chain_update(body).finalize().into()
}

/// One event's share of a log's print: the first 8 bytes of SHA-256(hash ‖ seq ‖ effective), numbers big-endian.
#[must_use]
pub fn print_share(hash: &Hash, seq: u64, effective: Stamp) -> u64 {
    let digest: Hash = Sha256::new()
        .chain_update(hash)
        .chain_update(seq.to_be_bytes())
        .chain_update(effective.0.to_be_bytes())
        .finalize()
        .into();
    digest.first_chunk::<8>().map_or(0, |head| u64::from_be_bytes(*head))
}
