//! Where photos and snapshots are kept, and how large a photo may be.

use clap::Args;
use std::path::PathBuf;

use super::StorageError;

/// Where photos and snapshots are kept.
#[derive(Args, Clone, Debug)]
pub struct BlobConfig {
    /// file://FOLDER or s3://BUCKET/PREFIX [default: a folder beside the database]
    #[arg(long, env = "BLOB_URL", global = true)]
    pub blob_url: Option<String>,
    /// Address of the S3-compatible store, e.g. `https://s3.example.org`
    #[arg(long, env = "S3_ENDPOINT", global = true)]
    pub s3_endpoint: Option<String>,
    /// Its region
    #[arg(long, env = "S3_REGION", default_value = "us-east-1", global = true)]
    pub s3_region: String,
    /// Access key of the S3-compatible store
    #[arg(long, env = "S3_ACCESS_KEY_ID", hide_env_values = true, global = true)]
    pub s3_access_key_id: Option<String>,
    /// Secret key of the S3-compatible store
    #[arg(long, env = "S3_SECRET_ACCESS_KEY", hide_env_values = true, global = true)]
    pub s3_secret_access_key: Option<String>,
    /// Largest photo, in bytes
    #[arg(long, env = "PHOTO_BYTES", default_value_t = 8 * 1024 * 1024, global = true)]
    pub photo_bytes: u32,
}

/// A place for objects.
#[derive(Clone, PartialEq, Eq)]
pub enum Place {
    /// A folder; made if it is missing.
    Folder(PathBuf),
    /// A bucket of an S3-compatible store.
    Bucket(Bucket),
}

/// A bucket and the way to it.
#[derive(Clone, PartialEq, Eq)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// Before every key; may be empty.
    pub prefix: String,
    /// Address of the store; Amazon's if none.
    pub endpoint: Option<String>,
    /// Its region.
    pub region: String,
    /// Access key and secret key.
    pub keys: (String, String),
}

impl BlobConfig {
    /// Where the settings say that objects are kept.
    ///
    /// # Errors
    /// [`StorageError::Settings`] when they say nothing that can be used.
    pub fn place(&self, database_url: &str) -> Result<Place, StorageError> {
        let Some(url) = self.blob_url.as_deref().filter(|url| !url.is_empty()) else {
            return Ok(Place::Folder(beside(database_url)));
        };
        match url.split_once("://") {
            Some(("file", path)) if !path.is_empty() => Ok(Place::Folder(path.into())),
            Some(("s3", rest)) => self.bucket(rest).map(Place::Bucket),
            _ => Err(StorageError::Settings("BLOB_URL must be file://FOLDER or s3://BUCKET/PREFIX")),
        }
    }

    fn bucket(&self, rest: &str) -> Result<Bucket, StorageError> {
        let (name, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        if name.is_empty() {
            return Err(StorageError::Settings("BLOB_URL names no bucket: s3://BUCKET/PREFIX"));
        }
        let (Some(id), Some(secret)) = (&self.s3_access_key_id, &self.s3_secret_access_key) else {
            return Err(StorageError::Settings("s3:// needs S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY"));
        };
        Ok(Bucket {
            name: name.to_owned(),
            prefix: prefix.trim_matches('/').to_owned(),
            endpoint: self.s3_endpoint.clone().filter(|endpoint| !endpoint.is_empty()),
            region: self.s3_region.clone(),
            keys: (id.clone(), secret.clone()),
        })
    }
}

/// `nfv.sqlite` keeps its objects in `nfv.sqlite-objects`; another database in the working folder.
fn beside(database_url: &str) -> PathBuf {
    match database_url.split_once("://") {
        Some(("sqlite", path)) if !path.is_empty() => format!("{path}-objects").into(),
        _ => "nfv-objects".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Settings {
        #[command(flatten)]
        blobs: BlobConfig,
    }

    fn place(arguments: &[&str]) -> Result<Place, StorageError> {
        let arguments = ["test"].iter().chain(arguments);
        Settings::parse_from(arguments).blobs.place("sqlite:///var/nfv.sqlite")
    }

    #[test]
    fn places() {
        let folder = |path: &str| Place::Folder(path.into());
        assert!(place(&[]).is_ok_and(|found| found == folder("/var/nfv.sqlite-objects")));
        assert!(place(&["--blob-url", "file:///srv/photos"]).is_ok_and(|found| found == folder("/srv/photos")));
        let keys = ["--s3-access-key-id", "id", "--s3-secret-access-key", "secret"];
        let bucket = place(&[&["--blob-url", "s3://photos/town/"], keys.as_slice()].concat());
        let Ok(Place::Bucket(bucket)) = bucket else { panic!("no bucket") };
        assert_eq!((bucket.name.as_str(), bucket.prefix.as_str(), bucket.endpoint), ("photos", "town", None));
        for bad in [&["--blob-url", "s3://photos"][..], &["--blob-url", "ftp://x"], &["--blob-url", "file://"]] {
            assert!(matches!(place(bad), Err(StorageError::Settings(_))), "{bad:?}");
        }
    }
}
