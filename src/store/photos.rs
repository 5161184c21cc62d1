//! Photos on the device: bytes kept durable before anybody is told so, and a queue of their own after the events.
//!
//! Bytes stay some days after the server has them, and go only once it has said again that it has them: a server that was
//! set back is given them again, whether it says so or not. What the server cannot take stays, with its code. Nothing that
//! no server has is ever deleted by itself.

use rusqlite::{Connection, OptionalExtension, params};

use super::{
    Store,
    error::{Result, StoreError},
    projection,
};
use crate::{
    domain::{
        facts::Fact,
        ids::{EventId, LogId},
        photo::{BlobHash, Photo},
    },
    sync::blobs::{NamedPhoto, PhotoFate, PhotoStore, WaitingPhoto},
};

/// Originals stay so long after the server has them.
const KEPT_MS: u64 = 14 * 24 * 60 * 60 * 1000;

/// How many photos are where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PhotoFigures {
    /// Named by own records and not yet with the server.
    pub waiting: u64,
    /// Refused by the server.
    pub refused: u64,
}

impl Store {
    /// Keeps a photo's bytes, durable when this returns, and says how an event names it.
    ///
    /// # Errors
    /// When the database fails or is full.
    pub fn keep_photo(&mut self, kind: &str, content: &[u8], wall_ms: u64) -> Result<Photo> {
        let hash = BlobHash::of(content);
        let size = u32::try_from(content.len()).map_err(|_| StoreError::Full)?;
        self.write(|tx| {
            tx.prepare_cached(
                "INSERT INTO photo_bytes (hash, kind, content, kept_at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (hash) DO UPDATE SET kept_at = ?4",
            )?
            .execute(params![hash.as_bytes(), kind, content, wall_ms.cast_signed()])?;
            Ok(())
        })?;
        Ok(Photo { hash, size, kind: kind.to_owned() })
    }

    /// Type and bytes of a photo that is kept here.
    ///
    /// # Errors
    /// When the database fails.
    pub fn photo(&self, hash: &BlobHash) -> Result<Option<(String, Vec<u8>)>> {
        let mut statement = self.conn.prepare_cached("SELECT kind, content FROM photo_bytes WHERE hash = ?1")?;
        Ok(statement.query_row([hash.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
    }

    /// How many photos are where.
    ///
    /// # Errors
    /// When the database fails.
    pub fn photo_figures(&self) -> Result<PhotoFigures> {
        let mut statement = self.conn.prepare_cached("SELECT count(*) FROM photo WHERE state = ?1")?;
        let mut count = |state: &str| statement.query_row([state], |row| row.get::<_, i64>(0)).map(i64::cast_unsigned);
        Ok(PhotoFigures { waiting: count("waiting")?, refused: count("refused")? })
    }

    /// Deletes bytes that the server has had for some days and has still; what is due, it is asked about first. A clock
    /// that runs ahead of the server's time does not count.
    ///
    /// # Errors
    /// When the database fails.
    pub fn forget_old_photos(&mut self, wall_ms: u64) -> Result<u64> {
        let heard: Option<i64> =
            self.conn.prepare_cached("SELECT heard_at FROM sync_state")?.query_row([], |row| row.get(0))?;
        let now = heard.map_or(wall_ms, |heard| wall_ms.min(heard.cast_unsigned()));
        let before = now.saturating_sub(KEPT_MS).cast_signed();
        let old: bool = self
            .conn
            .prepare_cached(include_str!("sql/exists_old_photos.sql"))?
            .query_row([before], |row| row.get(0))?;
        // Nearly always there is none: looked for without taking the write lock.
        if !old {
            return Ok(0);
        }
        self.write(|tx| {
            tx.execute(include_str!("sql/ask_about_old_photos.sql"), [before])?;
            Ok(tx.execute(include_str!("sql/delete_old_photos.sql"), [before])? as u64)
        })
    }
}

/// Puts the photos that a new fact names into the queue.
///
/// # Errors
/// [`StoreError::NoPhoto`] when the bytes of one are not here; or when the database fails.
pub(super) fn queue(conn: &Connection, log: LogId, event: EventId, fact: &Fact, wall_ms: u64) -> Result<()> {
    let photos = match fact {
        Fact::VisitRecorded(visit) => &visit.photos,
        Fact::PledgeSigned(signed) => &signed.photos,
        _ => return Ok(()),
    };
    for photo in photos {
        let here: bool = conn
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM photo_bytes WHERE hash = ?1 AND length(content) = ?2)")?
            .query_row((photo.hash.as_bytes(), photo.size), |row| row.get(0))?;
        if !here {
            return Err(StoreError::NoPhoto);
        }
        conn.prepare_cached(
            "INSERT INTO photo (log_id, event_id, hash, size, changed_at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            log.as_bytes(),
            event.as_bytes(),
            photo.hash.as_bytes(),
            photo.size,
            wall_ms.cast_signed()
        ])?;
    }
    Ok(())
}

/// An event was erased: its photos go with it, unless another event names them too.
///
/// # Errors
/// When the database fails.
pub(super) fn forget(conn: &Connection, log: LogId, event: EventId) -> Result<()> {
    for sql in
        [include_str!("sql/delete_photo_bytes_of_event.sql"), "DELETE FROM photo WHERE log_id = ?1 AND event_id = ?2"]
    {
        conn.prepare_cached(sql)?.execute((log.as_bytes(), event.as_bytes()))?;
    }
    Ok(())
}

/// A log is read again since the server was set back: its photos may be gone there too, and are offered again.
///
/// # Errors
/// When the database fails.
pub(super) fn offer_again(conn: &Connection, log: LogId) -> Result<()> {
    conn.execute(
        "UPDATE photo SET state = 'waiting' WHERE log_id = ?1 AND state IN ('received', 'due', 'checked')
                  AND EXISTS (SELECT 1 FROM photo_bytes WHERE photo_bytes.hash = photo.hash)",
        [log.as_bytes()],
    )?;
    Ok(())
}

/// The server lives another life: it may have an event still, and its photo not.
///
/// # Errors
/// When the database fails.
pub(super) fn offer_all_again(conn: &Connection) -> Result<()> {
    conn.execute(
        "UPDATE photo SET state = 'waiting' WHERE state IN ('received', 'due', 'checked')
                  AND EXISTS (SELECT 1 FROM photo_bytes WHERE photo_bytes.hash = photo.hash)",
        [],
    )?;
    Ok(())
}

impl PhotoStore for Store {
    type Error = StoreError;

