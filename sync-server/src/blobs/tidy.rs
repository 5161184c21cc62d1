//! Taking away what nobody names, and comparing what should be here with what is.

use std::{collections::BTreeSet, sync::Arc};

use nfv::domain::photo::BlobHash;

use super::{
    rows::{self, Blob},
    upload::thumbnail_key,
};
use crate::{
    http::{App, error::ApiError},
    store::StoreError,
};

/// Uploads that are older are given up.
const UPLOAD_MS: u64 = 7 * 24 * 60 * 60 * 1000;

/// What is younger is left alone: it may be on its way to being named.
const YOUNG_MS: u64 = 24 * 60 * 60 * 1000;

/// Rows read at once.
const PAGE: u32 = 500;

/// What is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// A photo that is said to be here has no bytes.
    Gone(BlobHash),
    /// A photo has other bytes than its hash.
    Damaged(BlobHash),
    /// An object stands for no photo; harmless, and tidied away in time.
    Orphan(String),
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Gone(hash) => write!(f, "photo {hash}: no bytes"),
            Self::Damaged(hash) => write!(f, "photo {hash}: other bytes"),
            Self::Orphan(key) => write!(f, "object {key}: stands for no photo"),
        }
    }
}

/// Reads every photo and compares it with its hash; lists objects that stand for none. Changes nothing.
///
/// # Errors
/// When the database or the place for objects fails.
pub async fn check(app: &Arc<App>) -> Result<Vec<Finding>, ApiError> {
    let mut findings = Vec::new();
    let mut known = BTreeSet::new();
    for (hash, blob) in all(app).await? {
        match app.storage.get(&blob.object).await? {
            None => findings.push(Finding::Gone(hash)),
            Some(bytes) if BlobHash::of(&bytes) != hash => findings.push(Finding::Damaged(hash)),
            Some(_) => {}
        }
        known.insert(thumbnail_key(&blob.object));
        known.insert(blob.object);
    }
    for folder in ["photos", "thumbnails"] {
        let objects = app.storage.list(folder).await?.into_iter().map(|object| object.key);
        findings.extend(objects.filter(|key| !known.contains(key)).map(Finding::Orphan));
    }
    Ok(findings)
}

/// Takes away photos that no event names (since it was erased), uploads that were given up, objects without a row.
///
/// # Errors
/// When the database or the place for objects fails.
pub async fn tidy(app: &Arc<App>) -> Result<(), ApiError> {
    let now = app.now_ms();
    let young = now.saturating_sub(YOUNG_MS);
    let rows = move |app: &App| {
        app.store.write::<_, StoreError>(|tx| {
            rows::remove_unnamed(tx, young)?;
            rows::end_old_uploads(tx, now.saturating_sub(UPLOAD_MS))
        })
    };
    app.blocking(rows).await?;
    let mut known = BTreeSet::new();
    for (_, blob) in all(app).await? {
        known.insert(thumbnail_key(&blob.object));
        known.insert(blob.object);
    }
    for folder in ["photos", "thumbnails"] {
        for object in app.storage.list(folder).await? {
            if object.modified < young && !known.contains(&object.key) {
                app.storage.delete(&object.key).await?;
            }
        }
    }
    for object in app.storage.list("uploads").await? {
        if object.modified < now.saturating_sub(UPLOAD_MS) {
            app.storage.delete(&object.key).await?;
        }
    }
    Ok(())
}

async fn all(app: &Arc<App>) -> Result<Vec<(BlobHash, Blob)>, ApiError> {
    let mut blobs: Vec<(BlobHash, Blob)> = Vec::new();
    loop {
        let last = blobs.last().map(|(hash, _)| *hash);
        let page = app.blocking(move |app| app.store.read::<_, StoreError>(|tx| rows::after(tx, last, PAGE))).await?;
        if page.is_empty() {
            return Ok(blobs);
        }
        blobs.extend(page);
    }
}
