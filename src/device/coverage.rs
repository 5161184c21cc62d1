//! Coverage of areas, read from their tallies; never by counting doors.

use rusqlite::Connection;

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
    store::{Result, area_notice, projection},
    sync::notices::Figures,
};

/// The log in whose tallies an area stands: its own; a grid's is its village's.
pub(super) fn tally_log(area: &Area) -> LogId {
    let village = area.parent.filter(|_| area.level == Level::Grid).unwrap_or(area.id);
    LogId::of(village, Class::Field)
}

/// The tally of a village or grid in its present round; none when no round is known there.
pub(super) fn tally(conn: &Connection, area: &Area, rounds: &[(LogId, Round)]) -> Result<Option<(Round, Tally)>> {
    let log = tally_log(area);
    if let Some((_, round)) = rounds.iter().find(|(known, _)| *known == log) {
        return Ok(Some((round.clone(), projection::read_tally(conn, log, round.id, area.id)?)));
    }
    // A village whose log is not read here: as the server told.
    let told = area_notice(conn, area.id)?.and_then(|notice| notice.figures);
    Ok(told.map(|Figures { round, tally }| (round, tally)))
}

/// Villages and grids together. Areas whose definition is not here count nothing.
pub(super) fn of_areas(conn: &Connection, areas: &[AreaId], today: Day) -> Result<CoverageView> {
    let rounds = projection::present_rounds(conn, today)?;
    let mut view = CoverageView::default();
    for id in areas {
        if let Some(area) = projection::area(conn, *id)? {
            add(&mut view, &of_area(conn, &area, &rounds, today)?);
        }
    }
    Ok(view)
}

/// One village or grid.
pub(super) fn of_area(conn: &Connection, area: &Area, rounds: &[(LogId, Round)], today: Day) -> Result<CoverageView> {
    let found = tally(conn, area, rounds)?;
    let mut view = found.map(|(round, tally)| view(&tally, &round, today)).unwrap_or_default();
    view.unacknowledged = unacknowledged(conn, area)?;
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
        unacknowledged: 0,
    }
}

fn by_state(coverage: &Coverage) -> std::collections::BTreeMap<String, u32> {
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
