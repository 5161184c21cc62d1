//! Building one snapshot after the other, and taking away what nobody needs any more.

use std::{sync::Arc, time::Duration};

use nfv::{
    domain::{ids::LogId, photo::BlobHash},
    sync::{
        messages::{Cursor, Seq},
        snapshot::{Frame, FrameWriter, Manifest},
    },
};
use sha2::{Digest, Sha256};

use super::rows::{self, Build};
use crate::{
    blobs::Large,
    http::{App, error::ApiError},
    ports::random_bytes,
    store::{Store, StoreError, StoredEvent, Window},
};

/// So much of a log is read at once.
const WINDOW: Window = Window { events: 500, bytes: 512 * 1024 };

/// Builds a snapshot of every log whose tail has grown too long. Returns how many were published.
///
/// # Errors
/// When the database or the place for objects fails.
pub async fn build_due(app: &Arc<App>) -> Result<usize, ApiError> {
    let tail = app.config.snapshots.snapshot_tail;
    if tail == 0 {
        return Ok(0);
    }
    let due = app.blocking(move |app| app.store.read(|tx| rows::due(tx, app.store.meta().epoch, tail))).await?;
    let mut published = 0;
    for (log, head) in due {
        published += usize::from(build(app, log, head).await?);
    }
    Ok(published)
}

/// Builds a snapshot of a log up to a sequence. Returns whether it was published.
///
/// # Errors
/// When the database or the place for objects fails; nothing stays then.
pub async fn build(app: &Arc<App>, log: LogId, head: Seq) -> Result<bool, ApiError> {
    let build = Build { log, id: random_bytes(&*app.random) };
    let begin = move |app: &App| app.store.write(|tx| rows::begin(tx, &build, app.store.meta().epoch, app.now_ms()));
    if !app.blocking::<_, StoreError>(begin).await? {
        return Ok(false);
    }
    let written = write(app, &build, head).await;
    let published = match written {
        Ok(manifest) => {
            let publish = move |app: &App| app.store.write(|tx| rows::publish(tx, &build, &manifest, app.now_ms()));
            app.blocking::<_, StoreError>(publish).await
        }
        Err(error) => Err(error),
    };
    if !matches!(published, Ok(true)) {
        // An erasure came in between, or something failed: what was written must not stay.
        app.storage.delete(&build.key()).await?;
        app.blocking::<_, StoreError>(move |app| app.store.write(|tx| rows::give_up(tx, &build))).await?;
    }
    published
}

/// Writes the object of a build, durable when this returns.
async fn write(app: &Arc<App>, build: &Build, head: Seq) -> Result<Manifest, ApiError> {
    let mut object = app.storage.begin(&build.key()).await?;
    match pack(app, build.log, head, &mut object).await {
        Ok(manifest) => {
            object.finish().await?;
            Ok(manifest)
        }
        Err(error) => {
            // The first failure is the one to report.
            let _ = object.abort().await;
            Err(error)
        }
    }
}

async fn pack(app: &Arc<App>, log: LogId, head: Seq, object: &mut Large) -> Result<Manifest, ApiError> {
    let mut writer = FrameWriter::new(log);
    let (mut at, mut whole, mut frames, mut bytes) = (Cursor::default(), Sha256::new(), Vec::new(), 0_u64);
    while at.0 < head {
        let began = app.now_ms();
        let left = usize::try_from(head - at.0).unwrap_or(usize::MAX);
        let window = Window { events: WINDOW.events.min(left), ..WINDOW };
        let step = move |app: &App| -> Result<_, StoreError> {
            let stored = Store::read(&app.store, log, at.0, window)?;
            let mut full = Vec::new();
            for event in stored {
                at = Cursor(event.seq, event.print);
                full.extend(take(&mut writer, event)?);
            }
            Ok((writer, at, full))
        };
        let before = at;
        let full;
        (writer, at, full) = app.blocking(step).await?;
        if at == before {
            return Err(StoreError::Corrupt("a log ends before its head").into());
        }
        for (frame, packed) in full {
            keep(object, &mut whole, &mut frames, &mut bytes, (frame, packed)).await?;
        }
        // Half of the time is for others.
        tokio::time::sleep(Duration::from_millis(app.now_ms().saturating_sub(began).min(1000))).await;
    }
    if let Some(last) = writer.finish().map_err(|error| ApiError::defect(&error))? {
        keep(object, &mut whole, &mut frames, &mut bytes, last).await?;
    }
    let (Cursor(seq, print), epoch, hash) = (at, app.store.meta().epoch, BlobHash(whole.finalize().into()));
    Ok(Manifest { log, epoch, seq, print, hash, bytes, frames })
}

fn take(writer: &mut FrameWriter, stored: StoredEvent) -> Result<Option<(Frame, Vec<u8>)>, StoreError> {
    let print = stored.print;
    writer.push(stored.into(), print).map_err(|error| StoreError::Database(error.to_string()))
}

async fn keep(
    object: &mut Large,
    whole: &mut Sha256,
    frames: &mut Vec<Frame>,
    bytes: &mut u64,
    (frame, packed): (Frame, Vec<u8>),
) -> Result<(), ApiError> {
    whole.update(&packed);
    *bytes += packed.len() as u64;
    frames.push(frame);
    Ok(object.write(&packed).await?)
}

/// Deletes what was replaced a day ago, what was given up, what was erased.
///
/// # Errors
/// When the database or the place for objects fails.
pub async fn tidy(app: &Arc<App>) -> Result<(), ApiError> {
    let expire = |app: &App| app.store.write(|tx| rows::expire(tx, app.store.meta().epoch, app.now_ms()));
    app.blocking::<_, StoreError>(expire).await?;
    for object in app.storage.list("snapshots").await? {
        let Some(build) = Build::of_key(&object.key) else { continue };
        let is_known = move |app: &App| app.store.read(|tx| rows::is_known(tx, &build));
        // An object appears when it is whole, after its row: without one it is nobody's.
        if !app.blocking::<_, StoreError>(is_known).await? {
            app.storage.delete(&object.key).await?;
        }
    }
    Ok(())
}
