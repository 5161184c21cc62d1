//! Two entries for one household, and one entry for two: put right at the door, with no network.
//!
//! Of doubles the one stays at which everything was done that counts; the other is closed as merged and leads to it. Where
//! each has something that the other lacks, the desk merges them: the server alone carries records from one to the other.
//! Taking the closing back undoes it. A household that is split keeps its history; the new one begins with none.

use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};

use super::{
    messages::{Answer, Failure, MergedLine, Reply},
    registry::{Fields, OF_THE_PLACE, checked},
    service::Device,
};
use crate::{
    domain::{
        door::{Door, DoorInRound, DoorState, PledgeState},
        facts::{DoorClosed, DoorEdited, DoorRegistered, Fact, FieldEdit, FollowupDue, field},
        ids::{EntityId, EventId, LogId},
    },
    store::{
        NewFact,
        lines::{self, ListedDoor},
        projection,
    },
    sync::ports::{Clock, Rng, Transport},
};

/// The code of a closing, and of a re-visit, after which another entry stands for the household.
const MERGED: &str = "merged";

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    /// The two are one household. The one at which more was done stays, else the first.
    pub(super) fn merge_doors(&self, door: EntityId, other: EntityId) -> Answer {
        let ((stays, kept), (goes, gone)) = (self.open_door(door)?, self.open_door(other)?);
        if door == other || stays.log != goes.log || stays.kind != goes.kind {
            return Err(Failure::Invalid { code: "merge_unlike".into() });
        }
        let ((stays, kept), (goes, gone)) = match (covers(&stays, &goes), covers(&goes, &stays)) {
            (true, _) => ((stays, kept), (goes, gone)),
            (false, true) => ((goes, gone), (stays, kept)),
            (false, false) => return Err(Failure::Invalid { code: "merge_at_desk".into() }),
        };
        let fact = |entity, fact| NewFact { log: stays.log, entity, fact };
        let closed = DoorClosed { reason: MERGED.into(), successor: Some(stays.id) };
        let mut facts = vec![fact(goes.id, Fact::DoorClosed(closed))];
        facts.extend(gathered(&kept, &gone).map(|edited| fact(stays.id, Fact::DoorEdited(edited))));
        let promised = |listed: &ListedDoor| listed.seen.as_ref().and_then(|seen| seen.revisit);
        if let Some(on) = promised(&goes).filter(|_| promised(&stays).is_none()) {
            facts.push(fact(stays.id, Fact::FollowupDue(FollowupDue { on, reason: MERGED.into() })));
        }
        self.append(&facts, None)?;
        Ok(Reply::Registered(stays.id))
    }

    /// Two households live there: the second one is registered at the same place, with a number of its own. `stay` are
    /// the adults of the first, where the register says another number.
    pub(super) fn split_door(&self, door: EntityId, fields: Fields, stay: Option<u16>) -> Answer {
        let (listed, old) = self.open_door(door)?;
        let mut fields = checked(fields)?;
        let number = fields.remove(field::NUMBER).ok_or_else(|| Failure::Invalid { code: "field.number".into() })?;
        for name in OF_THE_PLACE {
            let value = old.value(name);
            fields.remove(name);
            if !value.is_empty() {
                fields.insert(name.into(), value.into());
            }
        }
        if let Some(village) = listed.village.filter(|_| number != old.value(field::NUMBER))
            && self.is_known(village, old.kind, old.value(field::LANE), &number)?
        {
            return Err(Failure::Invalid { code: "door_known".into() });
        }
        fields.insert(field::NUMBER.into(), number);
        let new = EntityId::from_random(self.rng.clone().bytes());
        let registered = Fact::DoorRegistered(DoorRegistered { door: old.kind, fields });
        let mut facts = vec![NewFact { log: listed.log, entity: new, fact: registered }];
        if let Some(adults) = stay.filter(|adults| *adults != old.adults()) {
            let edit = FieldEdit { value: adults.to_string(), base: old.base(field::ADULTS) };
            let edited = DoorEdited { fields: BTreeMap::from([(field::ADULTS.into(), edit)]), reason: None };
            facts.push(NewFact { log: listed.log, entity: door, fact: Fact::DoorEdited(edited) });
        }
        self.append(&facts, None)?;
        Ok(Reply::Registered(new))
    }

    fn open_door(&self, door: EntityId) -> Result<(ListedDoor, Door), Failure> {
        let (_, today) = self.zone_and_today()?;
        let store = self.store.get();
        let listed = lines::one(store.conn(), door, today)?.ok_or(Failure::NotFound)?;
        let facts = projection::facts_of(store.conn(), listed.log, door)?;
        let folded = Door::fold(facts.iter()).filter(|folded| folded.closed.is_none()).ok_or(Failure::NotFound)?;
        Ok((listed, folded))
    }
}

/// The entries that were closed because this one stands for them.
pub(super) fn merged_into(conn: &Connection, log: LogId, door: EntityId) -> Result<Vec<MergedLine>, Failure> {
    let mut found = Vec::new();
    for id in projection::closed_with(conn, log, door)? {
        let facts = projection::facts_of(conn, log, id)?;
        let Some(folded) = Door::fold(facts.iter()) else { continue };
        let label = [folded.value(field::LANE), folded.value(field::NUMBER), folded.value(field::NAME)].join(" ");
        if let Some(closing) = merged_closing(&folded, door) {
            found.push(MergedLine { door: id, label: label.trim().to_owned(), closing });
        }
    }
    Ok(found)
}

/// The closing that made a door stand for this one.
fn merged_closing(folded: &Door, into: EntityId) -> Option<EventId> {
    let closing = folded.closed.as_ref().filter(|closing| closing.reason == MERGED)?;
    (closing.successor == Some(into)).then_some(closing.event_id)
}

/// Whether all that counts at `other` was done at `door` too.
fn covers(door: &ListedDoor, other: &ListedDoor) -> bool {
    let (Some(door), Some(other)) = (&door.seen, &other.seen) else { return true };
    let reached = |seen: &DoorInRound| seen.state == DoorState::Reached;
    let signed = |seen: &DoorInRound| seen.pledge == PledgeState::Signed;
    (reached(door) || !reached(other))
        && (signed(door) || !signed(other))
        && (door.pledge_answered() || !other.pledge_answered())
}

/// What the one that stays is told of the other: its key groups, and what the register did not say.
fn gathered(kept: &Door, gone: &Door) -> Option<DoorEdited> {
    let mut fields: BTreeMap<String, FieldEdit> = BTreeMap::new();
    let mut put = |name: &str, value: String| {
        fields.insert(name.into(), FieldEdit { value, base: kept.base(name) });
    };
    let tags: BTreeSet<&str> = kept.tags().chain(gone.tags()).collect();
    if tags.len() > kept.tags().collect::<BTreeSet<_>>().len() {
        put(field::TAGS, tags.into_iter().collect::<Vec<_>>().join(" "));
    }
    for name in [field::NAME, field::PHONE, field::ADULTS] {
        if kept.value(name).is_empty() && !gone.value(name).is_empty() {
            put(name, gone.value(name).to_owned());
        }
    }
    (!fields.is_empty()).then_some(DoorEdited { fields, reason: None })
}
