//! A fact as projections see it: what an event states, who recorded it, and when it counts.
//!
//! The body's JSON is parsed once, here. The hash, the salt and the place in the log are the store's business.

use super::{
    day::{Day, Zone},
    event::Header,
    facts::{Fact, FactForwarded},
    ids::{AccountId, DeviceId, EventId},
    stamp::Stamp,
};

/// One event, parsed, with its effective stamp. Which entity it belongs to is known to whoever loaded it.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredFact {
    /// The event.
    pub event_id: EventId,
    /// Who recorded it.
    pub actor: AccountId,
    /// On which device.
    pub device: DeviceId,
    /// When it counts: fixed by the server; for an event that no server has seen yet, its own stamp.
    pub effective: Stamp,
    /// The device's own stamp.
    pub stamp: Stamp,
    /// After a merge: it counts in rounds that end on this day or later only.
    pub since: Option<Day>,
    /// What it states.
    pub fact: Fact,
}

/// The order of facts everywhere: by effective stamp, then own stamp, then id.
pub type Order = (Stamp, Stamp, EventId);

impl StoredFact {
    /// Parses the body of an event of this header. A forwarded fact is its original, so that it counts once wherever it is
    /// met, and retractions find it.
    #[must_use]
    pub fn new(header: &Header, body: &str, effective: Stamp) -> Self {
        match Self::plain(header, body, effective) {
            Self { fact: Fact::FactForwarded(forwarded), .. } => {
                let FactForwarded { event, effective, since, .. } = *forwarded;
                Self { since, ..Self::plain(&event.header, &event.body, effective) }
            }
            fact => fact,
        }
    }

    fn plain(header: &Header, body: &str, effective: Stamp) -> Self {
        Self {
            event_id: header.event_id,
            actor: header.actor_id,
            device: header.device_id,
            effective,
            stamp: header.stamp,
            since: None,
            fact: Fact::parse(&header.kind, body),
        }
    }

    /// Its place among other facts.
    #[must_use]
    pub const fn order(&self) -> Order {
        (self.effective, self.stamp, self.event_id)
    }

    /// The day on which it counts.
    #[must_use]
    pub fn day(&self, zone: Zone) -> Day {
        Day::of(self.effective, zone)
    }
}

/// The facts that stand, in order: doubles and retracted facts are gone, retractions too.
///
/// A retraction can be retracted by a later one. Order and duplication of the input do not matter.
#[must_use]
pub fn standing<'a>(events: impl Iterator<Item = &'a StoredFact>) -> Vec<&'a StoredFact> {
    let mut facts: Vec<&StoredFact> = events.collect();
    facts.sort_unstable_by_key(|fact| (fact.event_id, fact.effective));
    facts.dedup_by_key(|fact| fact.event_id);
    facts.sort_unstable_by_key(|fact| fact.order());
    let mut retracted: Vec<EventId> = Vec::new();
    for fact in facts.iter().rev() {
        if let Fact::FactRetracted(retraction) = &fact.fact
            && !retracted.contains(&fact.event_id)
        {
            retracted.push(retraction.target);
        }
    }
    facts.retain(|fact| match &fact.fact {
        Fact::FactRetracted(_) => false,
        // Where something stands is not taken back by those who record there.
        Fact::EntityMoved(_) | Fact::EntityReceived(_) => true,
        _ => !retracted.contains(&fact.event_id),
    });
    facts
}
