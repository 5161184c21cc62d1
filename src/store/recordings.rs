//! Recordings on the device: what the server lists, in pieces as they come, offered once they are whole.
//!
//! They are a copy of what the server has: what it lists no more goes, and all of them go when room for records is short;
//! then none is asked for on that day.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Store, error::Result};
use crate::{
    domain::photo::BlobHash,
    sync::recordings::{MOST_BYTES, Recording},
};

/// The list is asked for again after an hour.
const AGAIN_MS: u64 = 60 * 60 * 1000;

/// The setting that says when room was short: Unix milliseconds.
const SHORT: &str = "recordings-short";

/// What had no room has none an hour later.
const SHORT_MS: u64 = 24 * AGAIN_MS;

/// What is to be asked for next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextPiece {
    /// Of which recording.
    pub hash: BlobHash,
    /// Its place, from 0.
    pub piece: u32,
    /// How long it must be.
    pub length: u32,
}

/// What became of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceFate {
    /// It is kept; more are to come.
    Kept,
    /// It was the last one, and the recording is whole.
    Whole,
    /// It is not as long as it must be, or the whole has another hash: nothing of this recording is kept, until the next
    /// list names it again.
    Damaged,
}

impl Store {
    /// Whether the server's list is to be asked for.
    ///
    /// # Errors
    /// When the database fails.
    pub fn is_recording_list_due(&self, now_ms: u64) -> Result<bool> {
        let mut statement = self.conn.prepare_cached("SELECT asked_at FROM recording_list")?;
        let asked: Option<i64> = statement.query_row([], |row| row.get(0)).optional()?;
        let short: Option<u64> = self.setting(SHORT)?.and_then(|since| since.parse().ok());
        if short.is_some_and(|since| now_ms.abs_diff(since) < SHORT_MS) {
            return Ok(false);
        }
        // A clock that was set back must not keep it from asking for long.
        Ok(asked.is_none_or(|asked| now_ms.abs_diff(asked.cast_unsigned()) >= AGAIN_MS))
    }

    /// Takes over the list: what it does not name goes, what is here stays. More than a device keeps is left out. Returns
    /// whether what can be played is different now.
    ///
    /// # Errors
    /// When the database fails or is full.
    pub fn keep_recording_list(&mut self, list: &[Recording], now_ms: u64) -> Result<bool> {
        self.write_fetched(|tx| {
            let before = playable(tx)?;
            let mut room = MOST_BYTES;
            let kept = list.iter().filter(|one| match room.checked_sub(one.size.into()) {
                Some(left) => {
                    room = left;
                    true
                }
                None => false,
            });
            let kept: Vec<&Recording> = kept.collect();
            for hash in all_hashes(tx)? {
                if !kept.iter().any(|one| one.hash == hash) {
                    forget(tx, &hash)?;
                }
            }
            for Recording { hash, text, label, kind, size } in kept {
                tx.prepare_cached(
                    "INSERT INTO recording (hash, text, label, kind, size) VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT (hash) DO UPDATE SET text = ?2, label = ?3, kind = ?4",
                )?
                .execute(params![hash.as_bytes(), text, label, kind, size])?;
            }
            let sql = "INSERT INTO recording_list (one, asked_at) VALUES (1, ?1)
                       ON CONFLICT (one) DO UPDATE SET asked_at = excluded.asked_at";
            tx.prepare_cached(sql)?.execute([now_ms.cast_signed()])?;
            Ok(playable(tx)? != before)
        })
    }

    /// The piece that lacks first, if one does.
    ///
    /// # Errors
    /// When the database fails.
    pub fn next_recording_piece(&self) -> Result<Option<NextPiece>> {
        let sql = "SELECT hash, text, label, kind, size,
                          (SELECT count(*) FROM recording_piece WHERE recording_piece.hash = recording.hash)
                   FROM recording WHERE whole = 0 ORDER BY text, label LIMIT 1";
        let mut statement = self.conn.prepare_cached(sql)?;
        let found = statement.query_row([], |row| Ok((read(row)?, row.get::<_, u32>(5)?))).optional()?;
        Ok(found.and_then(|(recording, piece)| {
            let length = recording.pieces().nth(piece as usize)?;
            Some(NextPiece { hash: recording.hash, piece, length })
        }))
    }

