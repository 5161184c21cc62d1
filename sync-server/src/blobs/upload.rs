//! Taking photos in: who may ask about which, chunks, and the verification before "have".
//!
//! A device may ask about a photo when an event names it that is in a log which it may read, or that it recorded itself. It
//! hears "have" only if the photo was uploaded for that log: that another village has the same photo shows nowhere, the
//! bytes are then taken once more. The order is: chunks durable → whole hash verified → looked at → photo and thumbnail
//! durable → row. So a crash leaves chunks or an object without a row, never a row without its bytes.

use std::sync::Arc;

use axum::{body::Bytes, http::StatusCode};
use nfv::{
    domain::{
        ids::{DeviceId, LogId},
        photo::BlobHash,
    },
    sync::blobs::{Standing, Uploaded},
};
use tokio::sync::Semaphore;

use super::{
    picture::{self, Looked},
    rows::{self, Blob, Named, Upload},
};
use crate::{
    accounts::{AccountError, devices::Caller, grants},
    forward,
    http::{App, error::ApiError},
    ports::random_bytes,
    store::{StoreError, Tx},
};

/// Photos under way at once from one device; a well-behaved one sends one after the other.
const UPLOADS: usize = 8;

/// Looking at a photo takes much memory: one at a time.
static LOOKING: Semaphore = Semaphore::const_new(1);

/// What one who asks may ask about.
#[derive(Clone, Debug)]
pub struct Asker {
    device: DeviceId,
    logs: Vec<LogId>,
}

impl Asker {
    /// Of a caller, as its account stands now.
    ///
    /// # Errors
    /// When the database fails.
    pub fn of(tx: &Tx<'_>, caller: &Caller) -> Result<Self, AccountError> {
        let grants = grants::of_account(tx, caller.account.id)?;
        Ok(Self { device: caller.device, logs: grants.into_iter().map(|grant| grant.log).collect() })
    }

    /// Its device.
    #[must_use]
    pub const fn device(&self) -> DeviceId {
        self.device
    }

    /// Whether this log may be read.
    #[must_use]
    pub fn reads(&self, log: LogId) -> bool {
        self.logs.contains(&log)
    }

    /// How the server stands to a photo, as far as this one may know.
    ///
    /// # Errors
    /// When the database fails.
    pub fn standing(&self, tx: &Tx<'_>, named: &Named) -> Result<Standing, StoreError> {
        let author = rows::author_of(tx, named)?;
        if !author.is_some_and(|author| author == self.device || self.reads(named.log)) {
            // Only its author is told: others see it in the log.
            let erased = author.is_none() && rows::was_erased(tx, named, self.device)?;
            return Ok(if erased { Standing::Erased } else { Standing::Unnamed });
        }
        if rows::is_here(tx, &named.hash, named.log)? {
            return Ok(Standing::Have);
        }
        let upload = rows::upload(tx, self.device, &named.hash)?.unwrap_or_default();
        Ok(Standing::Missing { offset: upload.received })
    }
}

/// A chunk of a photo.
#[derive(Clone, Debug)]
pub struct Chunk {
    /// Of which photo, for which event.
    pub named: Named,
    /// Bytes of the whole photo.
    pub size: u64,
    /// Where it begins.
    pub offset: u64,
    /// Its bytes; none asks to end an upload that has all its bytes.
    pub bytes: Bytes,
}

/// Takes a chunk. One that does not begin where the last one ended changes nothing: the answer says where to go on.
///
/// # Errors
/// `unnamed`, `too_many_uploads`, `wrong_hash`, `not_a_picture`, or when the database or the place for objects fails.
pub async fn take(app: &Arc<App>, caller: Caller, chunk: Chunk) -> Result<Uploaded, ApiError> {
    let device = caller.device;
    let (named, size) = (chunk.named, chunk.size);
    let begin = move |app: &App| app.store.write::<_, ApiError>(|tx| begin(tx, &caller, &named, size, app.now_ms()));
    let Some(before) = app.blocking(begin).await? else { return Ok(Uploaded { have: true, offset: size }) };
    let upload = if chunk.offset == before.received && !chunk.bytes.is_empty() {
        keep(app, device, &chunk, before).await?
    } else {
        before
    };
    if upload.received < size {
        return Ok(Uploaded { have: false, offset: upload.received });
    }
    finish(app, device, &named, &upload).await
}

/// The upload as it stands; none when the photo is here.
fn begin(tx: &Tx<'_>, caller: &Caller, named: &Named, size: u64, now: u64) -> Result<Option<Upload>, ApiError> {
    match Asker::of(tx, caller)?.standing(tx, named)? {
        Standing::Have => {
            rows::add_use(tx, named)?;
            forward::carry_photos(tx, named.log, named.event)?;
            return Ok(None);
        }
        Standing::Unnamed | Standing::Erased => {
            return Err(ApiError::of(StatusCode::NOT_FOUND, "unnamed", "no event that you may read names it"));
        }
        Standing::Missing { .. } => {}
    }
    let under_way = rows::upload(tx, caller.device, &named.hash)?;
    if let Some(upload) = under_way.filter(|upload| upload.size == size) {
        return Ok(Some(upload));
    }
    rows::end_upload(tx, caller.device, &named.hash)?;
    if rows::uploads_of(tx, caller.device)? >= UPLOADS {
        let many = ApiError::of(StatusCode::TOO_MANY_REQUESTS, "too_many_uploads", "end the others first");
        return Err(ApiError { retry_after: Some(60), ..many });
    }
    rows::begin_upload(tx, caller.device, &named.hash, size, now)?;
    Ok(Some(Upload { size, ..Upload::default() }))
}

