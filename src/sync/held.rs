//! Events that the server holds: `GET /v1/held` lists them for a reviewer, `POST /v1/held` decides.
//!
//! An event is held when its author has no right now, when the author's device was revoked, or when nobody vouches for its
//! author. Nothing is deleted: an admitted event is in its log, a refused one stays where it is and goes to the quarantine
//! of the author's device, which hears of both in its notices or at its next offer.

use serde::{Deserialize, Serialize};

use crate::domain::{
    area::Class,
    event::Event,
    ids::{AreaId, EventId, LogId},
};

/// `GET /v1/held`: one event that is held in the caller's area and below, where the caller may read the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HeldEvent {
    /// The area of its log.
    pub area: AreaId,
    /// The class of its log.
    pub class: Class,
    /// The event.
    pub event: Event,
    /// Display name of the account that it names as its author; empty when there is none.
    pub author: String,
    /// Why it is held: `no_grant`, `revoked`, `foreign_author`, `server_only`.
    pub reason: String,
    /// Unix milliseconds.
    pub received_at: u64,
    /// What was decided; none = waits. Admitted events are held no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refusal>,
}

/// A reviewer's refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Refusal {
    /// The reviewer's words, shown to the author.
    pub reason: String,
    /// Display name of the reviewer.
    pub by: String,
    /// Unix milliseconds.
    pub at: u64,
}

/// What a reviewer decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Into the log, with an effective stamp of now or earlier.
    Admit,
    /// Not into the log.
    Refuse,
}

/// `POST /v1/held`. A refused event may be admitted later; an admitted one stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DecideHeld {
    /// Its log.
    pub log: LogId,
    /// Its id.
    pub id: EventId,
    /// What.
    pub decision: Decision,
    /// Why; 1 to 500 characters, shown to the author.
    pub reason: String,
}

/// `POST /v1/erasures`: bodies that go on legal demand. Reviewers and counties, in their own area and below.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Erase {
    /// The log.
    pub log: LogId,
    /// At most 200 events of it, stored or held.
    pub events: Vec<EventId>,
    /// Why; 1 to 500 characters. Every reader of the log sees it: no personal data.
    pub reason: String,
}

/// Reply to [`Erase`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Erased {
    /// Bodies that are gone now, forwarded copies among them.
    pub bodies: u32,
}