    fn waiting_photos(&self, at_most: usize) -> Result<Vec<WaitingPhoto>> {
        let mut statement = self.conn.prepare_cached(include_str!("sql/select_waiting_photos.sql"))?;
        let mut rows = statement.query([i64::try_from(at_most).unwrap_or(i64::MAX)])?;
        let mut photos = Vec::new();
        while let Some(row) = rows.next()? {
            let named = NamedPhoto {
                log: projection::log_id(row, 0)?,
                event: EventId::from_slice(&row.get::<_, [u8; 16]>(1)?)?,
                hash: BlobHash(row.get(2)?),
            };
            photos.push(WaitingPhoto { named, size: row.get::<_, i64>(3)?.cast_unsigned() });
        }
        Ok(photos)
    }

    fn photo_chunk(&self, hash: &BlobHash, offset: u64, at_most: usize) -> Result<Vec<u8>> {
        let mut statement =
            self.conn.prepare_cached("SELECT substr(content, ?2 + 1, ?3) FROM photo_bytes WHERE hash = ?1")?;
        let most = i64::try_from(at_most).unwrap_or(i64::MAX);
        let found = statement.query_row(params![hash.as_bytes(), offset.cast_signed(), most], |row| row.get(0));
        Ok(found.optional()?.unwrap_or_default())
    }

    fn photo_done(&mut self, named: &NamedPhoto, fate: &PhotoFate) -> Result<()> {
        // Asked about again, and there: now the bytes may go.
        let (state, when_due, code) = match fate {
            PhotoFate::Had => ("received", "checked", ""),
            PhotoFate::Received => ("received", "received", ""),
            PhotoFate::Refused(code) => ("refused", "refused", code.as_str()),
            PhotoFate::Erased => return self.write(|tx| forget(tx, named.log, named.event)),
        };
        self.write(|tx| {
            // By the clock that the server's time has set: days are counted from when it was received.
            tx.prepare_cached(
                "UPDATE photo SET state = CASE state WHEN 'due' THEN ?6 ELSE ?4 END, code = ?5,
                        changed_at = coalesce((SELECT heard_at FROM sync_state), changed_at)
                 WHERE log_id = ?1 AND event_id = ?2 AND hash = ?3",
            )?
            .execute(params![
                named.log.as_bytes(),
                named.event.as_bytes(),
                named.hash.as_bytes(),
                state,
                code,
                when_due
            ])?;
            Ok(())
        })
    }
}
