//! The overview of an area's children, one village with its score, doors and areas for the map.

use rusqlite::Connection;

use super::{
    coverage::{self, Rounds},
    doors::line,
    messages::{
        Answer, AreaView, CoverageView, DoorList, Failure, MapDoors, Overview, OverviewLine, Reply, VillageView,
    },
    service::Device,
    subscribing,
    today::round_line,
};
use crate::{
    domain::{
        area::{Area, Class, Level},
        day::Day,
        door::{DoorInRound, DoorState},
        facts::DoorKind,
        ids::{AreaId, EntityId, LogId},
        round::Round,
        score::{Points, Score, Silence, VillageBook, score},
        village::VillageFacts,
    },
    geo::{
        bounds::Bounds,
        points::{self, DoorPoint},
    },
    store::{
        Account, Result, area_notice,
        lines::{self, DoorFilter, LocatedDoor},
        projection::{self, Family, RoundScope, Scope},
        unread,
    },
    sync::{
        notices::VillageStanding,
        ports::{Clock, Rng, Transport},
    },
};

/// Most doors in the list of what is missing.
const MOST_MISSING: u32 = 200;

/// Families of entities that a score looks at besides doors.
const SCORED: [Family; 6] =
    [Family::Point, Family::Activity, Family::Message, Family::Sample, Family::Inspection, Family::Case];

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    pub(super) fn overview(&self, area: Option<AreaId>) -> Answer {
        let (_, today) = self.zone_and_today()?;
        let store = self.store.get();
        let account = store.account()?.ok_or(Failure::NotEnrolled)?;
        let conn = store.conn();
        let area = projection::area(conn, area.unwrap_or(account.area))?.ok_or(Failure::NotFound)?;
        let desk = Desk::of(conn, today, &account)?;
        let mut children = Vec::new();
        for child in by_code(projection::children(conn, area.id)?, today).into_iter().filter(stands_on(today)) {
            children.push(desk.line(&child)?);
        }
        let coverage = match area.level {
            // A village's own tally, for doors outside its grids count too.
            Level::Village | Level::Grid => coverage::of_area(&area, &desk.rounds)?,
            Level::County | Level::Township => sum(children.iter().map(|child| &child.coverage)),
        };
        let as_of = store.sync_figures()?.last_sync;
        Ok(Reply::Overview(Overview { area: area_view(&area, today), coverage, children, as_of }))
    }

    pub(super) fn village(&self, id: AreaId) -> Answer {
        let (_, today) = self.zone_and_today()?;
        let store = self.store.get();
        let account = store.account()?.ok_or(Failure::NotEnrolled)?;
        let conn = store.conn();
        let area = projection::area(conn, id)?.ok_or(Failure::NotFound)?;
        let desk = Desk::of(conn, today, &account)?;
        let doors = desk.doors_of(id)?;
        let mut view = VillageView {
            coverage: coverage::of_area(&area, &desk.rounds)?,
            area: area_view(&area, today),
            doors,
            grids: Vec::new(),
            round: coverage::round(&area, &desk.rounds)?.as_ref().map(round_line),
            score: None,
            standing: None,
            missing: Vec::new(),
            as_of: store.sync_figures()?.last_sync,
        };
        if matches!(doors, DoorList::OnServer | DoorList::Arriving) {
            view.standing = told_standing(conn, id)?;
        } else {
            desk.look_at_doors(id, &mut view)?;
        }
        Ok(Reply::Village(Box::new(view)))
    }

    pub(super) fn map_doors(&self, area: AreaId) -> Answer {
        let (_, today) = self.zone_and_today()?;
        let areas = self.villages_of(area)?;
        let doors = lines::located(self.store.get().conn(), &areas, today)?;
        let points = points::lines(doors.iter().map(map_point));
        Ok(Reply::MapDoors(MapDoors { points, bounds: Bounds::around(doors.iter().map(|door| door.at)) }))
    }

    pub(super) fn areas(&self) -> Answer {
        let (_, today) = self.zone_and_today()?;
        let areas = by_code(projection::areas(self.store.get().conn())?, today);
        Ok(Reply::Areas(areas.iter().map(|area| area_view(area, today)).collect()))
    }
}

fn map_point(LocatedDoor { id, at, state, label }: &LocatedDoor) -> DoorPoint<'_> {
    DoorPoint { id: *id, at: *at, state: *state, label }
}

/// What a desk page looks at: this device's database on a day.
struct Desk<'a> {
    conn: &'a Connection,
    today: Day,
    rounds: Rounds<'a>,
    /// Villages are opened one by one here.
    on_demand: bool,
}

impl<'a> Desk<'a> {
    fn of(conn: &'a Connection, today: Day, account: &Account) -> Result<Self> {
        let (rounds, on_demand) = (Rounds::load(conn, today)?, subscribing::on_demand(conn, account)?);
        Ok(Self { conn, today, rounds, on_demand })
    }

    fn doors_of(&self, village: AreaId) -> Result<DoorList> {
        subscribing::doors_of(self.conn, village, self.on_demand)
    }

    fn line(&self, area: &Area) -> Result<OverviewLine> {
        let doors = if area.level == Level::Village { Some(self.doors_of(area.id)?) } else { None };
        let coverage = match area.level {
            Level::County | Level::Township => self.sum_below(area)?,
            Level::Village | Level::Grid => coverage::of_area(area, &self.rounds)?,
        };
        let points = doors.map_or(Ok(None), |doors| self.points(area.id, doors))?;
        Ok(OverviewLine { area: area_view(area, self.today), coverage, points, doors })
    }

