//! What can go wrong with a database, told apart by what a person can do about it.
//!
//! A full disk is not a defect: nothing was saved, the form stays. A corrupt file is set aside by the host and said. A
//! newer schema needs a newer app. Everything else is a defect and carries SQLite's own words for the report.

use rusqlite::ErrorCode;

/// Why the store could not do it. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk or the browser's quota is full.
    #[error("the storage is full")]
    Full,
    /// The file is not a database, or a damaged one.
    #[error("the database is damaged: {0}")]
    Corrupt(String),
    /// Another connection owns the database.
    #[error("the database is in use elsewhere")]
    Busy,
    /// Written by a newer version of this program.
    #[error("the database has schema {found}, this program knows up to {known}")]
    NewerSchema {
        /// In the file.
        found: u32,
        /// In this program.
        known: u32,
    },
    /// The device has no account yet.
    #[error("not enrolled")]
    NotEnrolled,
    /// The account may not write there, or the log is not subscribed.
    #[error("no right to write there")]
    NoRight,
    /// This SQLite cannot encrypt: the database is not opened rather than kept readable.
    #[error("this SQLite has no SQLCipher")]
    NoCipher,
    /// A record names a photo whose bytes are not here.
    #[error("a photo is not here")]
    NoPhoto,
    /// What is stored cannot be read: a defect.
    #[error("unreadable row: {0}")]
    Unreadable(String),
    /// Anything else that SQLite says.
    #[error(transparent)]
    Sqlite(rusqlite::Error),
}

/// Results of the store.
pub type Result<T> = std::result::Result<T, StoreError>;

/// Failed writes of SQLite's VFS layer: a full quota in the browser shows up as one of these.
const IO_WRITES: [i32; 7] = [
    10,             // SQLITE_IOERR without detail, as OPFS gives it
    10 | (3 << 8),  // write
    10 | (4 << 8),  // fsync
    10 | (5 << 8),  // fsync of the directory
    10 | (6 << 8),  // truncate
    10 | (19 << 8), // growing the WAL's shared memory
    10 | (24 << 8), // memory map
];

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let Some(told) = error.sqlite_error() else { return Self::Sqlite(error) };
        match told.code {
            ErrorCode::DiskFull => Self::Full,
            ErrorCode::SystemIoFailure if IO_WRITES.contains(&told.extended_code) => Self::Full,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Corrupt(error.to_string()),
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
            _ => Self::Sqlite(error),
        }
    }
}

impl From<uuid::Error> for StoreError {
    fn from(error: uuid::Error) -> Self {
        Self::Unreadable(error.to_string())
    }
}

impl From<crate::domain::event::BadHeader> for StoreError {
    fn from(error: crate::domain::event::BadHeader) -> Self {
        Self::Unreadable(error.to_string())
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Unreadable(error.to_string())
    }
}
