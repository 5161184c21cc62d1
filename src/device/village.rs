//! The overview of an area's children, one village with its score, doors and areas for the map.

use rusqlite::Connection;

use super::{
    coverage,
    doors::line,
    messages::{Answer, AreaView, CoverageView, Failure, MapDoor, Overview, OverviewLine, Reply, VillageView},
    service::Device,
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
        score::{Score, Silence, VillageBook, score},
        village::VillageFacts,
    },
    store::{
        Result, area_notice,
        lines::{self, DoorFilter},
        projection::{self, Family, RoundScope, Scope},
        unread,
    },
    sync::ports::{Clock, Rng, Transport},
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
        let own = store.account()?.ok_or(Failure::NotEnrolled)?.area;
        let conn = store.conn();
        let area = projection::area(conn, area.unwrap_or(own))?.ok_or(Failure::NotFound)?;
        let rounds = projection::present_rounds(conn, today)?;
        let mut children = Vec::new();
        for child in by_code(projection::children(conn, area.id)?, today).into_iter().filter(stands_on(today)) {
            children.push(self.overview_line(conn, &child, &rounds, today)?);
        }
        let coverage = sum_or_own(conn, &area, &children, &rounds, today)?;
        let as_of = store.sync_figures()?.last_sync;
        Ok(Reply::Overview(Overview { area: area_view(&area, today), coverage, children, as_of }))
    }

    fn overview_line(
        &self,
        conn: &Connection,
        area: &Area,
        rounds: &[(LogId, Round)],
        today: Day,
    ) -> Result<OverviewLine> {
        let points = match area.level {
            Level::Village => match village_score(conn, area.id, today, Evidence::Leave)? {
                Some((_, score)) => Some(score.points),
                None => area_notice(conn, area.id)?.and_then(|notice| notice.standing).map(|standing| standing.points),
            },
            _ => None,
        };
        let coverage = match area.level {
            Level::County | Level::Township => {
                let mut sum = CoverageView::default();
                for child in projection::children(conn, area.id)? {
                    coverage::add(&mut sum, &coverage::of_area(conn, &child, rounds, today)?);
                }
                sum
            }
            _ => coverage::of_area(conn, area, rounds, today)?,
        };
        Ok(OverviewLine { area: area_view(area, today), coverage, points })
    }

    pub(super) fn village(&self, id: AreaId) -> Answer {
        let (_, today) = self.zone_and_today()?;
        let store = self.store.get();
        let conn = store.conn();
        let area = projection::area(conn, id)?.ok_or(Failure::NotFound)?;
        let rounds = projection::present_rounds(conn, today)?;
        let mut grids = Vec::new();
        for grid in by_code(projection::children(conn, id)?, today).into_iter().filter(stands_on(today)) {
            grids.push(self.overview_line(conn, &grid, &rounds, today)?);
        }
        let scored = village_score(conn, id, today, Evidence::Gather)?;
        let states =
            DoorState::ALL.into_iter().filter(|state| !matches!(state, DoorState::Reached | DoorState::Exempt));
        let filter = DoorFilter { areas: vec![id], states: states.collect(), ..DoorFilter::default() };
        let missing = lines::first(conn, &filter, today, MOST_MISSING)?;
        let (round, score) = scored.map_or((None, None), |(round, score)| (Some(round_line(&round)), Some(score)));
        Ok(Reply::Village(Box::new(VillageView {
            coverage: coverage::of_area(conn, &area, &rounds, today)?,
            area: area_view(&area, today),
            grids,
            round,
            score,
            missing: missing.into_iter().map(line).collect(),
            as_of: store.sync_figures()?.last_sync,
        })))
    }

    pub(super) fn map_doors(&self, area: AreaId) -> Answer {
        let (_, today) = self.zone_and_today()?;
        let filter = DoorFilter { areas: self.villages_of(area)?, ..DoorFilter::default() };
        let store = self.store.get();
        let doors = lines::first(store.conn(), &filter, today, u32::MAX)?;
        let point = |door: lines::ListedDoor| {
            let at = door.location?;
            Some(MapDoor { id: door.id, at, state: door.state(), label: door.label() })
        };
        Ok(Reply::MapDoors(doors.into_iter().filter_map(point).collect()))
    }

    pub(super) fn areas(&self) -> Answer {
        let (_, today) = self.zone_and_today()?;
        let areas = by_code(projection::areas(self.store.get().conn())?, today);
        Ok(Reply::Areas(areas.iter().map(|area| area_view(area, today)).collect()))
    }
}

/// The sum over the children of a township; a village's own tally, for doors outside its grids count too.
fn sum_or_own(
    conn: &Connection,
    area: &Area,
    children: &[OverviewLine],
    rounds: &[(LogId, Round)],
    today: Day,
) -> Result<CoverageView> {
    if matches!(area.level, Level::Village | Level::Grid) {
        return coverage::of_area(conn, area, rounds, today);
    }
    let mut sum = CoverageView::default();
    children.iter().for_each(|child| coverage::add(&mut sum, &child.coverage));
    Ok(sum)
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
    let told = if unread.is_empty() { None } else { area_notice(conn, village)?.and_then(|notice| notice.standing) };
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
