//! Coverage of areas, read from their tallies; never by counting doors.
//!
//! A village's tally is folded here where its doors are here; where they are not, the server told what it comes to. Figures
//! of both kinds are read the same way, and add up.

use rusqlite::Connection;
use std::{cell::RefCell, collections::BTreeMap};

use super::messages::CoverageView;
use crate::{
    domain::{
        area::{Area, Class, Level},
        day::Day,
        door::DoorState,
        facts::DoorKind,
        ids::{AreaId, LogId},
        round::Round,
        tally::{Count, Coverage, Metric, Tally},
    },
    store::{
        Holding, Result, area_notice, holding,
        projection::{self, Scope},
    },
    sync::notices::Figures,
};

/// The village that an area is, or that a grid belongs to.
pub(super) fn village_of(area: &Area) -> AreaId {
    area.parent.filter(|_| area.level == Level::Grid).unwrap_or(area.id)
}

/// The log in whose tallies an area stands: its own; a grid's is its village's.
pub(super) fn tally_log(area: &Area) -> LogId {
    LogId::of(village_of(area), Class::Field)
}

/// Present rounds, looked up once for many areas.
pub(super) struct Rounds<'a> {
    conn: &'a Connection,
    today: Day,
    /// Of the logs that have doors here.
    of_logs: Vec<(LogId, Round)>,
    /// Whether one runs below these areas, as far as asked.
    below: RefCell<BTreeMap<AreaId, bool>>,
}

impl<'a> Rounds<'a> {
    pub(super) fn load(conn: &'a Connection, today: Day) -> Result<Self> {
        let of_logs = projection::present_rounds(conn, today)?;
        Ok(Self { conn, today, of_logs, below: RefCell::default() })
    }

    fn of_log(&self, log: LogId) -> Option<&Round> {
        self.of_logs.iter().find(|(known, _)| *known == log).map(|(_, round)| round)
    }

    /// Whether a round runs, or has run, in everything below an area.
    fn runs_below(&self, area: AreaId) -> Result<bool> {
        if let Some(known) = self.below.borrow().get(&area) {
            return Ok(*known);
        }
        let scope = Scope::load(self.conn, LogId::of(area, Class::Field))?;
        let runs = scope.round_on(self.today).is_some();
        self.below.borrow_mut().insert(area, runs);
        Ok(runs)
    }
}

/// Who has added up the doors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    /// This device.
    Device,
    /// The server: it sent the sums.
    Server,
}

/// The tally of a village or grid in its present round; none when no round is known there, or its doors are elsewhere and
/// nobody told what they come to.
fn tally(area: &Area, rounds: &Rounds<'_>) -> Result<Option<(Round, Tally, By)>> {
    let (conn, log) = (rounds.conn, tally_log(area));
    let held = holding(conn, log)?;
    if held != Holding::Whole {
        let told = area_notice(conn, area.id)?.and_then(|notice| notice.figures);
        if let Some(Figures { round, tally }) = told {
            return Ok(Some((round, tally, By::Server)));
        }
    }
    // Of a log that is elsewhere there may be remains here that are not sent yet: no figures.
    let Some(round) = rounds.of_log(log).filter(|_| held != Holding::Elsewhere) else { return Ok(None) };
    let tally = projection::read_tally(conn, log, round.id, area.id)?;
    Ok(Some((round.clone(), tally, By::Device)))
}

/// The present round of a village.
pub(super) fn round(area: &Area, rounds: &Rounds<'_>) -> Result<Option<Round>> {
    Ok(tally(area, rounds)?.map(|(round, ..)| round))
}

/// Villages and grids together. Areas whose definition is not here count nothing.
pub(super) fn of_areas(conn: &Connection, areas: &[AreaId], today: Day) -> Result<CoverageView> {
    let rounds = Rounds::load(conn, today)?;
    let mut view = CoverageView::default();
    for id in areas {
        if let Some(area) = projection::area(conn, *id)? {
            add(&mut view, &of_area(&area, &rounds)?);
        }
    }
    Ok(view)
}

