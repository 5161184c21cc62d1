//! SQLite's errors in the words of the store.

use rusqlite::ErrorCode;

use crate::store::StoreError;

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            _ => Self::Database(error.to_string()),
        }
    }
}

impl From<nfv::store::StoreError> for StoreError {
    fn from(error: nfv::store::StoreError) -> Self {
        match error {
            nfv::store::StoreError::Full => Self::Full,
            nfv::store::StoreError::Busy => Self::Busy,
            other => Self::Database(other.to_string()),
        }
    }
}
