//! Doors as lists show them: a window of the list, single doors, everything that may be due.
//!
//! The present round of each log stands in a temporary table that is written anew when the day or a round changes.

use rusqlite::{Connection, Params, Row, ToSql, params_from_iter};

use super::{Store, error::Result, projection, search};
use crate::domain::{
    area::Point,
    day::Day,
    door::{DoorInRound, DoorState, PledgeState},
    facts::DoorKind,
    ids::{AreaId, EntityId, LogId},
};

/// A door as it stands in the tables.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedDoor {
    /// Its log.
    pub log: LogId,
    /// The door.
    pub id: EntityId,
    /// Its village; none until its definition is known.
    pub village: Option<AreaId>,
    /// Household or unit.
    pub kind: DoorKind,
    /// Lane, street or building.
    pub lane: String,
    /// Door number.
    pub number: String,
    /// Contact or unit.
    pub name: String,
    /// All tags.
    pub tags: String,
    /// Where.
    pub location: Option<(i32, i32)>,
    /// Day of the last visit.
    pub last_visit: Option<Day>,
    /// Several heads in a field.
    pub conflict: bool,
    /// Has records in the outbox.
    pub unsent: bool,
    /// In the present round; none when no round is known.
    pub seen: Option<DoorInRound>,
}

impl ListedDoor {
    /// Its state; unreached when no round is known.
    #[must_use]
    pub fn state(&self) -> DoorState {
        self.seen.as_ref().map_or(DoorState::Unreached, |seen| seen.state)
    }

    /// Its pledge.
    #[must_use]
    pub fn pledge(&self) -> PledgeState {
        self.seen.as_ref().map_or(PledgeState::Open, |seen| seen.pledge)
    }

    /// Lane and number, for people.
    #[must_use]
    pub fn label(&self) -> String {
        label(&self.lane, &self.number)
    }
}

fn label(lane: &str, number: &str) -> String {
    [lane, number].join(" ").trim().to_owned()
}

/// A door that has a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocatedDoor {
    /// The door.
    pub id: EntityId,
    /// Where.
    pub at: Point,
    /// Its state; unreached when no round is known.
    pub state: DoorState,
    /// Lane and number, for people.
    pub label: String,
}

/// Which doors.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DoorFilter {
    /// Typed text.
    pub text: String,
    /// Only these; empty = all.
    pub ids: Vec<EntityId>,
    /// Villages or grids; empty = everywhere.
    pub areas: Vec<AreaId>,
    /// Only in this lane, street or building, as the register calls it.
    pub lane: Option<String>,
    /// States in the present round; empty = all.
    pub states: Vec<DoorState>,
    /// Only with a key group.
    pub key_group: bool,
    /// Only with a promised re-visit.
    pub promised: bool,
    /// Only rented homes: people from elsewhere.
    pub rented: bool,
    /// Only where somebody has to look again: seen empty once, or told differently by two people.
    pub to_check: bool,
    /// Only these.
    pub kind: Option<DoorKind>,
}

/// A door at which something may be due: what tells whether, and how urgent it is.
#[derive(Clone, Debug, PartialEq)]
pub struct MaybeDue {
    /// Its log.
    pub log: LogId,
    /// The door.
    pub id: EntityId,
    /// One of its tags is a key group.
    pub key_group: bool,
    /// Day of the last visit.
    pub last_visit: Option<Day>,
    /// In the present round; none where nothing happened in it, or none is known.
    pub seen: Option<DoorInRound>,
}

/// A condition with its parameters.
struct Query {
    sql: Vec<String>,
    params: Vec<Box<dyn ToSql>>,
    joins: bool,
}

