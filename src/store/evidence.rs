//! Evidence of pledges on the device: with which key the server answers, what it signed, what it has not been asked yet.
//!
//! What is kept was checked before; it holds without a network, also after the log was read again from its beginning.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Store, error::Result, projection};
use crate::{
    domain::{
        ids::{EventId, LogId},
        pledge::evidence::{Evidence, PublicKey},
    },
    sync::evidence::{EventRef, PledgeServer},
};

/// What the server had nothing to say about is asked again after a day.
const AGAIN_MS: u64 = 24 * 60 * 60 * 1000;

impl Store {
    /// With which key the server answers for pledges, as far as it is known.
    ///
    /// # Errors
    /// When the database fails.
    pub fn pledge_server(&self) -> Result<Option<PledgeServer>> {
        let mut statement = self.conn.prepare_cached("SELECT key, link FROM pledge_server")?;
        let found = statement.query_row([], |row| Ok(PledgeServer { key: PublicKey(row.get(0)?), link: row.get(1)? }));
        Ok(found.optional()?)
    }

    /// Own pledges that the server has acknowledged and said nothing about yet, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn lacking_evidence(&self, now_ms: u64, limit: usize) -> Result<Vec<EventRef>> {
        let mut statement = self.conn.prepare_cached(include_str!("sql/select_lacking_evidence.sql"))?;
        let mut rows = statement.query(params![now_ms.saturating_sub(AGAIN_MS).cast_signed(), limit as i64])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let event = EventId::from_slice(&row.get::<_, [u8; 16]>(1)?)?;
            found.push(EventRef { log: projection::log_id(row, 0)?, event });
        }
        Ok(found)
    }

    /// Keeps what was answered, in one transaction; `server` only where none is known yet.
    ///
    /// # Errors
    /// When the database fails.
    pub fn keep_evidence(
        &mut self,
        server: &PledgeServer,
        answers: &[(EventRef, Option<Evidence>)],
        now_ms: u64,
    ) -> Result<()> {
        self.write(|tx| {
            let sql = "INSERT INTO pledge_server (one, key, link) VALUES (1, ?1, ?2) ON CONFLICT (one) DO NOTHING";
            tx.prepare_cached(sql)?.execute(params![server.key.0, server.link])?;
            let sql = "INSERT INTO evidence (log_id, event_id, content, asked_at) VALUES (?1, ?2, ?3, ?4)
                       ON CONFLICT (log_id, event_id) DO UPDATE
                       SET content = coalesce(excluded.content, content), asked_at = excluded.asked_at";
            for (EventRef { log, event }, evidence) in answers {
                let content = evidence.as_ref().map(serde_json::to_string).transpose()?;
                let at = now_ms.cast_signed();
                tx.prepare_cached(sql)?.execute(params![log.as_bytes(), event.as_bytes(), content, at])?;
            }
            Ok(())
        })
    }

    /// What the server signed about an event, if that is kept here.
    ///
    /// # Errors
    /// When the database fails.
    pub fn evidence(&self, log: LogId, event: EventId) -> Result<Option<Evidence>> {
        let sql = "SELECT content FROM evidence WHERE log_id = ?1 AND event_id = ?2";
        let mut statement = self.conn.prepare_cached(sql)?;
        let content: Option<Option<String>> =
            statement.query_row(params![log.as_bytes(), event.as_bytes()], |row| row.get(0)).optional()?;
        Ok(content.flatten().map(|content| serde_json::from_str(&content)).transpose()?)
    }
}

/// Keeps how the server answers for pledges, as an enrolment says it.
pub(super) fn keep_pledge_server(conn: &Connection, server: &PledgeServer) -> rusqlite::Result<()> {
    let sql = "INSERT INTO pledge_server (one, key, link) VALUES (1, ?1, ?2)
               ON CONFLICT (one) DO UPDATE SET key = excluded.key, link = excluded.link";
    conn.prepare_cached(sql)?.execute(params![server.key.0, server.link])?;
    Ok(())
}