    /// Of all villages below, however deep.
    fn sum_below(&self, area: &Area) -> Result<CoverageView> {
        let mut total = CoverageView::default();
        for child in projection::children(self.conn, area.id)?.into_iter().filter(stands_on(self.today)) {
            let part = match child.level {
                Level::County | Level::Township => self.sum_below(&child)?,
                Level::Village | Level::Grid => coverage::of_area(&child, &self.rounds)?,
            };
            coverage::add(&mut total, &part);
        }
        Ok(total)
    }

    fn points(&self, village: AreaId, doors: DoorList) -> Result<Option<Points>> {
        let own = match doors {
            DoorList::Here | DoorList::Opened => village_score(self.conn, village, self.today, Evidence::Leave)?,
            DoorList::Arriving | DoorList::OnServer => None,
        };
        match own {
            Some((_, score)) => Ok(Some(score.points)),
            None => Ok(told_standing(self.conn, village)?.map(|standing| standing.points)),
        }
    }

    /// What only doors can tell: the score's indicators, grids, what is missing.
    fn look_at_doors(&self, village: AreaId, view: &mut VillageView) -> Result<()> {
        for grid in by_code(projection::children(self.conn, village)?, self.today) {
            if stands_on(self.today)(&grid) {
                view.grids.push(self.line(&grid)?);
            }
        }
        if let Some((round, score)) = village_score(self.conn, village, self.today, Evidence::Gather)? {
            (view.round, view.score) = (Some(round_line(&round)), Some(score));
        }
        let states =
            DoorState::ALL.into_iter().filter(|state| !matches!(state, DoorState::Reached | DoorState::Exempt));
        let filter = DoorFilter { areas: vec![village], states: states.collect(), ..DoorFilter::default() };
        view.missing = lines::first(self.conn, &filter, self.today, MOST_MISSING)?.into_iter().map(line).collect();
        Ok(())
    }
}

fn sum<'a>(parts: impl Iterator<Item = &'a CoverageView>) -> CoverageView {
    let mut total = CoverageView::default();
    parts.for_each(|part| coverage::add(&mut total, part));
    total
}

/// What the server says that a village comes to.
fn told_standing(conn: &Connection, village: AreaId) -> Result<Option<VillageStanding>> {
    Ok(area_notice(conn, village)?.and_then(|notice| notice.standing))
}

fn by_code(mut areas: Vec<Area>, today: Day) -> Vec<Area> {
    areas.sort_by(|a, b| (a.level, a.code_on(today), &a.name, a.id).cmp(&(b.level, b.code_on(today), &b.name, b.id)));
    areas
}

/// Areas that went up in another one are history.
fn stands_on(today: Day) -> impl Fn(&Area) -> bool {
    move |area| area.successor_on(today).is_none()
}

fn area_view(area: &Area, today: Day) -> AreaView {
    AreaView {
        id: area.id,
        parent: area.parent,
        level: area.level,
        name: area.name.clone(),
        code: area.code_on(today).unwrap_or_default().to_owned(),
        outline: area.outline.clone(),
    }
}

/// Whether the doors behind the figures are read: a village page shows them, a list of villages does not.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Evidence {
    Gather,
    Leave,
}

/// The score of a village in its present round; none when no round has begun there.
fn village_score(conn: &Connection, village: AreaId, today: Day, evidence: Evidence) -> Result<Option<(Round, Score)>> {
    let log = LogId::of(village, Class::Field);
    let scope = Scope::load(conn, log)?;
    let Some(RoundScope { round, rules }) = scope.round_on(today) else { return Ok(None) };
    let doors: Vec<(EntityId, DoorInRound)> = match evidence {
        Evidence::Gather => projection::doors_in_round(conn, log, round.id)?,
        Evidence::Leave => Vec::new(),
    };
    let mut facts = Vec::new();
    for class in Class::ALL {
        for family in SCORED {
            facts.extend(projection::facts_of_family(conn, LogId::of(village, class), family)?);
        }
    }
    let unread = unread(conn, village)?;
    let told = if unread.is_empty() { None } else { told_standing(conn, village)? };
    let book = VillageBook {
        village,
        doors,
        tally: projection::read_tally(conn, log, round.id, village)?,
        facts: VillageFacts::fold(facts.iter().map(|(entity, fact)| (*entity, fact)), scope.zone),
        unread,
        silence: silence(conn, village, round, today)?,
        // Nobody knows the year before this installation began.
        year_before: None,
    };
    let mut score = score(rules, round, today, &book);
    if let Some(told) = told {
        // By logs that may not be read here; the indicators stay those of what can be.
        score.tier = told.tier;
        (score.blocked_by, score.next_tier_blocked_by) = (told.blocked_by, told.next_tier_blocked_by);
    }
    Ok(Some((round.clone(), score)))
}

/// Days without a word after which a device is silent.
const SILENT_AFTER_DAYS: i32 = 5;

/// Devices of a village's people that were not heard for long, and the households that these may have reached meanwhile:
/// those of the silent grids, or all when somebody is silent who belongs to the village as a whole.
fn silence(conn: &Connection, village: AreaId, round: &Round, today: Day) -> Result<Silence> {
    let mut silence = Silence::default();
    let areas: Vec<AreaId> =
        std::iter::once(village).chain(projection::children(conn, village)?.iter().map(|grid| grid.id)).collect();
    for area in areas {
        let heard = area_notice(conn, area)?.map(|notice| notice.heard).unwrap_or_default();
        let silent = heard.iter().filter(|day| today.0 - day.0 >= SILENT_AFTER_DAYS).count() as u64;
        if silent == 0 {
            continue;
        }
        silence.devices += silent;
        let tally = projection::read_tally(conn, LogId::of(village, Class::Field), round.id, area)?;
        let households = tally.coverage(DoorKind::Household, round.as_of(today));
        silence.doors += households.asked().saturating_sub(households.reached);
    }
    Ok(silence)
}
