//! Writing what a refold came to: one statement for all rows of a kind.

use nfv::{
    domain::{
        day::Day,
        ids::{AreaId, EntityId, LogId, RoundId},
    },
    store::projection::{
        Change,
        rows::{DoorAfter, DoorRow, PointRow, RoundRow},
    },
};

use tokio::try_join;
use tokio_postgres::Row;

use crate::store::{StoreError, postgres::session::Session};

/// What is written after some entities of one log were folded.
#[derive(Default)]
pub(super) struct Changes {
    doors: Vec<(EntityId, DoorRow)>,
    rounds: Vec<(EntityId, RoundRow)>,
    gone_rounds: Vec<(EntityId, RoundId)>,
    /// Entities that are no doors any more.
    pub(super) gone_doors: Vec<EntityId>,
    /// Entities whose old contributions as points go.
    pub(super) gone_points: Vec<EntityId>,
    /// What points add.
    pub(super) points: Vec<(EntityId, PointRow)>,
    /// What changes in the tallies.
    pub(super) tally: Change,
}

impl Changes {
    /// A door that stands.
    pub(super) fn door(&mut self, entity: EntityId, after: DoorAfter) {
        self.doors.push((entity, after.door));
        self.rounds.extend(after.rounds.into_iter().map(|row| (entity, row)));
        self.gone_rounds.extend(after.gone.into_iter().map(|round| (entity, round)));
    }
}

/// A column of some rows.
macro_rules! column {
    ($rows:expr, $row:ident => $value:expr) => {
        $rows.iter().map(|$row| $value).collect::<Vec<_>>()
    };
}

/// Writes everything in one go.
pub(super) fn save(session: &Session<'_>, log: LogId, changes: &Changes) -> Result<(), StoreError> {
    let key = log.as_bytes().as_slice();
    // What goes, goes before anything comes in its place.
    session.wait(async {
        try_join!(biased; delete_entities(session, key, "door_round", &changes.gone_doors),
            delete_entities(session, key, "door", &changes.gone_doors),
            delete_entities(session, key, "point_round", &changes.gone_points),
            delete_rounds(session, key, &changes.gone_rounds),
        )
    })?;
    let (.., sums) = session.wait(async {
        try_join!(biased; save_doors(session, key, &changes.doors),
            save_rounds(session, key, &changes.rounds),
            save_points(session, key, &changes.points),
            save_tallies(session, key, &changes.tally),
        )
    })?;
    delete_zeros(session, key, &sums)
}

async fn delete_rounds(session: &Session<'_>, log: &[u8], gone: &[(EntityId, RoundId)]) -> Result<(), StoreError> {
    if gone.is_empty() {
        return Ok(());
    }
    let entities = column!(gone, row => row.0.as_bytes().as_slice());
    let rounds = column!(gone, row => row.1.as_bytes().as_slice());
    session.run(include_str!("sql/delete_rounds.sql"), &[&log, &entities, &rounds]).await.map(drop)
}

async fn delete_entities(session: &Session<'_>, log: &[u8], table: &str, gone: &[EntityId]) -> Result<(), StoreError> {
    if gone.is_empty() {
        return Ok(());
    }
    let ids = column!(gone, entity => entity.as_bytes().as_slice());
    let sql = format!("DELETE FROM {table} WHERE log_id = $1 AND entity_id = ANY($2)");
    session.run(&sql, &[&log, &ids]).await.map(drop)
}

async fn save_doors(session: &Session<'_>, log: &[u8], rows: &[(EntityId, DoorRow)]) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let entities = column!(rows, row => row.0.as_bytes().as_slice());
    let areas = column!(rows, row => row.1.area.as_ref().map(|area| AreaId::as_bytes(area).as_slice()));
    let grids = column!(rows, row => row.1.grid.as_ref().map(|grid| AreaId::as_bytes(grid).as_slice()));
    let kinds = column!(rows, row => row.1.kind);
    let lanes = column!(rows, row => row.1.lane.as_str());
    let numbers = column!(rows, row => row.1.number.as_str());
    let names = column!(rows, row => row.1.name.as_str());
    let tags = column!(rows, row => row.1.tags.as_str());
    let adults = column!(rows, row => i64::from(row.1.adults));
    let longitudes = column!(rows, row => row.1.longitude.map(i64::from));
    let latitudes = column!(rows, row => row.1.latitude.map(i64::from));
    let registered = column!(rows, row => row.1.registered_at.0.cast_signed());
    let visits = column!(rows, row => day(row.1.last_visit));
    let closed = column!(rows, row => i64::from(row.1.closed));
    let conflicts = column!(rows, row => i64::from(row.1.conflict));
    session
        .run(
            include_str!("sql/upsert_doors.sql"),
            &[
                &log,
                &entities,
                &areas,
                &grids,
                &kinds,
                &lanes,
                &numbers,
                &names,
                &tags,
                &adults,
                &longitudes,
                &latitudes,
                &registered,
                &visits,
                &closed,
                &conflicts,
            ],
        )
        .await
        .map(drop)
}

