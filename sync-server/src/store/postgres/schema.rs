//! Schema by version: steps run in order, all in one transaction, by one process at a time.
//!
//! A step that was released is never changed, only followed by another. A migration emits no events. The projections have a
//! version of their own and are folded anew when it changes.

use nfv::store::projection::VERSION as PROJECTION;

use super::{
    locks::{Hold, Lock},
    projection,
    session::Session,
};
use crate::store::{Birth, StoreError};

/// Version n is reached by running the n-th of these.
const STEPS: [&str; 1] = [include_str!("schema.sql")];

const BY_LOG: &str = " PARTITION BY HASH (log_id)";

/// Most partitions that make any sense.
const MOST_PARTITIONS: u32 = 1024;

/// The version that this program writes.
const KNOWN: u32 = STEPS.len() as u32;

/// Makes or upgrades the schema, and the projections with it; returns its version.
pub(super) fn migrate(session: &Session<'_>, birth: &Birth, partitions: u32) -> Result<u32, StoreError> {
    // Another process may be folding everything anew: that is waited for, however long it takes.
    session.batch("SET LOCAL lock_timeout = 0")?;
    session.lock(Lock::Schema, Hold::Alone)?;
    let found = version(session)?;
    let (from, partitions) = found.unwrap_or((0, partitions.min(MOST_PARTITIONS)));
    if from > KNOWN {
        return Err(StoreError::NewerSchema { found: from, known: KNOWN });
    }
    for step in STEPS.iter().skip(from as usize) {
        create(session, step, partitions)?;
    }
    if found.is_none() {
        let (epoch, secret) = (birth.epoch.cast_signed(), birth.secret.as_slice());
        session.execute("INSERT INTO meta (one, epoch, secret) VALUES (1, $1, $2)", &[&epoch, &secret])?;
        let sql = "INSERT INTO schema_version (one, version, partitions) VALUES (1, $1, $2)";
        session.execute(sql, &[&i64::from(KNOWN), &i64::from(partitions)])?;
    } else if from < KNOWN {
        session.execute("UPDATE schema_version SET version = $1", &[&i64::from(KNOWN)])?;
    }
    migrate_projection(session, partitions)?;
    Ok(KNOWN)
}

/// Version and partitions; none of an empty database.
fn version(session: &Session<'_>) -> Result<Option<(u32, u32)>, StoreError> {
    if !exists(session, "schema_version")? {
        return Ok(None);
    }
    let row = session.query_opt("SELECT version, partitions FROM schema_version", &[])?;
    let row = row.ok_or(StoreError::Corrupt("schema_version is empty"))?;
    let number = |column| u32::try_from(row.try_get::<_, i64>(column)?).map_err(|_| StoreError::Corrupt("version"));
    Ok(Some((number(0)?, number(1)?)))
}

fn exists(session: &Session<'_>, table: &str) -> Result<bool, StoreError> {
    let row = session.query_opt("SELECT to_regclass($1) IS NOT NULL", &[&table])?;
    Ok(row.map(|row| row.try_get(0)).transpose()?.unwrap_or(false))
}

fn migrate_projection(session: &Session<'_>, partitions: u32) -> Result<(), StoreError> {
    let (mut zone, mut stands) = (None, false);
    if exists(session, "projection")? {
        let row = session.query_opt("SELECT version, zone_minutes FROM projection WHERE one = 1", &[])?;
        if let Some(row) = row {
            (stands, zone) = (row.try_get::<_, i64>(0)? == i64::from(PROJECTION), row.try_get::<_, Option<i64>>(1)?);
        }
    }
    if stands {
        return Ok(());
    }
    session.batch(
        "DROP TABLE IF EXISTS projection, area, area_tree, other_entity, door, door_round, point_round, tally, scope",
    )?;
    create(session, include_str!("projection.sql"), partitions)?;
    let sql = "INSERT INTO projection (one, version, zone_minutes) VALUES (1, $1, $2)";
    session.execute(sql, &[&i64::from(PROJECTION), &zone])?;
    projection::rebuild(session)
}

/// Runs a file of statements; its log tables get their partitions.
fn create(session: &Session<'_>, sql: &str, partitions: u32) -> Result<(), StoreError> {
    if partitions == 0 {
        return session.batch(&sql.replace(BY_LOG, ""));
    }
    session.batch(sql)?;
    let bare = "SELECT c.oid::regclass::text FROM pg_class c
        WHERE c.relkind = 'p' AND c.relnamespace = current_schema()::regnamespace
          AND NOT EXISTS (SELECT 1 FROM pg_inherits i WHERE i.inhparent = c.oid)";
    for row in session.query(bare, &[])? {
        let table: String = row.try_get(0)?;
        for part in 0..partitions {
            session.batch(&format!(
                "CREATE TABLE {table}_{part} PARTITION OF {table} FOR VALUES WITH (MODULUS {partitions}, REMAINDER {part})"
            ))?;
        }
    }
    Ok(())
}