/// Keeps a chunk; the upload as it stands then, also if another chunk came first.
async fn keep(app: &Arc<App>, device: DeviceId, chunk: &Chunk, before: Upload) -> Result<Upload, ApiError> {
    let (hash, length) = (chunk.named.hash, chunk.bytes.len() as u64);
    if before.received + length > before.size {
        return Err(ApiError::of(StatusCode::UNPROCESSABLE_ENTITY, "wrong_hash", "more bytes than announced"));
    }
    app.storage.put(&part_key(device, &hash, before.received, length), chunk.bytes.clone()).await?;
    let advance = move |app: &App| {
        app.store.write::<_, StoreError>(|tx| {
            rows::advance(tx, device, &hash, &before, length)?;
            Ok(rows::upload(tx, device, &hash)?.unwrap_or_default())
        })
    };
    app.blocking(advance).await
}

/// All bytes are here: verified, looked at, kept, and only then said to be here.
async fn finish(app: &Arc<App>, device: DeviceId, named: &Named, upload: &Upload) -> Result<Uploaded, ApiError> {
    let (named, size) = (*named, upload.size);
    let Some(bytes) = gather(app, device, &named.hash, upload).await? else {
        end(app, device, &named.hash, upload).await?;
        let message = "the bytes that came have another hash";
        return Err(ApiError::of(StatusCode::UNPROCESSABLE_ENTITY, "wrong_hash", message));
    };
    let Some(looked) = look(app, &bytes).await? else {
        end(app, device, &named.hash, upload).await?;
        let message = "no JPEG, PNG or WebP that can be read";
        return Err(ApiError::of(StatusCode::UNPROCESSABLE_ENTITY, "not_a_picture", message));
    };
    // A name of its own for each: tidying away an old object can never meet a new one.
    let object = object_key(&named.hash, random_bytes(&*app.random));
    app.storage.put(&thumbnail_key(&object), looked.thumbnail.into()).await?;
    app.storage.put(&object, bytes.into()).await?;
    let blob = Blob { object, size, kind: looked.kind.to_owned() };
    let publish = move |app: &App| {
        app.store.write::<_, StoreError>(|tx| {
            if rows::find(tx, &named.hash)?.is_none() {
                rows::add(tx, &named.hash, &blob, app.now_ms())?;
            }
            rows::add_use(tx, &named)?;
            forward::carry_photos(tx, named.log, named.event)
        })
    };
    app.blocking(publish).await?;
    end(app, device, &named.hash, upload).await?;
    Ok(Uploaded { have: true, offset: size })
}

/// The whole photo from its chunks; none when it has another hash.
async fn gather(
    app: &Arc<App>,
    device: DeviceId,
    hash: &BlobHash,
    upload: &Upload,
) -> Result<Option<Vec<u8>>, ApiError> {
    let mut bytes = Vec::with_capacity(usize::try_from(upload.size).unwrap_or_default());
    for key in part_keys(device, hash, upload) {
        match app.storage.get(&key).await? {
            Some(part) => bytes.extend_from_slice(&part),
            None => return Ok(None),
        }
    }
    let hash = *hash;
    let verify = move |_: &App| Ok::<_, ApiError>((BlobHash::of(&bytes) == hash).then_some(bytes));
    app.blocking(verify).await
}

async fn look(app: &Arc<App>, bytes: &[u8]) -> Result<Option<Looked>, ApiError> {
    let _one = LOOKING.acquire().await.map_err(|error| ApiError::defect(&error))?;
    let bytes = bytes.to_vec();
    app.blocking(move |_| Ok::<_, ApiError>(picture::look(&bytes).ok())).await
}

/// Forgets an upload, and then its chunks; those that stay behind are tidied away later.
async fn end(app: &Arc<App>, device: DeviceId, hash: &BlobHash, upload: &Upload) -> Result<(), ApiError> {
    let hash = *hash;
    let forget = move |app: &App| app.store.write::<_, StoreError>(|tx| rows::end_upload(tx, device, &hash));
    app.blocking(forget).await?;
    for key in part_keys(device, &hash, upload) {
        app.storage.delete(&key).await?;
    }
    Ok(())
}

fn part_keys(device: DeviceId, hash: &BlobHash, upload: &Upload) -> Vec<String> {
    let mut offset = 0;
    let mut keys = Vec::with_capacity(upload.parts.len());
    for part in &upload.parts {
        keys.push(part_key(device, hash, offset, *part));
        offset += part;
    }
    keys
}

fn part_key(device: DeviceId, hash: &BlobHash, offset: u64, length: u64) -> String {
    format!("uploads/{device}/{hash}/{offset:012}-{length}")
}

fn object_key(hash: &BlobHash, random: [u8; 8]) -> String {
    let hash = hash.to_string();
    format!("photos/{}/{hash}-{}", hash.get(..2).unwrap_or_default(), hex::encode(random))
}

/// Where the thumbnail of a photo is.
#[must_use]
pub fn thumbnail_key(object: &str) -> String {
    object.replacen("photos/", "thumbnails/", 1)
}
