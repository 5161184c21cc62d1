//! County, township, villages and grids; the rule set and the round.

use nfv::domain::{
    area::{Area, AreaCode, Class, Level, Point},
    facts::{Fact, RoundOpened, RuleSetAdopted},
    ids::{AreaId, EntityId, LogId},
};

use super::{Calendar, Chance, DemoError, plan::Plan, plan::VillagePlan};
use crate::{
    areas::import::{self, ImportError},
    http::App,
    pen::Pen,
    ports::random_bytes,
    sync::append,
};

/// A village to fill.
#[derive(Clone, Debug)]
pub(super) struct Village {
    pub(super) id: AreaId,
    pub(super) township: AreaId,
    pub(super) county: AreaId,
    pub(super) name: String,
    pub(super) outline: Vec<Point>,
    pub(super) grids: Vec<AreaId>,
    pub(super) plan: VillagePlan,
}

impl Village {
    /// Its field log.
    pub(super) fn log(&self) -> LogId {
        LogId::of(self.id, Class::Field)
    }
}

/// Households that one grid has at most.
const DOORS_PER_GRID: u32 = 90;

/// Writes the areas, then the rule set and the round, so that doors are folded once, under the right ones.
pub(super) fn define(app: &App, plan: &Plan, chance: &Chance, calendar: &Calendar) -> Result<Vec<Village>, DemoError> {
    let at = calendar.at(calendar.first.plus(-60), 540);
    let ids: Vec<AreaId> = plan.areas.iter().map(|_| AreaId::from_random(random_bytes(chance))).collect();
    let mut areas: Vec<Area> = plan.areas.iter().zip(&ids).map(|(row, id)| area(plan, &ids, row, *id)).collect();
    let mut villages = villages(plan, &areas);
    for village in &mut villages {
        let grids = grids(plan, chance, village);
        village.grids = grids.iter().map(|grid| grid.id).collect();
        areas.extend(grids);
    }
    let events = app.store.write::<_, ImportError>(|tx| {
        if !crate::areas::Tree::load(tx)?.is_empty() {
            return Ok(None);
        }
        import::write(tx, &areas, at, chance).map(Some)
    })?;
    append(&app.store, events.ok_or(DemoError::NotEmpty)?, app.now_ms())?;
    append(&app.store, rules(app, plan, chance, calendar, ids[0])?, app.now_ms())?;
    Ok(villages)
}

fn area(plan: &Plan, ids: &[AreaId], row: &crate::areas::file::Row, id: AreaId) -> Area {
    let parent = match row.level {
        Level::County => None,
        Level::Township => Some(ids[0]),
        Level::Village | Level::Grid => Some(ids[1]),
    };
    let code = AreaCode { code: row.code.clone(), valid_from: None, valid_to: None, successor: None };
    let outline = plan.outlines.get(&row.code).cloned().unwrap_or_default();
    Area { id, parent, level: row.level, name: row.name.clone(), codes: vec![code], outline }
}

fn villages(plan: &Plan, areas: &[Area]) -> Vec<Village> {
    let village = |(area, plan): (&Area, &VillagePlan)| Village {
        id: area.id,
        township: areas[1].id,
        county: areas[0].id,
        name: area.name.clone(),
        outline: area.outline.clone(),
        grids: Vec::new(),
        plan: plan.clone(),
    };
    areas[2..].iter().zip(&plan.village).map(village).collect()
}

fn grids(plan: &Plan, chance: &Chance, village: &Village) -> Vec<Area> {
    let count = village.plan.households.div_ceil(DOORS_PER_GRID).clamp(2, 5);
    let grid = |n: u32| Area {
        id: AreaId::from_random(random_bytes(chance)),
        parent: Some(village.id),
        level: Level::Grid,
        name: plan.grid.replace("{n}", &n.to_string()),
        codes: Vec::new(),
        outline: Vec::new(),
    };
    (1..=count).map(grid).collect()
}

fn rules(
    app: &App,
    plan: &Plan,
    chance: &Chance,
    calendar: &Calendar,
    county: AreaId,
) -> Result<Vec<nfv::domain::event::Event>, DemoError> {
    let version = toml::from_str::<toml::Table>(Plan::rules())
        .ok()
        .and_then(|table| Some(table.get("version")?.as_str()?.to_owned()))
        .ok_or_else(|| DemoError::Files("the rule set has no version".into()))?;
    let log = LogId::of(county, Class::Field);
    let at = calendar.at(calendar.first.plus(-60), 560);
    let (year, ..) = calendar.first.ymd();
    let adopted = Fact::RuleSetAdopted(RuleSetAdopted { version: version.clone(), toml: Plan::rules().to_owned() });
    let opened = Fact::RoundOpened(RoundOpened {
        name: plan.round.replace("{year}", &year.to_string()),
        first: calendar.first,
        last: calendar.last,
        rule_set: version,
    });
    app.store.write(|tx| {
        let mut pen = Pen::of_server(tx, chance)?;
        let mut write = |fact| pen.write(log, EntityId::from_random(random_bytes(chance)), &fact, at, chance);
        let events = vec![write(adopted)?, write(opened)?];
        pen.keep(tx)?;
        Ok(events)
    })
}
