//! Grids and villages that move or merge: definitions with codes that end, and doors that go along.
//!
//! A village keeps its logs wherever it belongs, so moving it is a definition. What goes up in another area keeps its own
//! definition, whose codes end and name the successor.

use nfv::domain::{
    area::{Area, AreaCode, Class, Level},
    facts::Fact,
    ids::{AccountId, AreaId, EntityId, LogId},
};

use super::{MOST_DOORS, Mover, field};
use crate::{forward, held::DeskError};

impl Mover<'_> {
    /// A grid with its doors to another village.
    pub(super) fn grid(&mut self, grid: AreaId, to: AreaId) -> Result<(), DeskError> {
        let from = self.tree.village_or_above(grid).ok_or(DeskError::UnfitAreas)?;
        if self.level(grid) != Some(Level::Grid) || self.level(to) != Some(Level::Village) || from == to {
            return Err(DeskError::UnfitAreas);
        }
        self.still_there(to)?;
        let area = Area { parent: Some(to), ..self.area(grid)? };
        self.define(&[field(from), field(to)], area)?;
        for door in self.doors_of(from, Some(grid))? {
            self.carry(door, from, to)?;
        }
        Ok(())
    }

    /// A grid and its doors into another grid.
    pub(super) fn merge_grids(&mut self, grid: AreaId, into: AreaId) -> Result<(), DeskError> {
        let levels = (self.level(grid), self.level(into));
        if levels != (Some(Level::Grid), Some(Level::Grid)) || grid == into {
            return Err(DeskError::UnfitAreas);
        }
        let villages = (self.tree.village_or_above(grid), self.tree.village_or_above(into));
        let (Some(from), Some(to)) = villages else { return Err(DeskError::UnfitAreas) };
        self.still_there(to)?;
        let ended = self.ended(self.area(grid)?, into);
        self.define(&[field(from)], ended)?;
        for door in self.doors_of(from, Some(grid))? {
            if from != to {
                self.carry(door, from, to)?;
            }
            self.set_grid(field(to), door, Some(into))?;
        }
        self.reassign(grid, into)
    }

    /// A village to another township.
    pub(super) fn village(&mut self, village: AreaId, to: AreaId, code: Option<&str>) -> Result<(), DeskError> {
        let before = self.area(village)?;
        if before.level != Level::Village || self.level(to) != Some(Level::Township) || before.parent == Some(to) {
            return Err(DeskError::UnfitAreas);
        }
        self.still_there(village)?;
        let mut area = Area { parent: Some(to), ..before.clone() };
        if let Some(code) = code {
            for old in area.codes.iter_mut().filter(|old| old.valid_to.is_none()) {
                old.valid_to = Some(self.today.plus(-1));
            }
            let valid_from = Some(self.today);
            area.codes.push(AreaCode { code: code.to_owned(), valid_from, valid_to: None, successor: None });
        }
        let logs: Vec<LogId> = [Some(village), before.parent, Some(to)].into_iter().flatten().map(field).collect();
        self.define(&logs, area)
    }

    /// A village goes up in another one: doors, grids, and whatever else its logs hold or still get.
    pub(super) fn merge_villages(&mut self, village: AreaId, into: AreaId) -> Result<(), DeskError> {
        let before = self.area(village)?;
        if before.level != Level::Village || self.level(into) != Some(Level::Village) || village == into {
            return Err(DeskError::UnfitAreas);
        }
        self.still_there(village)?;
        self.still_there(into)?;
        let grids: Vec<Area> = self.areas.iter().filter(|area| area.parent == Some(village)).cloned().collect();
        for grid in grids {
            self.define(&[field(village), field(into)], Area { parent: Some(into), ..grid })?;
        }
        let logs: Vec<LogId> = [Some(village), before.parent].into_iter().flatten().map(field).collect();
        let ended = self.ended(before, into);
        self.define(&logs, ended)?;
        for door in self.doors_of(village, None)? {
            self.carry(door, village, into)?;
        }
        for class in Class::ALL {
            let log = LogId::of(village, class);
            forward::close(self.tx, log, LogId::of(into, class), self.today)?;
            while forward::forward_some(self.tx, self.secret, log, self.now)?.is_some() {}
        }
        self.reassign(village, into)
    }

    /// A village that went up in another one takes nothing any more.
    pub(super) fn still_there(&self, village: AreaId) -> Result<(), DeskError> {
        let closed = forward::closed_to(self.tx, field(village))?;
        if closed.is_some() { Err(DeskError::Moved) } else { Ok(()) }
    }

    /// Its codes end today and name the successor; one without a code gets an empty one that does.
    fn ended(&self, mut area: Area, successor: AreaId) -> Area {
        if area.codes.is_empty() {
            area.codes.push(AreaCode { code: String::new(), valid_from: None, valid_to: None, successor: None });
        }
        for code in area.codes.iter_mut().filter(|code| code.valid_to.is_none()) {
            (code.valid_to, code.successor) = (Some(self.today.plus(-1)), Some(successor));
        }
        area
    }

    fn area(&self, id: AreaId) -> Result<Area, DeskError> {
        self.areas.iter().find(|area| area.id == id).cloned().ok_or(DeskError::Unknown)
    }

    fn define(&mut self, logs: &[LogId], area: Area) -> Result<(), DeskError> {
        let (entity, fact) = (EntityId::from(area.id), Fact::AreaDefined(area));
        let facts: Vec<_> = logs.iter().map(|log| (*log, entity, fact.clone())).collect();
        Ok(self.write(&facts)?)
    }

    /// Doors that stand in a village, or in one grid of it.
    fn doors_of(&self, village: AreaId, grid: Option<AreaId>) -> Result<Vec<EntityId>, DeskError> {
        let sql = "SELECT entity_id, grid FROM door WHERE log_id = ?1 ORDER BY entity_id";
        let all = self.tx.query(sql, &[&field(village)], |row| Ok((row.get(0)?, row.get::<Option<AreaId>>(1)?)))?;
        let mut doors = Vec::new();
        for (door, of) in all {
            if (grid.is_none() || of == grid) && forward::moved(self.tx, field(village), door)?.is_none() {
                doors.push(door);
            }
        }
        if doors.len() > MOST_DOORS { Err(DeskError::TooMuch) } else { Ok(doors) }
    }

    /// People who belong to an area that is no more belong to its successor.
    fn reassign(&self, area: AreaId, successor: AreaId) -> Result<(), DeskError> {
        let sql = "SELECT id FROM account WHERE area_id = ?1";
        for account in self.tx.query(sql, &[&area], |row| row.get::<AccountId>(0))? {
            self.tx.execute("UPDATE account SET area_id = ?2 WHERE id = ?1", &[&account, &successor])?;
        }
        Ok(())
    }
}
