//! Relay files on the device: what goes into an own one, and other people's that wait for a network.

use rusqlite::{OptionalExtension, params};
use sha2::{Digest as _, Sha256};

use super::{Fate, Store, error::Result, identity};
use crate::sync::{
    messages::{Digest, MAX_BODY, MAX_EVENTS, Offer, PROTOCOL, SyncRequest},
    relay::ServerKey,
};

/// As much as a sync puts into one request.
const BATCH_BYTES: usize = MAX_BODY / 4 * 3;

/// A relay file that somebody handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarriedFile {
    /// Names it here.
    pub id: i64,
    /// As it was called.
    pub name: String,
    /// Unix milliseconds at which it came.
    pub kept_at: u64,
    /// Why the server refused it; none while it waits.
    pub code: Option<String>,
}

impl Store {
    /// To whom relay files are sealed, as far as it is known.
    ///
    /// # Errors
    /// When the database fails.
    pub fn server_key(&self) -> Result<Option<ServerKey>> {
        let mut statement = self.conn.prepare_cached("SELECT key FROM server_key")?;
        Ok(statement.query_row([], |row| row.get(0)).optional()?.map(ServerKey))
    }

    /// Keeps the server's key.
    ///
    /// # Errors
    /// When the database fails.
    pub fn keep_server_key(&mut self, key: &ServerKey) -> Result<()> {
        self.write(|tx| Ok(identity::keep_server_key(tx, key)?))
    }

    /// The pushes that would send what is unsent, in its order, at most so many bytes of them; and how many events did
    /// not find room. Nothing is marked: until the server acknowledges them, they stay queued here.
    ///
    /// # Errors
    /// When the database fails, or [`super::StoreError::NotEnrolled`].
    pub fn unsent_pushes(&self, most_bytes: usize) -> Result<(Vec<SyncRequest>, u64)> {
        let key = identity::device_key(&self.conn)?.ok_or(super::StoreError::NotEnrolled)?;
        let epoch = identity::account(&self.conn)?.ok_or(super::StoreError::NotEnrolled)?.epoch;
        let push = |events| SyncRequest {
            v: PROTOCOL,
            epoch,
            device: key.device,
            incarnation: key.incarnation,
            events,
            state: None,
            cursors: None,
            notices: None,
            unsent: std::collections::BTreeMap::new(),
            snapshots: false,
        };
        let (mut pushes, mut batch, mut batch_bytes) = (Vec::new(), Vec::new(), 0);
        let (mut bytes, mut left) = (0, 0);
        for (stored, fate) in self.unacknowledged()? {
            if !matches!(fate, Fate::Queued | Fate::Sent) {
                continue;
            }
            let erased = stored.is_erased().then_some(Digest(stored.hash));
            let offer = Offer { event: stored.event, receipt: stored.receipt, erased };
            let size = serde_json::to_vec(&offer)?.len();
            bytes += size;
            if bytes > most_bytes {
                left += 1;
                continue;
            }
            if !batch.is_empty() && (batch.len() >= MAX_EVENTS || batch_bytes + size > BATCH_BYTES) {
                pushes.push(push(std::mem::take(&mut batch)));
                batch_bytes = 0;
            }
            batch_bytes += size;
            batch.push(offer);
        }
        if !batch.is_empty() {
            pushes.push(push(batch));
        }
        Ok((pushes, left))
    }

    /// Keeps a file until it is delivered; the same one only once. Returns its id.
    ///
    /// # Errors
    /// When the database fails or is full.
    pub fn keep_relay_file(&mut self, name: &str, content: &[u8], now_ms: u64) -> Result<i64> {
        let digest: [u8; 32] = Sha256::digest(content).into();
        self.write(|tx| {
            tx.execute(
                "INSERT INTO relay_file (digest, name, content, kept_at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (digest) DO UPDATE SET name = excluded.name, code = NULL",
                params![digest, name, content, now_ms.cast_signed()],
            )?;
            Ok(tx.query_row("SELECT position FROM relay_file WHERE digest = ?1", [digest], |row| row.get(0))?)
        })
    }

    /// All files that were handed over and are still here, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn relay_files(&self) -> Result<Vec<CarriedFile>> {
        let sql = "SELECT position, name, kept_at, code FROM relay_file ORDER BY position";
        let mut statement = self.conn.prepare_cached(sql)?;
        let files = statement.query_map([], |row| {
            Ok(CarriedFile {
                id: row.get(0)?,
                name: row.get(1)?,
                kept_at: row.get::<_, i64>(2)?.cast_unsigned(),
                code: row.get(3)?,
            })
        })?;
        Ok(files.collect::<rusqlite::Result<_>>()?)
    }

    /// The content of a file.
    ///
    /// # Errors
    /// When the database fails.
    pub fn relay_content(&self, id: i64) -> Result<Option<Vec<u8>>> {
        let mut statement = self.conn.prepare_cached("SELECT content FROM relay_file WHERE position = ?1")?;
        Ok(statement.query_row([id], |row| row.get(0)).optional()?)
    }

    /// Notes that the server refused a file.
    ///
    /// # Errors
    /// When the database fails.
    pub fn refuse_relay_file(&mut self, id: i64, code: &str) -> Result<()> {
        self.write(|tx| {
            tx.execute("UPDATE relay_file SET code = ?2 WHERE position = ?1", params![id, code])?;
            Ok(())
        })
    }

    /// Forgets a file: it was delivered, or somebody gave up on it.
    ///
    /// # Errors
    /// When the database fails.
    pub fn forget_relay_file(&mut self, id: i64) -> Result<()> {
        self.write(|tx| {
            tx.execute("DELETE FROM relay_file WHERE position = ?1", [id])?;
            Ok(())
        })
    }
}
