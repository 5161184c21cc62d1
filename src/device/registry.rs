//! At the door and beside the roster: doors that it lacks, other people at a door, the same record at many doors.

use std::collections::BTreeMap;

use super::{
    messages::{Answer, Failure, Reply},
    service::Device,
    visit::check_field,
};
use crate::{
    domain::{
        area::{Class, Level},
        door::Door,
        facts::{DoorClosed, DoorKind, DoorRegistered, Fact, FactRetracted, Outcome, VisitRecorded, field},
        ids::{AreaId, EntityId, EventId, LogId},
    },
    store::{
        NewFact,
        lines::{self, DoorFilter},
        projection,
    },
    sync::ports::{Clock, Rng, Transport},
};

/// Most doors of one record: a high stairwell.
const MOST_DOORS: usize = 200;
/// The code of a closing after which others live there.
pub(super) const OCCUPANTS_CHANGED: &str = "occupants_changed";
/// What stays when the people change.
pub(super) const OF_THE_PLACE: [&str; 5] = [field::LANE, field::NUMBER, field::GRID, field::LOCATION, field::LANDLORD];

pub(super) type Fields = BTreeMap<String, String>;

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    /// The same at several doors: only what one can know of many at once.
    pub(super) fn record_visits(&self, doors: &[EntityId], visit: &VisitRecorded) -> Answer {
        if visit.outcome != Outcome::NobodyHome {
            return Err(Failure::Invalid { code: "outcome_of_many".into() });
        }
        if doors.is_empty() || doors.len() > MOST_DOORS {
            return Err(Failure::Invalid { code: "how_many_doors".into() });
        }
        let fact = |door: &EntityId| {
            Ok(NewFact { log: self.log_of(*door)?, entity: *door, fact: Fact::VisitRecorded(visit.clone()) })
        };
        let facts: Vec<NewFact> = doors.iter().map(fact).collect::<Result<_, Failure>>()?;
        Ok(Reply::SavedAll(self.append(&facts, None)?))
    }

    pub(super) fn retract_all(&self, targets: &[EventId], reason: &str) -> Answer {
        if reason.trim().is_empty() {
            return Err(Failure::Invalid { code: "reason_missing".into() });
        }
        let fact = |target: &EventId| {
            let (log, entity) = self.store.get().place_of(*target)?.ok_or(Failure::NotFound)?;
            let fact = Fact::FactRetracted(FactRetracted { target: *target, reason: reason.to_owned() });
            Ok(NewFact { log, entity, fact })
        };
        let facts: Vec<NewFact> = targets.iter().map(fact).collect::<Result<_, Failure>>()?;
        Ok(Reply::SavedAll(self.append(&facts, None)?))
    }

    pub(super) fn register_door(&self, village: AreaId, kind: DoorKind, fields: Fields) -> Answer {
        self.must_be_here(village)?;
        let mut fields = checked(fields)?;
        let known = |name: &str| fields.get(name).cloned().unwrap_or_default();
        let (lane, number) = (known(field::LANE), known(field::NUMBER));
        if number.is_empty() {
            return Err(Failure::Invalid { code: "field.number".into() });
        }
        if self.is_known(village, kind, &lane, &number)? {
            return Err(Failure::Invalid { code: "door_known".into() });
        }
        if let Some(grid) = self.own_grid(village)? {
            fields.entry(field::GRID.into()).or_insert_with(|| grid.to_string());
        }
        let door = EntityId::from_random(self.rng.clone().bytes());
        let fact = Fact::DoorRegistered(DoorRegistered { door: kind, fields });
        self.append(&[NewFact { log: LogId::of(village, Class::Field), entity: door, fact }], None)?;
        Ok(Reply::Registered(door))
    }

    /// What was recorded stays with those who left.
    pub(super) fn replace_occupants(&self, door: EntityId, fields: Fields) -> Answer {
        let (new, facts) = self.replacing(door, fields)?;
        self.append(&facts, None)?;
        Ok(Reply::Registered(new))
    }

    /// The facts by which another household takes the place of one, and the new one's id.
    pub(super) fn replacing(&self, door: EntityId, fields: Fields) -> Result<(EntityId, [NewFact; 2]), Failure> {
        let mut fields = checked(fields)?;
        let log = self.log_of(door)?;
        let facts = projection::facts_of(self.store.get().conn(), log, door)?;
        let old = Door::fold(facts.iter()).filter(|old| old.closed.is_none()).ok_or(Failure::NotFound)?;
        for name in OF_THE_PLACE {
            fields.remove(name);
            let value = old.value(name);
            if !value.is_empty() {
                fields.insert(name.into(), value.into());
            }
        }
        let new = EntityId::from_random(self.rng.clone().bytes());
        let closed = DoorClosed { reason: OCCUPANTS_CHANGED.into(), successor: Some(new) };
        let registered = DoorRegistered { door: old.kind, fields };
        let facts = [
            NewFact { log, entity: door, fact: Fact::DoorClosed(closed) },
            NewFact { log, entity: new, fact: Fact::DoorRegistered(registered) },
        ];
        Ok((new, facts))
    }

    /// Whether an open door of this kind stands at that number.
    pub(super) fn is_known(&self, village: AreaId, kind: DoorKind, lane: &str, number: &str) -> Result<bool, Failure> {
        let (_, today) = self.zone_and_today()?;
        let filter =
            DoorFilter { text: number.to_owned(), areas: vec![village], kind: Some(kind), ..DoorFilter::default() };
        let found = lines::first(self.store.get().conn(), &filter, today, u32::MAX)?;
        Ok(found.iter().any(|door| door.lane == lane && door.number == number))
    }

    /// The account's own grid, if it has one in this village.
    fn own_grid(&self, village: AreaId) -> Result<Option<AreaId>, Failure> {
        let store = self.store.get();
        let account = store.account()?.ok_or(Failure::NotEnrolled)?;
        let own = projection::area(store.conn(), account.area)?;
        Ok(own.filter(|own| own.level == Level::Grid && own.parent == Some(village)).map(|own| own.id))
    }
}

/// As they are kept: no spaces around, nothing empty.
pub(super) fn checked(fields: Fields) -> Result<Fields, Failure> {
    let mut kept = Fields::new();
    for (name, value) in fields {
        let value = value.trim().to_owned();
        check_field(&name, &value)?;
        if !value.is_empty() {
            kept.insert(name, value);
        }
    }
    Ok(kept)
}