impl DoorFilter {
    fn query(&self) -> Query {
        let mut query = Query { sql: vec!["true".into()], params: Vec::new(), joins: false };
        for word in search::words(&self.text) {
            query.add("instr(l.haystack, ?) > 0", [Box::new(word) as Box<dyn ToSql>]);
        }
        query.joins = self.asks_round();
        if !self.ids.is_empty() {
            let ids = self.ids.iter().map(|id| Box::new(*id.as_bytes()) as Box<dyn ToSql>);
            query.add(&format!("l.entity_id IN ({})", marks(&self.ids)), ids);
        }
        if !self.areas.is_empty() {
            let marks = marks(&self.areas);
            let ids = || self.areas.iter().map(|area| Box::new(*area.as_bytes()) as Box<dyn ToSql>);
            query.add(&format!("(l.area_id IN ({marks}) OR l.grid IN ({marks}))"), ids().chain(ids()));
        }
        if let Some(lane) = &self.lane {
            query.add(include_str!("sql/is_in_lane.sql"), [Box::new(lane.clone()) as Box<dyn ToSql>]);
        }
        if !self.states.is_empty() {
            let marks = marks(&self.states);
            let states = self.states.iter().map(|state| Box::new(state.as_str()) as Box<dyn ToSql>);
            query.add(&format!("coalesce(r.state, 'unreached') IN ({marks})"), states);
        }
        if self.key_group {
            query.add("l.key_group = 1", []);
        }
        if self.promised {
            query.add("r.revisit IS NOT NULL", []);
        }
        if self.rented {
            query.add(include_str!("sql/is_rented.sql"), []);
        }
        if self.to_check {
            query.add(include_str!("sql/is_to_check.sql"), []);
        }
        if let Some(kind) = self.kind {
            query.add("l.kind = ?", [Box::new(kind.as_str()) as Box<dyn ToSql>]);
        }
        query
    }

    /// Whether the present round is asked for, so that the list alone does not tell.
    fn asks_round(&self) -> bool {
        !self.states.is_empty() || self.promised || self.rented || self.to_check
    }
}

/// A place for each parameter.
fn marks<T>(of: &[T]) -> String {
    vec!["?"; of.len()].join(", ")
}

impl Query {
    fn add(&mut self, sql: &str, params: impl IntoIterator<Item = Box<dyn ToSql>>) {
        self.sql.push(sql.to_owned());
        self.params.extend(params);
    }

    fn text(&self) -> String {
        self.sql.join(" AND ")
    }
}

/// How many doors match, and a window of them in the order of lists: one pass, over the table where a filter is set, else
/// in memory; where nothing was typed either, the window alone is read, and the doors are counted by their narrowest index.
///
/// # Errors
/// When the database fails.
pub fn find(
    store: &Store,
    filter: &DoorFilter,
    today: Day,
    (offset, limit): (u32, u32),
) -> Result<(u32, Vec<ListedDoor>)> {
    let conn = store.conn();
    present(conn, today)?;
    let window = offset..offset.saturating_add(limit);
    if *filter == (DoorFilter { text: filter.text.clone(), ..DoorFilter::default() }) {
        let words = search::words(&filter.text);
        if words.is_empty() {
            return all(conn, (offset, limit));
        }
        let (total, found) = store.listing()?.find(&words, &window);
        let doors = found.into_iter().filter_map(|door| look_up_in(conn, door).transpose()).collect::<Result<_>>()?;
        return Ok((total, doors));
    }
    let query = filter.query();
    let from = if query.joins { include_str!("sql/from_rounds.sql") } else { "FROM door_list l" };
    let order = "ORDER BY l.sort_key, l.log_id, l.entity_id";
    let sql = format!("SELECT l.log_id, l.entity_id {from} WHERE {} {order}", query.text());
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(&query.params))?;
    let (mut total, mut doors) = (0, Vec::new());
    while let Some(row) = rows.next()? {
        if window.contains(&total) {
            doors.extend(look_up_in(conn, key(row)?)?);
        }
        total += 1;
    }
    Ok((total, doors))
}

/// Reads what a typed text is looked for in, if it is not in memory yet.
///
/// # Errors
/// When the database fails.
pub fn prepare(store: &Store) -> Result<()> {
    store.listing().map(drop)
}

