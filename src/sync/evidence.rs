//! Evidence of pledges: `POST /v1/evidence`, asked after a sync about own pledges that the server has acknowledged, or when
//! somebody looks at one.
//!
//! What comes back is checked on the device and kept: from then on it proves the signing without a network.

use serde::{Deserialize, Serialize};

use crate::domain::{
    ids::{EventId, LogId},
    pledge::evidence::{Evidence, PublicKey},
};

/// Most events asked about at once.
pub const MAX_ASKED: usize = 100;

/// One event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventRef {
    /// Its log.
    pub log: LogId,
    /// Itself.
    pub event: EventId,
}

/// `POST /v1/evidence`: at most [`MAX_ASKED`] events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EvidenceRequest {
    /// Pledges of the caller's own, or in logs that it may read.
    pub events: Vec<EventRef>,
}

/// The reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EvidenceReply {
    /// With which key, and where, the server answers for pledges.
    pub server: PledgeServer,
    /// One per event, in the same order; none for what is no pledge in a log that the caller may read.
    pub evidence: Vec<Option<Evidence>>,
}

/// What residents and devices need to know of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PledgeServer {
    /// Whose signatures evidence carries.
    pub key: PublicKey,
    /// Whether a stranger's phone opens `/verify` without a warning, as far as the server knows: not with an authority of
    /// its own. The device adds what it knows of the address.
    pub link: bool,
}
