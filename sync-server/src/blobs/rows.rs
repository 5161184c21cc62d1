//! The tables of photos: what is here, which events name it, what is on its way. Inside the caller's transaction.

use nfv::domain::{
    ids::{DeviceId, EventId, LogId},
    photo::{BlobHash, photos_of},
};

use crate::store::{StoreError, Tx};

/// An event that names a photo, as the one who asks says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// The photo.
    pub hash: BlobHash,
    /// The log of the event.
    pub log: LogId,
    /// The event.
    pub event: EventId,
}

/// A photo that is here, verified and durable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blob {
    /// Where its bytes are.
    pub object: String,
    /// How many.
    pub size: u64,
    /// `image/jpeg`, `image/png`, `image/webp`: as the bytes say.
    pub kind: String,
}

/// A photo that is on its way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Upload {
    /// Bytes in the end.
    pub size: u64,
    /// Bytes so far.
    pub received: u64,
    /// Sizes of the chunks so far.
    pub parts: Vec<u64>,
}

/// Whether the event was erased, and this device had recorded it.
///
/// # Errors
/// When the database fails.
pub fn was_erased(tx: &Tx<'_>, named: &Named, author: DeviceId) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM event WHERE log_id = ?1 AND event_id = ?2 AND device_id = ?3 AND length(body) = 0";
    Ok(tx.query_opt(sql, &[&named.log, &named.event, &author], |_| Ok(()))?.is_some())
}

/// Which device recorded the event, if the event is in the log and names the photo.
///
/// # Errors
/// When the database fails.
pub fn author_of(tx: &Tx<'_>, named: &Named) -> Result<Option<DeviceId>, StoreError> {
    let sql = "SELECT device_id, body FROM event WHERE log_id = ?1 AND event_id = ?2";
    let found =
        tx.query_opt(sql, &[&named.log, &named.event], |row| Ok((row.get::<DeviceId>(0)?, row.get::<Vec<u8>>(1)?)))?;
    let Some((device, body)) = found else { return Ok(None) };
    let body = std::str::from_utf8(&body).map_err(|_| StoreError::Corrupt("body"))?;
    Ok(photos_of(body).iter().any(|photo| photo.hash == named.hash).then_some(device))
}

/// Whether the photo was uploaded for an event of this log, and is here.
///
/// # Errors
/// When the database fails.
pub fn is_here(tx: &Tx<'_>, hash: &BlobHash, log: LogId) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM blob_use JOIN blob ON blob.hash = blob_use.hash
               WHERE blob_use.hash = ?1 AND blob_use.log_id = ?2 LIMIT 1";
    Ok(tx.query_opt(sql, &[hash.as_bytes(), &log], |_| Ok(()))?.is_some())
}

/// The photo, if it is here; nothing is said about who may see it.
///
/// # Errors
/// When the database fails.
pub fn find(tx: &Tx<'_>, hash: &BlobHash) -> Result<Option<Blob>, StoreError> {
    let sql = "SELECT object, size, kind FROM blob WHERE hash = ?1";
    tx.query_opt(sql, &[hash.as_bytes()], |row| Ok(Blob { object: row.get(0)?, size: row.get(1)?, kind: row.get(2)? }))
}

/// All photos that should be here, a page of them by hash.
///
/// # Errors
/// When the database fails.
pub fn after(tx: &Tx<'_>, hash: Option<BlobHash>, count: u32) -> Result<Vec<(BlobHash, Blob)>, StoreError> {
    let sql = "SELECT hash, object, size, kind FROM blob WHERE hash > ?1 ORDER BY hash LIMIT ?2";
    let from = hash.map_or_else(Vec::new, |hash| hash.0.to_vec());
    tx.query(sql, &[&from, &count], |row| {
        let blob = Blob { object: row.get(1)?, size: row.get(2)?, kind: row.get(3)? };
        Ok((BlobHash(row.get(0)?), blob))
    })
}

/// The event names the photo, and the photo is here: whoever reads the log may read the photo from now on.
///
/// # Errors
/// When the database fails.
pub fn add_use(tx: &Tx<'_>, named: &Named) -> Result<(), StoreError> {
    let sql = "INSERT INTO blob_use (log_id, event_id, hash) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    tx.execute(sql, &[&named.log, &named.event, named.hash.as_bytes()]).map(drop)
}

/// The event was forwarded: whoever reads it there may see its photos, as far as they are here.
///
/// # Errors
/// When the database fails.
pub fn carry_uses(tx: &Tx<'_>, from: (LogId, EventId), to: (LogId, EventId)) -> Result<(), StoreError> {
    let sql = "INSERT INTO blob_use (log_id, event_id, hash)
               SELECT ?3, ?4, hash FROM blob_use WHERE log_id = ?1 AND event_id = ?2 ON CONFLICT DO NOTHING";
    tx.execute(sql, &[&from.0, &from.1, &to.0, &to.1]).map(drop)
}