    /// Keeps a piece; after the last one the whole must have its hash.
    ///
    /// # Errors
    /// When the database fails or is full.
    pub fn keep_recording_piece(&mut self, next: &NextPiece, content: &[u8]) -> Result<PieceFate> {
        self.write_fetched(|tx| {
            if content.len() as u64 != u64::from(next.length) {
                forget(tx, &next.hash)?;
                return Ok(PieceFate::Damaged);
            }
            let sql = "INSERT INTO recording_piece (hash, piece, content) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
            tx.prepare_cached(sql)?.execute(params![next.hash.as_bytes(), next.piece, content])?;
            let sql = "SELECT size - (SELECT sum(length(content)) FROM recording_piece WHERE recording_piece.hash = ?1)
                       FROM recording WHERE recording.hash = ?1";
            let lacks: Option<i64> =
                tx.prepare_cached(sql)?.query_row([next.hash.as_bytes()], |row| row.get(0)).optional()?;
            if lacks != Some(0) {
                return Ok(PieceFate::Kept);
            }
            if BlobHash::of(&content_of(tx, &next.hash)?) != next.hash {
                forget(tx, &next.hash)?;
                return Ok(PieceFate::Damaged);
            }
            tx.prepare_cached("UPDATE recording SET whole = 1 WHERE hash = ?1")?.execute([next.hash.as_bytes()])?;
            Ok(PieceFate::Whole)
        })
    }

    /// Recordings of a text that can be played, by label.
    ///
    /// # Errors
    /// When the database fails.
    pub fn recordings(&self, text: &str) -> Result<Vec<Recording>> {
        Ok(playable(&self.conn)?.into_iter().filter(|one| one.text == text).collect())
    }

    /// A recording that can be played.
    ///
    /// # Errors
    /// When the database fails.
    pub fn recording(&self, hash: &BlobHash) -> Result<Option<(Recording, Vec<u8>)>> {
        let Some(found) = playable(&self.conn)?.into_iter().find(|one| one.hash == *hash) else { return Ok(None) };
        Ok(Some((found, content_of(&self.conn, hash)?)))
    }

    /// One that the server has no more; it comes again with a list that names it.
    ///
    /// # Errors
    /// When the database fails.
    pub fn forget_recording(&mut self, hash: &BlobHash) -> Result<()> {
        self.write(|tx| forget(tx, hash))
    }

    /// All of them, for a day: records need the room.
    ///
    /// # Errors
    /// When the database fails.
    pub fn forget_recordings(&mut self, now_ms: u64) -> Result<()> {
        self.write(|tx| Ok(tx.execute_batch("DELETE FROM recording; DELETE FROM recording_piece;")?))?;
        self.keep_setting(SHORT, &now_ms.to_string())
    }
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Recording> {
    Ok(Recording {
        hash: BlobHash(row.get(0)?),
        text: row.get(1)?,
        label: row.get(2)?,
        kind: row.get(3)?,
        size: row.get(4)?,
    })
}

fn playable(conn: &Connection) -> Result<Vec<Recording>> {
    let sql = "SELECT hash, text, label, kind, size FROM recording WHERE whole = 1 ORDER BY text, label";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map([], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

fn all_hashes(conn: &Connection) -> Result<Vec<BlobHash>> {
    let mut statement = conn.prepare_cached("SELECT hash FROM recording")?;
    let found = statement.query_map([], |row| row.get(0).map(BlobHash))?.collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

fn content_of(conn: &Connection, hash: &BlobHash) -> Result<Vec<u8>> {
    let mut statement = conn.prepare_cached("SELECT content FROM recording_piece WHERE hash = ?1 ORDER BY piece")?;
    let mut rows = statement.query([hash.as_bytes()])?;
    let mut content = Vec::new();
    while let Some(row) = rows.next()? {
        content.extend_from_slice(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?);
    }
    Ok(content)
}

fn forget(conn: &Connection, hash: &BlobHash) -> Result<()> {
    for sql in ["DELETE FROM recording WHERE hash = ?1", "DELETE FROM recording_piece WHERE hash = ?1"] {
        conn.prepare_cached(sql)?.execute([hash.as_bytes()])?;
    }
    Ok(())
}
