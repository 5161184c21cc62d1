//! The server's word on each offered event: acknowledged, held, or refused.

use rusqlite::Connection;

use crate::{
    domain::ids::{EntityId, EventId, LogId},
    store::{
        append::refold,
        error::Result,
        log::{self, Place},
        projection::{entity_id, log_id},
    },
    sync::messages::{Fate, Receipt, Seq, Verdict},
};

/// Applies verdicts; verdicts on events that are not in the outbox any more say nothing new.
pub(super) fn apply(conn: &Connection, verdicts: &[Verdict]) -> Result<()> {
    let mut touched: Vec<(LogId, EntityId)> = Vec::new();
    for verdict in verdicts {
        let Some((log, entity)) = waiting(conn, verdict.id)? else { continue };
        let changed = match &verdict.fate {
            Fate::Stored { seq, receipt } | Fate::Duplicate { seq, receipt } => {
                acknowledge(conn, log, verdict.id, *seq, receipt)?
            }
            Fate::IdReused { .. } => set_aside(conn, log, verdict.id, "quarantined", "id_reused")?,
            Fate::Refused { .. } => set_aside(conn, log, verdict.id, "quarantined", "refused")?,
            Fate::Held => set_aside(conn, log, verdict.id, "held", "")?,
            Fate::Rejected { code, .. } => set_aside(conn, log, verdict.id, "quarantined", code)?,
        };
        if changed {
            touched.push((log, entity));
        }
    }
    refold(conn, &touched)
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
    crate::store::identity::observe(conn, receipt.effective)?;
    done(conn, log, id)?;
    Ok(before != Some(receipt.effective))
}

/// Takes an event out of the outbox.
pub(super) fn done(conn: &Connection, log: LogId, id: EventId) -> Result<()> {
    conn.prepare_cached("DELETE FROM outbox WHERE log_id = ?1 AND event_id = ?2")?
        .execute((log.as_bytes(), id.as_bytes()))?;
    Ok(())
}

/// Moves an event from what counts to what is kept apart.
pub(super) fn set_aside(conn: &Connection, log: LogId, id: EventId, fate: &str, code: &str) -> Result<bool> {
    conn.prepare_cached(include_str!("../sql/insert_aside.sql"))?.execute((
        log.as_bytes(),
        id.as_bytes(),
        fate,
        code,
    ))?;
    done(conn, log, id)?;
    let gone = conn
        .prepare_cached("DELETE FROM event WHERE log_id = ?1 AND event_id = ?2")?
        .execute((log.as_bytes(), id.as_bytes()))?;
    Ok(gone > 0)
}
