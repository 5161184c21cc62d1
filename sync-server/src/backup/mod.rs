//! Backups: every table but the projections as one file, the same for both databases, made while the server runs.
//!
//! One read transaction, so one moment. A gzip file of JSON lines: a header, then per table its name and its rows, then a
//! footer with the number of rows, without which the file is not whole. Projections are folded again by `restore`; photos
//! lie in the blob store and are copied with its own means. It holds secrets and personal data: readable by its owner only.

mod cell;
pub mod erasures;
mod load;
mod tables;
mod write;

use serde::{Deserialize, Serialize};
use std::io;

pub use cell::Cell;
pub(crate) use load::Loader;
pub use load::load;
pub use tables::{PROJECTIONS, TABLES, Table};
pub use write::{Sink, copy, each_row, write};

use crate::store::StoreError;

/// What the first line says it is.
const FORMAT: &str = "nfv-backup";
/// Raised when a reader of the last version could not read it.
const VERSION: u32 = 1;

/// Why there is no backup, or why it cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file.
    #[error("the backup: {0}")]
    File(#[from] io::Error),
    /// A line that this program does not write.
    #[error("the backup's line {line}: {reason}")]
    Line {
        /// Counted from 1.
        line: u64,
        /// What is wrong.
        reason: String,
    },
    /// Another kind of file.
    #[error("this is no backup of a sync server")]
    NoBackup,
    /// Made by a newer version of this program.
    #[error("the backup was made by a newer version of this program")]
    Newer,
    /// Its bytes are not those that were written.
    #[error("the backup is damaged: its checksum differs")]
    Damaged,
    /// It ends too early.
    #[error("the backup is not whole: it ends after {0} rows")]
    CutOff(u64),
    /// The database holds something already.
    #[error("the database is not empty")]
    NotEmpty,
}

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
struct Header {
    format: String,
    version: u32,
    /// Schema of the database that it was made from.
    schema: u32,
    /// Unix milliseconds.
    made_at: u64,
}

/// Begins a table: the lines that follow are its rows.
#[derive(Debug, Serialize, Deserialize)]
struct Begin {
    table: String,
    columns: Vec<String>,
}

/// The last line.
#[derive(Debug, Serialize, Deserialize)]
struct Footer {
    rows: u64,
}

/// What was written or read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amount {
    /// Rows of all tables.
    pub rows: u64,
    /// Of these, events in logs.
    pub events: u64,
}

impl Amount {
    fn add(&mut self, table: &Table, rows: u64) {
        self.rows += rows;
        if table.name == "event" {
            self.events += rows;
        }
    }
}