async fn save_rounds(session: &Session<'_>, log: &[u8], rows: &[(EntityId, RoundRow)]) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let entities = column!(rows, row => row.0.as_bytes().as_slice());
    let rounds = column!(rows, row => row.1.round.as_bytes().as_slice());
    let states = column!(rows, row => row.1.state);
    let pledges = column!(rows, row => row.1.pledge.as_str());
    let counts_from = column!(rows, row => day(row.1.counts_from));
    let attempts = column!(rows, row => i64::from(row.1.attempts));
    let away = column!(rows, row => day(row.1.away_until));
    let revisits = column!(rows, row => day(row.1.revisit));
    let visits = column!(rows, row => day(row.1.last_visit));
    let seen = column!(rows, row => row.1.seen.as_str());
    session
        .run(
            include_str!("sql/upsert_rounds.sql"),
            &[&log, &entities, &rounds, &states, &pledges, &counts_from, &attempts, &away, &revisits, &visits, &seen],
        )
        .await
        .map(drop)
}

async fn save_points(session: &Session<'_>, log: &[u8], rows: &[(EntityId, PointRow)]) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let entities = column!(rows, row => row.0.as_bytes().as_slice());
    let rounds = column!(rows, row => row.1.round.as_bytes().as_slice());
    let areas = column!(rows, row => row.1.area.as_bytes().as_slice());
    let tallies: Result<Vec<String>, _> = rows.iter().map(|row| serde_json::to_string(&row.1.tally)).collect();
    let tallies = tallies.map_err(|error| StoreError::Database(error.to_string()))?;
    session.run(include_str!("sql/insert_points.sql"), &[&log, &entities, &rounds, &areas, &tallies]).await.map(drop)
}

/// Adds to the tallies; the sums that are there now.
async fn save_tallies(session: &Session<'_>, log: &[u8], change: &Change) -> Result<Vec<Row>, StoreError> {
    let rows: Vec<_> = change.iter().collect();
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let rounds = column!(rows, row => row.0.as_bytes().as_slice());
    let areas = column!(rows, row => row.1.as_bytes().as_slice());
    let metrics = column!(rows, row => row.2.as_str());
    let days = column!(rows, row => i64::from(row.3.0));
    let counts = column!(rows, row => row.4);
    session.ask(include_str!("sql/add_to_tallies.sql"), &[&log, &rounds, &areas, &metrics, &days, &counts]).await
}

fn delete_zeros(session: &Session<'_>, log: &[u8], sums: &[Row]) -> Result<(), StoreError> {
    let mut zeros = Vec::new();
    for sum in sums {
        if sum.try_get::<_, i64>(4)? == 0 {
            zeros.push(sum);
        }
    }
    if zeros.is_empty() {
        return Ok(());
    }
    let get = |column| zeros.iter().map(|sum| sum.try_get::<_, &[u8]>(column)).collect::<Result<Vec<_>, _>>();
    let (rounds, areas) = (get(0)?, get(1)?);
    let metrics: Vec<&str> = zeros.iter().map(|sum| sum.try_get(2)).collect::<Result<_, _>>()?;
    let days: Vec<i64> = zeros.iter().map(|sum| sum.try_get(3)).collect::<Result<_, _>>()?;
    session.execute(include_str!("sql/delete_zeros.sql"), &[&log, &rounds, &areas, &metrics, &days]).map(drop)
}

fn day(day: Option<Day>) -> Option<i64> {
    day.map(|day| i64::from(day.0))
}