/// One village or grid.
pub(super) fn of_area(area: &Area, rounds: &Rounds<'_>) -> Result<CoverageView> {
    let found = tally(area, rounds)?;
    let is_village = area.level == Level::Village;
    let is_awaited = || -> Result<bool> {
        let is_elsewhere = holding(rounds.conn, tally_log(area))? == Holding::Elsewhere;
        Ok(is_elsewhere && area.parent.map_or(Ok(false), |parent| rounds.runs_below(parent))?)
    };
    let counting = is_village && found.is_none() && is_awaited()?;
    let mut view = match found {
        Some((round, tally, By::Device)) => {
            CoverageView { unacknowledged: unacknowledged(rounds.conn, area)?, ..view(&tally, &round, rounds.today) }
        }
        // What is not sent yet is not in the server's sums.
        Some((round, tally, By::Server)) => view(&tally, &round, rounds.today),
        None => CoverageView::default(),
    };
    (view.villages, view.counting) = (u32::from(is_village), u32::from(counting));
    Ok(view)
}

/// Sums.
pub(super) fn add(sum: &mut CoverageView, other: &CoverageView) {
    for (state, count) in &other.households {
        *sum.households.entry(state.clone()).or_default() += count;
    }
    for (state, count) in &other.units {
        *sum.units.entry(state.clone()).or_default() += count;
    }
    sum.not_yet_counted += other.not_yet_counted;
    sum.reached += other.reached;
    sum.of += other.of;
    sum.signed += other.signed;
    sum.answered += other.answered;
    sum.adults_reached += other.adults_reached;
    sum.adults += other.adults;
    sum.unacknowledged += other.unacknowledged;
    sum.villages += other.villages;
    sum.counting += other.counting;
}

fn view(tally: &Tally, round: &Round, today: Day) -> CoverageView {
    let as_of = round.as_of(today);
    let households = tally.coverage(DoorKind::Household, as_of);
    let units = tally.coverage(DoorKind::Unit, as_of);
    let later = |kind| {
        let all = Metric::of(kind, Count::All);
        tally.up_to(all, round.last) - tally.up_to(all, as_of).min(tally.up_to(all, round.last))
    };
    CoverageView {
        households: by_state(&households),
        units: by_state(&units),
        not_yet_counted: small(later(DoorKind::Household) + later(DoorKind::Unit)),
        reached: small(households.reached),
        of: small(households.asked()),
        signed: small(households.signed),
        answered: small(households.pledge_answered),
        adults_reached: small(households.adults_met),
        adults: small(households.adults),
        ..CoverageView::default()
    }
}

fn by_state(coverage: &Coverage) -> BTreeMap<String, u32> {
    let count = |state| match state {
        DoorState::Reached => coverage.reached,
        DoorState::Unreached => coverage.unreached,
        DoorState::Attempted => coverage.attempted,
        DoorState::Declined => coverage.declined,
        DoorState::Away => coverage.away,
        DoorState::Exempt => coverage.exempt,
    };
    DoorState::ALL.into_iter().map(|state| (state.as_str().to_owned(), small(count(state)))).collect()
}

fn small(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Facts in the outbox that these figures contain.
fn unacknowledged(conn: &Connection, area: &Area) -> Result<u32> {
    let log = tally_log(area);
    if area.level == Level::Grid {
        let sql = "SELECT count(*) FROM outbox o JOIN door d ON d.log_id = o.log_id AND d.entity_id = o.entity_id
                   WHERE o.log_id = ?1 AND d.grid = ?2";
        let count = conn.prepare_cached(sql)?.query_row((log.as_bytes(), area.id.as_bytes()), |row| row.get(0));
        return Ok(count?);
    }
    let mut statement = conn.prepare_cached("SELECT count(*) FROM outbox WHERE log_id = ?1")?;
    Ok(statement.query_row([log.as_bytes()], |row| row.get(0))?)
}
