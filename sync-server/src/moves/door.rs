//! A household that moves to another village, or turns out to be another one.

use nfv::domain::{
    area::Level,
    door::Door,
    facts::{DoorClosed, DoorEdited, EntityMoved, EntityReceived, Fact, FieldEdit, field as name},
    ids::{AreaId, EntityId, LogId},
};
use std::collections::BTreeMap;

use super::{Mover, field};
use crate::{
    forward::{self, Way},
    held::DeskError,
};

impl Mover<'_> {
    /// To another village, or to a grid of one.
    pub(super) fn household(&mut self, door: EntityId, from: AreaId, to: AreaId) -> Result<(), DeskError> {
        let village = self.tree.village_or_above(to).ok_or(DeskError::UnfitAreas)?;
        let grid = (village != to).then_some(to);
        if self.level(from) != Some(Level::Village) || self.level(village) != Some(Level::Village) || village == from {
            return Err(DeskError::UnfitAreas);
        }
        self.standing(field(from), door)?;
        self.still_there(village)?;
        self.carry(door, from, village)?;
        self.set_grid(field(village), door, grid)
    }

    /// One of two doors goes; the visits and pledges of both are those of the one that stays.
    pub(super) fn merge_households(
        &mut self,
        door: EntityId,
        from: AreaId,
        into: EntityId,
        to: AreaId,
    ) -> Result<(), DeskError> {
        let (log, there) = (field(from), field(to));
        if door == into {
            return Err(DeskError::UnfitAreas);
        }
        self.standing(log, door)?;
        self.standing(there, into)?;
        let reason = "merged".to_owned();
        let closed = Fact::DoorClosed(DoorClosed { reason, successor: Some(into) });
        self.write(&[(log, door, closed)])?;
        self.follow(door, Way { from: log, to: there, entity: into, on: self.today })
    }

    /// The door as it stands in a log.
    fn standing(&self, log: LogId, door: EntityId) -> Result<Door, DeskError> {
        if forward::moved(self.tx, log, door)?.is_some() {
            return Err(DeskError::Moved);
        }
        let facts = self.tx.facts_of(log, door)?;
        Door::fold(facts.iter()).ok_or(DeskError::Unknown)
    }

    /// Markers in both logs, and everything that was recorded so far.
    pub(super) fn carry(&mut self, entity: EntityId, from: AreaId, to: AreaId) -> Result<(), DeskError> {
        let (log, there, on) = (field(from), field(to), self.today);
        let left = Fact::EntityMoved(EntityMoved { to, on, reason: self.reason.to_owned() });
        let came = Fact::EntityReceived(EntityReceived { from, on });
        self.write(&[(log, entity, left), (there, entity, came)])?;
        self.follow(entity, Way { from: log, to: there, entity, on })
    }

    fn follow(&mut self, entity: EntityId, way: Way) -> Result<(), DeskError> {
        forward::note(self.tx, entity, way)?;
        forward::watch(self.tx, way.from)?;
        let facts = forward::forward_history(self.tx, self.secret, entity, way, self.now)?;
        self.done.doors += 1;
        self.done.facts = self.done.facts.saturating_add(u32::try_from(facts).unwrap_or(u32::MAX));
        Ok(())
    }

    /// Grids belong to villages: the old one means nothing in the new log.
    pub(super) fn set_grid(&mut self, log: LogId, door: EntityId, grid: Option<AreaId>) -> Result<(), DeskError> {
        let facts = self.tx.facts_of(log, door)?;
        let Some(there) = Door::fold(facts.iter()) else { return Ok(()) };
        let value = grid.map(|grid| grid.to_string()).unwrap_or_default();
        if there.value(name::GRID) == value {
            return Ok(());
        }
        let edit = FieldEdit { value, base: there.base(name::GRID) };
        let fields = BTreeMap::from([(name::GRID.to_owned(), edit)]);
        let edited = Fact::DoorEdited(DoorEdited { fields, reason: Some(self.reason.to_owned()) });
        Ok(self.write(&[(log, door, edited)])?)
    }

    pub(super) fn level(&self, area: AreaId) -> Option<Level> {
        self.tree.get(area).map(|node| node.level)
    }
}
