//! Objects under keys: files in a folder, or an S3-compatible store. Nothing here knows what they are.
//!
//! What `put` has put is durable: files are synced, then their folders; an S3-compatible store answers when it has it. An
//! object appears whole or not at all.

use std::{error::Error as _, fs::DirBuilder, io, ops::Range, os::unix::fs::DirBuilderExt, sync::Arc, time::Duration};

use axum::body::Bytes;
use futures_util::StreamExt;
use object_store::{
    Error, ObjectStore, ObjectStoreExt, RetryConfig, WriteMultipart, aws::AmazonS3Builder, local::LocalFileSystem,
    path::Path, prefix::PrefixStore,
};

use super::{
    config::{Bucket, Place},
    disk::{Disk, OnDisk},
};

/// Parts of a large object, as S3 wants them.
const PART: usize = 8 * 1024 * 1024;

/// Of the same large object under way at once.
const PARTS_AT_ONCE: usize = 2;

/// A request of a device waits no longer for the store than this.
const PATIENCE: Duration = Duration::from_secs(15);

/// Why an object could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The settings.
    #[error("{0}")]
    Settings(&'static str),
    /// The disk is full; nothing was kept.
    #[error("the disk for photos and snapshots is full")]
    Full,
    /// Anything else.
    #[error("objects: {0}")]
    Failed(String),
}

impl From<Error> for StorageError {
    fn from(error: Error) -> Self {
        let mut cause: Option<&(dyn std::error::Error + 'static)> = error.source();
        while let Some(inner) = cause {
            let io = inner.downcast_ref::<io::Error>().map(io::Error::kind);
            if matches!(io, Some(io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)) {
                return Self::Full;
            }
            cause = inner.source();
        }
        Self::Failed(error.to_string())
    }
}

/// An object as a listing shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its key.
    pub key: String,
    /// Bytes.
    pub size: u64,
    /// Unix milliseconds.
    pub modified: u64,
}

/// Where objects are kept.
#[derive(Clone, Debug)]
pub struct Storage {
    store: Arc<dyn ObjectStore>,
}

/// An object that is written part by part; it appears with [`Large::finish`].
pub struct Large(WriteMultipart);

impl Storage {
    /// Opens a place.
    ///
    /// # Errors
    /// When the folder cannot be made, or the settings of the bucket are no use.
    pub fn open(place: &Place) -> Result<Self, StorageError> {
        let store: Arc<dyn ObjectStore> = match place {
            Place::Folder(folder) => {
                let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
                made.map_err(|error| StorageError::Failed(error.to_string()))?;
                Arc::new(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true))
            }
            Place::Bucket(bucket) => open_bucket(bucket)?,
        };
        Ok(Self { store })
    }

    /// On a disk that somebody brings.
    #[must_use]
    pub fn on(disk: Arc<dyn Disk>) -> Self {
        Self { store: Arc::new(OnDisk(disk)) }
    }

    /// Over another kind of store, for tests.
    #[cfg(test)]
    pub(crate) fn over(store: Arc<dyn ObjectStore>) -> Self {
        Self { store }
    }

    /// Keeps an object, in place of the one of that key.
    ///
    /// # Errors
    /// When it is not kept.
    pub async fn put(&self, key: &str, bytes: Bytes) -> Result<(), StorageError> {
        self.store.put(&Path::from(key), bytes.into()).await?;
        Ok(())
    }

    /// Begins an object of unknown size.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn begin(&self, key: &str) -> Result<Large, StorageError> {
        let upload = self.store.put_multipart(&Path::from(key)).await?;
        Ok(Large(WriteMultipart::new_with_chunk_size(upload, PART)))
    }

    /// A whole object; none if there is none.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn get(&self, key: &str) -> Result<Option<Bytes>, StorageError> {
        let found = match self.store.get(&Path::from(key)).await {
            Ok(found) => found.bytes().await,
            Err(error) => Err(error),
        };
        present(found)
    }

    /// A part of an object; none if there is none.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn get_part(&self, key: &str, part: Range<u64>) -> Result<Option<Bytes>, StorageError> {
        present(self.store.get_range(&Path::from(key), part).await)
    }

    /// Deletes an object; there may be none.
    ///
    /// # Errors
    /// When it is still there.
    pub async fn delete(&self, key: &str) -> Result<(), StorageError> {
        present(self.store.delete(&Path::from(key)).await).map(|_| ())
    }

    /// All objects whose keys begin with this folder.
    ///
    /// # Errors
    /// When they cannot be listed.
    pub async fn list(&self, folder: &str) -> Result<Vec<Listed>, StorageError> {
        let mut found = Vec::new();
        let prefix = Path::from(folder);
        let mut objects = self.store.list(Some(&prefix));
        while let Some(object) = objects.next().await {
            let object = object?;
            let modified = u64::try_from(object.last_modified.timestamp_millis()).unwrap_or(0);
            found.push(Listed { key: object.location.to_string(), size: object.size, modified });
        }
        found.sort_unstable_by(|one, other| one.key.cmp(&other.key));
        Ok(found)
    }
}

impl Large {
    /// The next bytes.
    ///
    /// # Errors
    /// When a part before was not kept.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), StorageError> {
        self.0.wait_for_capacity(PARTS_AT_ONCE).await?;
        self.0.write(bytes);
        Ok(())
    }

    /// The object appears, durable.
    ///
    /// # Errors
    /// When it does not.
    pub async fn finish(self) -> Result<(), StorageError> {
        self.0.finish().await?;
        Ok(())
    }

    /// Nothing of it stays.
    ///
    /// # Errors
    /// When something does; the store clears it away in time.
    pub async fn abort(self) -> Result<(), StorageError> {
        Ok(self.0.abort().await?)
    }
}

fn present<T>(found: Result<T, Error>) -> Result<Option<T>, StorageError> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn open_bucket(bucket: &Bucket) -> Result<Arc<dyn ObjectStore>, StorageError> {
    // Somebody else in this process may have chosen a provider already: theirs is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let Bucket { name, prefix, endpoint, region, keys } = bucket;
    let retry = RetryConfig { max_retries: 3, retry_timeout: PATIENCE, ..RetryConfig::default() };
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(name)
        .with_region(region)
        .with_access_key_id(&keys.0)
        .with_secret_access_key(&keys.1)
        .with_retry(retry);
    if let Some(endpoint) = endpoint {
        builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
    }
    let store = builder.build()?;
    Ok(if prefix.is_empty() { Arc::new(store) } else { Arc::new(PrefixStore::new(store, prefix.as_str())) })
}
