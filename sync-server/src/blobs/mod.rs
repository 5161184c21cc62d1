//! Photos: content-addressed, beside the logs, in a place for objects that snapshots use too.
//!
//! An event names hash, size and type; the bytes come later, in chunks. A photo is "here" when its row is: the row is
//! written after its bytes were verified and are durable. Who may read a log may read the photos that were uploaded for
//! its events, and nobody learns from here whether another log has a photo.

pub mod config;
mod disk;
pub mod picture;
pub mod rows;
mod storage;
mod tidy;
pub mod upload;

pub use config::{BlobConfig, Bucket, Place};
pub use disk::Disk;
pub use storage::{Large, Listed, Storage, StorageError};
pub use tidy::{Finding, check, tidy};