fn all(conn: &Connection, (offset, limit): (u32, u32)) -> Result<(u32, Vec<ListedDoor>)> {
    let total = conn.prepare_cached("SELECT count(*) FROM door_list")?.query_row([], |row| row.get(0))?;
    let mut statement = conn.prepare_cached(include_str!("sql/select_window.sql"))?;
    let mut rows = statement.query([limit, offset])?;
    let mut doors = Vec::new();
    while let Some(row) = rows.next()? {
        doors.extend(look_up_in(conn, key(row)?)?);
    }
    Ok((total, doors))
}

/// The first doors that match, in the order of lists; for those who want nearly all of them.
///
/// # Errors
/// When the database fails.
pub fn first(conn: &Connection, filter: &DoorFilter, today: Day, limit: u32) -> Result<Vec<ListedDoor>> {
    present(conn, today)?;
    let query = filter.query();
    let sql = format!(
        "{} {} WHERE {} ORDER BY l.sort_key, l.log_id, l.entity_id LIMIT {limit}",
        include_str!("sql/select_lines.sql"),
        include_str!("sql/from_doors.sql"),
        query.text(),
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(&query.params))?;
    let mut doors = Vec::new();
    while let Some(row) = rows.next()? {
        doors.push(read(row)?);
    }
    Ok(doors)
}

/// The doors of these areas at which something may be due, in the order of lists: not exempt; reached ones only with a
/// promise, a key group or an interval of their own.
///
/// # Errors
/// When the database fails.
pub fn maybe_due(conn: &Connection, areas: &[AreaId], today: Day) -> Result<Vec<MaybeDue>> {
    present(conn, today)?;
    let mut query = DoorFilter { areas: areas.to_vec(), ..DoorFilter::default() }.query();
    query.add(include_str!("sql/maybe_due.sql"), []);
    let sql = format!(
        "{} {} WHERE {} ORDER BY l.sort_key, l.log_id, l.entity_id",
        include_str!("sql/select_due.sql"),
        include_str!("sql/from_rounds.sql"),
        query.text(),
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(&query.params))?;
    let mut doors = Vec::new();
    while let Some(row) = rows.next()? {
        doors.push(MaybeDue {
            log: projection::log_id(row, 0)?,
            id: projection::entity_id(row, 1)?,
            key_group: row.get(2)?,
            last_visit: row.get::<_, Option<i32>>(3)?.map(Day),
            seen: seen(row, 4)?,
        });
    }
    Ok(doors)
}

/// The doors of these areas that have a place, in the order in which they lie: where there are 100,000, the order of lists
/// would fetch most pages again and again.
///
/// # Errors
/// When the database fails.
pub fn located(conn: &Connection, areas: &[AreaId], today: Day) -> Result<Vec<LocatedDoor>> {
    present(conn, today)?;
    let query = DoorFilter { areas: areas.to_vec(), ..DoorFilter::default() }.query();
    let sql = format!("{} AND {} ORDER BY l.log_id, l.entity_id", include_str!("sql/select_located.sql"), query.text());
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(&query.params))?;
    let mut doors = Vec::new();
    while let Some(row) = rows.next()? {
        let text = |at: usize| Ok::<_, rusqlite::Error>(row.get_ref(at)?.as_str_or_null()?);
        let (lane, number, state) = (text(3)?.unwrap_or_default(), text(4)?.unwrap_or_default(), text(5)?);
        doors.push(LocatedDoor {
            id: projection::entity_id(row, 0)?,
            at: (row.get(1)?, row.get(2)?),
            state: state.and_then(DoorState::parse).unwrap_or(DoorState::Unreached),
            label: label(lane, number),
        });
    }
    Ok(doors)
}