/// The photo is here; its bytes were verified and are durable.
///
/// # Errors
/// When the database fails.
pub fn add(tx: &Tx<'_>, hash: &BlobHash, blob: &Blob, now: u64) -> Result<(), StoreError> {
    let sql = "INSERT INTO blob (hash, object, size, kind, stored_at) VALUES (?1, ?2, ?3, ?4, ?5)
               ON CONFLICT (hash) DO UPDATE SET object = ?2, size = ?3, kind = ?4, stored_at = ?5";
    tx.execute(sql, &[hash.as_bytes(), &blob.object, &blob.size, &blob.kind, &now]).map(drop)
}

/// The photo is not here any more: its bytes were found to be damaged or gone. Whoever has it uploads it again.
///
/// # Errors
/// When the database fails.
pub fn remove(tx: &Tx<'_>, hash: &BlobHash) -> Result<(), StoreError> {
    tx.execute("DELETE FROM blob WHERE hash = ?1", &[hash.as_bytes()]).map(drop)
}

/// An event was erased: its photos are not its log's any more. What nobody names goes with the next tidying.
///
/// # Errors
/// When the database fails.
pub fn forget(tx: &Tx<'_>, log: LogId, event: EventId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM blob_use WHERE log_id = ?1 AND event_id = ?2", &[&log, &event]).map(drop)
}

/// Removes photos that no event names and that are older than `before`.
///
/// # Errors
/// When the database fails.
pub fn remove_unnamed(tx: &Tx<'_>, before: u64) -> Result<u64, StoreError> {
    let sql = "DELETE FROM blob WHERE stored_at < ?1
               AND NOT EXISTS (SELECT 1 FROM blob_use WHERE blob_use.hash = blob.hash)";
    tx.execute(sql, &[&before])
}

/// How far an upload is; none if it has not begun.
///
/// # Errors
/// When the database fails.
pub fn upload(tx: &Tx<'_>, device: DeviceId, hash: &BlobHash) -> Result<Option<Upload>, StoreError> {
    let sql = "SELECT size, received, parts FROM upload WHERE device_id = ?1 AND hash = ?2";
    tx.query_opt(sql, &[&device, hash.as_bytes()], |row| {
        let parts: String = row.get(2)?;
        let parts = parts.split_whitespace().map(str::parse).collect::<Result<_, _>>();
        let parts = parts.map_err(|_| StoreError::Corrupt("upload.parts"))?;
        Ok(Upload { size: row.get(0)?, received: row.get(1)?, parts })
    })
}

/// Begins an upload; one that is under way goes on as it is.
///
/// # Errors
/// When the database fails.
pub fn begin_upload(tx: &Tx<'_>, device: DeviceId, hash: &BlobHash, size: u64, now: u64) -> Result<(), StoreError> {
    let sql = "INSERT INTO upload (device_id, hash, size, received, parts, began_at) VALUES (?1, ?2, ?3, 0, '', ?4)
               ON CONFLICT DO NOTHING";
    tx.execute(sql, &[&device, hash.as_bytes(), &size, &now]).map(drop)
}

/// A chunk was kept; false when another one came in between.
///
/// # Errors
/// When the database fails.
pub fn advance(
    tx: &Tx<'_>,
    device: DeviceId,
    hash: &BlobHash,
    before: &Upload,
    chunk: u64,
) -> Result<bool, StoreError> {
    let parts: Vec<String> = before.parts.iter().chain([&chunk]).map(u64::to_string).collect();
    let received = before.received + chunk;
    let sql = "UPDATE upload SET received = ?4, parts = ?5 WHERE device_id = ?1 AND hash = ?2 AND received = ?3";
    Ok(tx.execute(sql, &[&device, hash.as_bytes(), &before.received, &received, &parts.join(" ")])? == 1)
}

/// The upload is over, whichever way.
///
/// # Errors
/// When the database fails.
pub fn end_upload(tx: &Tx<'_>, device: DeviceId, hash: &BlobHash) -> Result<(), StoreError> {
    tx.execute("DELETE FROM upload WHERE device_id = ?1 AND hash = ?2", &[&device, hash.as_bytes()]).map(drop)
}

/// Uploads that were begun before that moment are given up.
///
/// # Errors
/// When the database fails.
pub fn end_old_uploads(tx: &Tx<'_>, before: u64) -> Result<(), StoreError> {
    tx.execute("DELETE FROM upload WHERE began_at < ?1", &[&before]).map(drop)
}

/// How many uploads of a device are under way.
///
/// # Errors
/// When the database fails.
pub fn uploads_of(tx: &Tx<'_>, device: DeviceId) -> Result<usize, StoreError> {
    Ok(tx.query("SELECT 1 FROM upload WHERE device_id = ?1 LIMIT 100", &[&device], |_| Ok(()))?.len())
}
