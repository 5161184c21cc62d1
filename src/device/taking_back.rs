//! What of one's own records can be taken back, and what has to go with it.

use super::{messages::Failure, registry::OCCUPANTS_CHANGED};
use crate::{
    domain::{
        door::Door,
        facts::{Fact, People},
        ids::{AccountId, EntityId, EventId, LogId},
        stored::{StoredFact, standing},
    },
    store::{Store, projection},
};

/// A door with its facts.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) log: LogId,
    pub(super) id: EntityId,
    pub(super) door: &'a Door,
    pub(super) facts: &'a [StoredFact],
}

/// The events that are taken back together with this fact of the door, its own first; empty where it is not taken back.
///
/// That others live there was said by several facts together: taking them back brings the former household back. Only as
/// long as nothing but that was recorded of the new one: a visit or a pledge would be left without a door.
pub(super) fn together(store: &Store, at: At<'_>, fact: &StoredFact) -> Result<Vec<EventId>, Failure> {
    match &fact.fact {
        Fact::VisitRecorded(_) => Ok(vec![fact.event_id]),
        Fact::DoorOccupied(seen) if seen.people == People::Same => Ok(vec![fact.event_id]),
        Fact::DoorOccupied(_) if is_just_registered(at.facts, fact.actor) => {
            let mut all = vec![fact.event_id, at.door.registered];
            all.extend(closings(store, at)?);
            Ok(all)
        }
        _ => Ok(Vec::new()),
    }
}

fn is_just_registered(facts: &[StoredFact], actor: AccountId) -> bool {
    let belongs = |fact: &Fact| matches!(fact, Fact::DoorRegistered(_) | Fact::DoorEdited(_) | Fact::DoorOccupied(_));
    standing(facts.iter()).iter().all(|fact| fact.actor == actor && belongs(&fact.fact))
}

/// The closings of those who lived there before.
fn closings(store: &Store, at: At<'_>) -> Result<Vec<EventId>, Failure> {
    let mut all = Vec::new();
    for left in projection::closed_with(store.conn(), at.log, at.id)? {
        let facts = projection::facts_of(store.conn(), at.log, left)?;
        let closed = Door::fold(facts.iter()).and_then(|left| left.closed);
        let closed = closed.filter(|closed| closed.reason == OCCUPANTS_CHANGED && closed.successor == Some(at.id));
        all.extend(closed.map(|closed| closed.event_id));
    }
    Ok(all)
}