/// These doors in this order, listed or closed; those that are not here are left out.
///
/// # Errors
/// When the database fails.
pub fn each(conn: &Connection, doors: impl IntoIterator<Item = EntityId>, today: Day) -> Result<Vec<ListedDoor>> {
    present(conn, today)?;
    doors.into_iter().filter_map(|door| look_up(conn, door).transpose()).collect()
}

/// One door, listed or closed.
///
/// # Errors
/// When the database fails.
pub fn one(conn: &Connection, door: EntityId, today: Day) -> Result<Option<ListedDoor>> {
    present(conn, today)?;
    look_up(conn, door)
}

/// A door wherever it stands; where it is open before where it is closed.
fn look_up(conn: &Connection, door: EntityId) -> Result<Option<ListedDoor>> {
    first_line(conn, "WHERE d.entity_id = ?1 ORDER BY d.closed, d.log_id", [door.as_bytes()])
}

/// A door of this log: each index that is passed by is a page less to read, 40 times a keystroke.
fn look_up_in(conn: &Connection, (log, door): (LogId, EntityId)) -> Result<Option<ListedDoor>> {
    first_line(conn, "WHERE d.log_id = ?1 AND d.entity_id = ?2", [log.as_bytes(), door.as_bytes()])
}

fn first_line(conn: &Connection, condition: &str, params: impl Params) -> Result<Option<ListedDoor>> {
    let sql = format!("{} {} {condition}", include_str!("sql/select_lines.sql"), include_str!("sql/from_door.sql"));
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params)?;
    rows.next()?.map(read).transpose()
}

/// Log and door of the list.
fn key(row: &Row<'_>) -> Result<(LogId, EntityId)> {
    Ok((projection::log_id(row, 0)?, projection::entity_id(row, 1)?))
}

fn read(row: &Row<'_>) -> Result<ListedDoor> {
    let kind: String = row.get(3)?;
    let longitude: Option<i32> = row.get(8)?;
    let latitude: Option<i32> = row.get(9)?;
    Ok(ListedDoor {
        log: projection::log_id(row, 0)?,
        id: projection::entity_id(row, 1)?,
        village: projection::area_id(row, 2)?,
        kind: if kind == DoorKind::Unit.as_str() { DoorKind::Unit } else { DoorKind::Household },
        lane: row.get(4)?,
        number: row.get(5)?,
        name: row.get(6)?,
        tags: row.get(7)?,
        location: longitude.zip(latitude),
        last_visit: row.get::<_, Option<i32>>(10)?.map(Day),
        conflict: row.get(11)?,
        unsent: row.get(12)?,
        seen: seen(row, 13)?,
    })
}

fn seen(row: &Row<'_>, column: usize) -> Result<Option<DoorInRound>> {
    let seen = row.get_ref(column)?.as_bytes_or_null().map_err(rusqlite::Error::from)?;
    Ok(seen.map(serde_json::from_slice).transpose()?)
}

/// Writes the present round of every log into its temporary table, if anything differs.
fn present(conn: &Connection, today: Day) -> Result<()> {
    conn.prepare_cached("CREATE TEMP TABLE IF NOT EXISTS present (log_id BLOB PRIMARY KEY, round_id BLOB NOT NULL)")?
        .execute([])?;
    let now = projection::present_rounds(conn, today)?;
    let mut statement = conn.prepare_cached("SELECT log_id, round_id FROM temp.present ORDER BY log_id")?;
    let mut rows = statement.query([])?;
    let mut stands = Vec::with_capacity(now.len());
    while let Some(row) = rows.next()? {
        stands.push((projection::log_id(row, 0)?, projection::round_id(row, 1)?));
    }
    drop(rows);
    if stands.iter().copied().eq(now.iter().map(|(log, round)| (*log, round.id))) {
        return Ok(());
    }
    conn.execute("DELETE FROM temp.present", [])?;
    for (log, round) in &now {
        conn.prepare_cached("INSERT INTO temp.present (log_id, round_id) VALUES (?1, ?2)")?
            .execute((log.as_bytes(), round.id.as_bytes()))?;
    }
    Ok(())
}
