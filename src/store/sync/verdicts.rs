//! The server's word on each offered event: acknowledged, held, or refused.

use rusqlite::Connection;

use crate::{
    domain::ids::{EntityId, EventId, LogId},
    store::{
        append::refold,
        aside::{self, Why},
        error::Result,
        identity::{self, Holding},
        log::{self, Place},
        projection::{entity_id, log_id},
    },
    sync::messages::{Fate, Receipt, Seq, Verdict},
};

/// Applies verdicts: on events in the outbox, and on held ones that a reviewer decided on. Others say nothing new.
pub(super) fn apply(conn: &Connection, verdicts: &[Verdict]) -> Result<()> {
    let mut touched: Vec<(LogId, EntityId)> = Vec::new();
    for verdict in verdicts {
        let changed = match waiting(conn, verdict.id)? {
            Some((log, entity)) => apply_to_waiting(conn, log, verdict)?.then_some((log, entity)),
            None => apply_to_held(conn, verdict)?,
        };
        touched.extend(changed);
    }
    refold(conn, &touched)
}

/// Returns whether anything about the event's effect changed.
fn apply_to_waiting(conn: &Connection, log: LogId, verdict: &Verdict) -> Result<bool> {
    let id = verdict.id;
    let quarantined = Why { fate: "quarantined", ..Why::default() };
    match &verdict.fate {
        Fate::Stored { seq, receipt } | Fate::Duplicate { seq, receipt } => acknowledge(conn, log, id, *seq, receipt),
        Fate::IdReused { hash } => {
            aside::set(conn, log, id, &Why { code: "id_reused", other: Some(*hash), ..quarantined })
        }
        Fate::Held => aside::set(conn, log, id, &Why { fate: "held", ..Why::default() }),
        Fate::Refused { reason } => aside::set(conn, log, id, &Why { code: "refused", reason, ..quarantined }),
        Fate::Rejected { code, retry_after_upgrade } => {
            aside::set(conn, log, id, &Why { code, retry: *retry_after_upgrade, ..quarantined })
        }
    }
}

fn apply_to_held(conn: &Connection, verdict: &Verdict) -> Result<Option<(LogId, EntityId)>> {
    let Some((log, entity, hash)) = aside::held(conn, verdict.id)? else { return Ok(None) };
    match &verdict.fate {
        Fate::Stored { seq, receipt } | Fate::Duplicate { seq, receipt } => {
            aside::admit(conn, log, verdict.id, hash, *seq, receipt)?;
        }
        Fate::Refused { reason } => aside::refuse(conn, log, verdict.id, reason)?,
        _ => return Ok(None),
    }
    Ok(Some((log, entity)))
}

/// The log and entity of an event in the outbox.
fn waiting(conn: &Connection, id: EventId) -> Result<Option<(LogId, EntityId)>> {
    let mut statement = conn.prepare_cached(include_str!("../sql/select_waiting.sql"))?;
    let mut rows = statement.query([id.as_bytes()])?;
    rows.next()?.map(|row| Ok((log_id(row, 0)?, entity_id(row, 1)?))).transpose()
}

/// Returns whether anything about the event's effect changed: its effective stamp.
fn acknowledge(conn: &Connection, log: LogId, id: EventId, seq: Seq, receipt: &Receipt) -> Result<bool> {
    let before = log::known(conn, log, id)?.map(|known| known.effective);
    log::acknowledge(conn, log, id, Place { seq, print: None }, receipt)?;
    identity::observe(conn, receipt.effective)?;
    done(conn, log, id)?;
    if identity::holding(conn, log)? == Holding::Elsewhere {
        // A late fact of a log that was let go: the server has it, and nothing of that log stays here.
        conn.prepare_cached("DELETE FROM event WHERE log_id = ?1 AND event_id = ?2")?
            .execute((log.as_bytes(), id.as_bytes()))?;
        return Ok(true);
    }
    Ok(before != Some(receipt.effective))
}

/// Takes an event out of the outbox.
pub(super) fn done(conn: &Connection, log: LogId, id: EventId) -> Result<()> {
    conn.prepare_cached("DELETE FROM outbox WHERE log_id = ?1 AND event_id = ?2")?
        .execute((log.as_bytes(), id.as_bytes()))?;
    Ok(())
}
