//! Notes for the server's audit: what was seen and taken out on this device, until they are delivered.

use rusqlite::params;
use uuid::Uuid;

use super::{Store, error::Result};
use crate::sync::audit::{AuditNote, MAX_NOTES, NotedAction};

const HOUR_MS: u64 = 60 * 60 * 1000;

impl Store {
    /// Notes that something was done; the same thing is noted once an hour.
    ///
    /// # Errors
    /// When the database fails or is full.
    pub fn note(&mut self, action: NotedAction, subject: Option<Uuid>, now_ms: u64) -> Result<()> {
        let hour = (now_ms / HOUR_MS).cast_signed();
        let subject = subject.map_or_else(Vec::new, |subject| subject.as_bytes().to_vec());
        // Looking again is the rule: found out without taking the write lock.
        let mut known =
            self.conn.prepare_cached("SELECT 1 FROM audit_note WHERE hour = ?1 AND action = ?2 AND subject = ?3")?;
        if known.exists(params![hour, action.as_str(), subject])? {
            return Ok(());
        }
        drop(known);
        self.write(|tx| {
            tx.execute("DELETE FROM audit_note WHERE delivered = 1 AND hour < ?1", [hour])?;
            tx.execute(
                "INSERT INTO audit_note (at, hour, action, subject) VALUES (?1, ?2, ?3, ?4)",
                params![now_ms.cast_signed(), hour, action.as_str(), subject],
            )?;
            Ok(())
        })
    }

    /// The next notes to deliver, in their order.
    ///
    /// # Errors
    /// When the database fails.
    pub fn notes(&self) -> Result<Vec<AuditNote>> {
        let sql = "SELECT n, at, action, subject FROM audit_note WHERE delivered = 0 ORDER BY n LIMIT ?1";
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([i64::try_from(MAX_NOTES).unwrap_or(i64::MAX)])?;
        let mut notes = Vec::new();
        while let Some(row) = rows.next()? {
            let (action, subject): (String, Vec<u8>) = (row.get(2)?, row.get(3)?);
            // Written by a newer version: for that one to deliver.
            let Some(action) = NotedAction::parse(&action) else { continue };
            let at = row.get::<_, i64>(1)?.cast_unsigned();
            notes.push(AuditNote { n: row.get(0)?, at, action, subject: Uuid::from_slice(&subject).ok() });
        }
        Ok(notes)
    }

    /// The server has the notes up to this number.
    ///
    /// # Errors
    /// When the database fails.
    pub fn notes_delivered(&mut self, up_to: u32) -> Result<()> {
        self.write(|tx| {
            tx.execute("UPDATE audit_note SET delivered = 1 WHERE n <= ?1", [up_to])?;
            Ok(())
        })
    }
}
