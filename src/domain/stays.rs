//! Where an entity stood over time, as the markers of its moves in one log say.
//!
//! A move writes `entity.moved` into the log that is left and `entity.received` into the other, with the same day. For every
//! day exactly one log on the way says that the entity stands there; so a round counts it once, however often it moved.

use serde::{Deserialize, Serialize};

use super::{
    day::Day,
    facts::Fact,
    ids::{AreaId, EventId},
    stamp::Stamp,
    stored::StoredFact,
};

/// One marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// It left for this area.
    Left(AreaId),
    /// It came from this area.
    Came(AreaId),
}

/// A marker with its day and its event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stay {
    /// The first day of it.
    pub on: Day,
    /// Which way.
    pub turn: Turn,
    /// The event.
    pub event_id: EventId,
    /// When that counts.
    pub effective: Stamp,
}

/// All markers of an entity in one log, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Stays(Vec<Stay>);

impl Stays {
    /// Those among standing facts, which come in order.
    #[must_use]
    pub fn of(facts: &[&StoredFact]) -> Self {
        let stay = |fact: &&StoredFact| {
            let (on, turn) = match &fact.fact {
                Fact::EntityMoved(moved) => (moved.on, Turn::Left(moved.to)),
                Fact::EntityReceived(received) => (received.on, Turn::Came(received.from)),
                _ => return None,
            };
            Some(Stay { on, turn, event_id: fact.event_id, effective: fact.effective })
        };
        Self(facts.iter().filter_map(stay).collect())
    }

    /// Whether nothing ever moved.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it stands here at the end of a day.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        match (self.0.iter().rfind(|stay| stay.on <= day), self.0.first()) {
            (Some(last), _) => matches!(last.turn, Turn::Came(_)),
            // Before the first marker it stood where it did not come to.
            (None, Some(first)) => matches!(first.turn, Turn::Left(_)),
            (None, None) => true,
        }
    }

    /// The marker with which it left, if it has not come back.
    #[must_use]
    pub fn left(&self) -> Option<&Stay> {
        self.0.last().filter(|stay| matches!(stay.turn, Turn::Left(_)))
    }
}
