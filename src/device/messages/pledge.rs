//! One pledge as its certificate shows it.

use serde::{Deserialize, Serialize};

use super::{Delivery, PledgeText};
use crate::domain::{
    facts::PledgeSigned,
    ids::{EntityId, EventId},
    photo::BlobHash,
};

/// One signed pledge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateView {
    /// The signing.
    pub event: EventId,
    /// Its door.
    pub door: EntityId,
    /// The door in words.
    pub label: String,
    /// The village.
    pub village: String,
    /// What the resident takes home.
    pub code: String,
    /// What was signed, by whom, how.
    pub pledge: PledgeSigned,
    /// The text that was signed, where this version of the app has it and its hash is that of the signing.
    pub text: Option<PledgeText>,
    /// Unix milliseconds, by the device's clock.
    pub signed_at: u64,
    /// The event's hash, in hex.
    pub hash: String,
    /// What became of the record.
    pub delivery: Delivery,
    /// The server's word, checked on this device; none before it was asked.
    pub countersigned: Option<Countersigned>,
    /// Whether a stranger's phone opens `/verify` of this server without a warning, as far as the server knows.
    pub link: bool,
    /// Withdrawn: Unix milliseconds and the reason.
    pub withdrawn: Option<(u64, String)>,
    /// Taken back as a mistake, with the reason.
    pub retracted: Option<String>,
}

/// The server's countersignature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Countersigned {
    /// Unix milliseconds at which the server had the event.
    pub received_at: u64,
    /// Its place in the log of pledges, from 1.
    pub place: u64,
    /// How long that log was when this was signed.
    pub size: u64,
    /// The root of the tree, in hex.
    pub root: String,
    /// The server's key, in hex.
    pub key: String,
}

/// A recording of a text being read aloud.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordingLine {
    /// Names its sound.
    pub hash: BlobHash,
    /// What its button says: a language, a dialect.
    pub label: String,
}
