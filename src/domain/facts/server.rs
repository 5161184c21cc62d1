//! Facts that only the server writes: erasures, moves and what follows them. From anybody else they are held.
//!
//! What moves add up to is told in [`crate::domain::stays`]; a forwarded fact counts as its original, see
//! [`crate::domain::stored::StoredFact`].

use serde::{Deserialize, Serialize};

use crate::domain::{
    day::Day,
    event::Event,
    ids::{AreaId, EntityId, EventId},
    stamp::Stamp,
};

/// `event.erased`: a body is gone on legal demand; its hash stays. Entity = that of the target, which is in the same log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventErased {
    /// The event whose body is blanked.
    pub target: EventId,
    /// Why.
    pub reason: String,
}

/// `entity.moved`: from this day on the entity stands in another area's log. Entity = what moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityMoved {
    /// The area that it moved to.
    pub to: AreaId,
    /// The first day there.
    pub on: Day,
    /// Why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// `entity.received`: from this day on the entity stands here. Entity = what moved; its facts follow as `fact.forwarded`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityReceived {
    /// The area that it came from.
    pub from: AreaId,
    /// The first day here.
    pub on: Day,
}

/// `fact.forwarded`: a fact of a log that its entity has left. Entity = the one that it counts for here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactForwarded {
    /// The original, byte for byte.
    pub event: Event,
    /// When the original counts.
    pub effective: Stamp,
    /// What the original was about; another one than here after a merge.
    pub entity: EntityId,
    /// After a merge: it counts here in rounds that end on this day or later; before, it counts where it was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Day>,
}
