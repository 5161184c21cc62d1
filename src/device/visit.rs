//! Recording at a door: visits, corrections, retractions.

use std::collections::BTreeMap;

use super::{
    messages::{Answer, Failure},
    service::Device,
};
use crate::{
    domain::{
        day::Day,
        facts::{DoorEdited, Fact, FactRetracted, FieldEdit, VisitRecorded, field},
        ids::{AreaId, EntityId, EventId},
    },
    store::NewFact,
    sync::ports::{Clock, Rng, Transport},
};

/// Longest free text, in characters.
const LONGEST_NOTE: usize = 2000;
/// Most photos of one visit.
pub const MOST_PHOTOS: usize = 4;
/// Longest interval of a unit, in days: two years.
const LONGEST_INTERVAL: u16 = 730;
/// Longest registry value, in characters.
const LONGEST_VALUE: usize = 200;

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    pub(super) fn record_visit(&self, door: EntityId, visit: VisitRecorded) -> Answer {
        if visit.note.chars().count() > LONGEST_NOTE {
            return Err(Failure::Invalid { code: "note_too_long".into() });
        }
        if visit.adults > 0 && visit.adults_met > visit.adults {
            return Err(Failure::Invalid { code: "more_met_than_live_there".into() });
        }
        if visit.photos.len() > MOST_PHOTOS {
            return Err(Failure::Invalid { code: "too_many_photos".into() });
        }
        let log = self.log_of(door)?;
        self.save(NewFact { log, entity: door, fact: Fact::VisitRecorded(visit) }, Some("visit"))
    }

    pub(super) fn edit_door(
        &self,
        door: EntityId,
        fields: BTreeMap<String, FieldEdit>,
        reason: Option<String>,
    ) -> Answer {
        if fields.is_empty() {
            return Err(Failure::Invalid { code: "nothing_changed".into() });
        }
        fields.iter().try_for_each(|(name, edit)| check_field(name, &edit.value))?;
        let log = self.log_of(door)?;
        let fact = Fact::DoorEdited(DoorEdited { fields, reason: reason.filter(|text| !text.trim().is_empty()) });
        self.save(NewFact { log, entity: door, fact }, Some("edit"))
    }

    pub(super) fn retract(&self, target: EventId, reason: String) -> Answer {
        if reason.trim().is_empty() {
            return Err(Failure::Invalid { code: "reason_missing".into() });
        }
        let (log, entity) = self.store.get().place_of(target)?.ok_or(Failure::NotFound)?;
        self.save(NewFact { log, entity, fact: Fact::FactRetracted(FactRetracted { target, reason }) }, None)
    }
}

/// Values of some fields have a form; all have a length.
pub(super) fn check_field(name: &str, value: &str) -> Result<(), Failure> {
    let number = || value.parse::<u16>().is_ok();
    let point = || value.split_once(' ').is_some_and(|(x, y)| x.parse::<i32>().is_ok() && y.parse::<i32>().is_ok());
    let fits = value.is_empty()
        || match name {
            field::ADULTS | field::STAFF => number(),
            field::INTERVAL => value.parse::<u16>().is_ok_and(|days| (1..=LONGEST_INTERVAL).contains(&days)),
            field::UNIT_KIND => field::UNIT_KINDS.contains(&value),
            field::LOCATION => point(),
            field::GRID => value.parse::<AreaId>().is_ok(),
            field::SINCE => format!("{value}-01").parse::<Day>().is_ok(),
            field::RESIDENCE => matches!(value, "permanent" | "migrant"),
            _ => value.chars().count() <= LONGEST_VALUE,
        };
    fits.then_some(()).ok_or_else(|| Failure::Invalid { code: format!("field.{name}") })
}
