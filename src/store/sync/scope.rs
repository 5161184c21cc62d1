//! Which logs the device holds: newly granted ones, removed ones, and those to be read again.

use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    domain::{
        area::Class,
        ids::{EntityId, LogId},
    },
    store::{
        append::refold,
        error::Result,
        photos,
        projection::{self, entity_id},
        search,
    },
    sync::messages::{AccountNow, Cursor, Reset},
};

/// Applies grants, removals and resets.
pub(super) fn apply(conn: &Connection, granted: &[LogId], removed: &[LogId], resets: &[Reset]) -> Result<()> {
    for log in granted {
        // The right to write is the author's and judged by the server: what it does not admit, it holds.
        conn.prepare_cached("INSERT INTO subscription (log_id, write) VALUES (?1, 1) ON CONFLICT DO NOTHING")?
            .execute([log.as_bytes()])?;
    }
    name_areas(conn)?;
    resets.iter().try_for_each(|reset| forget_above(conn, reset))?;
    removed.iter().try_for_each(|log| remove(conn, *log))
}

/// Whether the account or its rights differ from what is known here.
pub(super) fn is_news(conn: &Connection, account: &AccountNow, is_complete: bool) -> Result<bool> {
    let mut known = conn.prepare_cached("SELECT 1 FROM enrolment WHERE role = ?1 AND area_id = ?2")?;
    if !known.exists(params![account.role.as_str(), account.area.as_bytes()])? {
        return Ok(true);
    }
    if !is_complete {
        return Ok(false);
    }
    let mut statement = conn.prepare_cached("SELECT log_id, write FROM subscription")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if account.read_only.contains(&projection::log_id(row, 0)?) == row.get::<_, bool>(1)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The account's role and area; where all its rights are told, these as well.
pub(super) fn note_account(conn: &Connection, account: &AccountNow, is_complete: bool) -> Result<()> {
    let (role, area) = (account.role.as_str(), account.area);
    conn.execute("UPDATE enrolment SET role = ?1, area_id = ?2", params![role, area.as_bytes()])?;
    if is_complete {
        conn.execute("UPDATE subscription SET write = 1", [])?;
        for log in &account.read_only {
            conn.prepare_cached("UPDATE subscription SET write = 0 WHERE log_id = ?1")?.execute([log.as_bytes()])?;
        }
    }
    Ok(())
}

/// Areas and classes of logs that were granted later than enrolment, once their definitions are known.
fn name_areas(conn: &Connection) -> Result<()> {
    let mut statement = conn.prepare_cached("SELECT count(*) FROM subscription WHERE area_id IS NULL")?;
    let nameless: i64 = statement.query_row([], |row| row.get(0))?;
    if nameless == 0 {
        return Ok(());
    }
    for area in projection::areas(conn)? {
        for class in Class::ALL {
            conn.prepare_cached(
                "UPDATE subscription SET area_id = ?2, class = ?3 WHERE log_id = ?1 AND area_id IS NULL",
            )?
            .execute((LogId::of(area.id, class).as_bytes(), area.id.as_bytes(), class.as_str()))?;
        }
    }
    Ok(())
}

/// Everything held above `keep` is offered again, own and others', with the receipts that it has; then read again.
fn forget_above(conn: &Connection, reset: &Reset) -> Result<()> {
    let log = reset.log.as_bytes();
    let Cursor(seq, print) = agreed(conn, reset)?;
    let (keep, print) = (seq.cast_signed(), print.0.cast_signed());
    conn.execute(include_str!("../sql/queue_above.sql"), params![log, keep])?;
    photos::offer_again(conn, reset.log)?;
    conn.execute("UPDATE event SET seq = NULL, print = NULL WHERE log_id = ?1 AND seq > ?2", params![log, keep])?;
    conn.execute(
        "UPDATE subscription SET seq = min(seq, ?2), print = ?3, head = 0 WHERE log_id = ?1",
        params![log, keep, print],
    )?;
    Ok(())
}

/// What the server says to keep, where the own print there is the same; else the beginning: what is known costs nothing
/// when it is read again.
fn agreed(conn: &Connection, reset: &Reset) -> Result<Cursor> {
    let mut statement = conn.prepare_cached("SELECT print FROM event WHERE log_id = ?1 AND seq = ?2")?;
    let key = params![reset.log.as_bytes(), reset.keep.0.cast_signed()];
    let own: Option<i64> = statement.query_row(key, |row| row.get(0)).optional()?.flatten();
    let agrees = own.map(i64::cast_unsigned) == Some(reset.keep.1.0);
    Ok(if agrees { reset.keep } else { Cursor::default() })
}

/// Acknowledged rows of the log go; unsent ones stay and are still delivered.
fn remove(conn: &Connection, log: LogId) -> Result<()> {
    conn.execute(include_str!("../sql/delete_acknowledged.sql"), [log.as_bytes()])?;
    conn.execute("DELETE FROM subscription WHERE log_id = ?1", [log.as_bytes()])?;
    let refolded = projection::forget_log(conn, log)?;
    search::refresh(conn, &refolded)?;
    let mut left: Vec<(LogId, EntityId)> = Vec::new();
    let mut statement = conn.prepare("SELECT DISTINCT entity_id FROM event WHERE log_id = ?1")?;
    let mut rows = statement.query([log.as_bytes()])?;
    while let Some(row) = rows.next()? {
        left.push((log, entity_id(row, 0)?));
    }
    refold(conn, &left)
}
