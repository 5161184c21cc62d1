//! PostgreSQL's errors in the words of the store.
//!
//! What a client may simply try again (serialization, deadlock, a lost connection, a server that starts) is `Busy`. Details of
//! rows and connection strings are left out: they may hold personal data or a password.

use deadpool_postgres::PoolError;
use tokio_postgres::error::SqlState;

use crate::store::StoreError;

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(db) = error.as_db_error() else {
            tracing::debug!(%error, "connection to PostgreSQL");
            // Everything without a code of the server is about the way there, except values of another type.
            return if error.to_string().starts_with("error deserializing") {
                Self::Corrupt("column of another type")
            } else {
                Self::Busy
            };
        };
        match db.code() {
            code if *code == SqlState::DISK_FULL => Self::Full,
            // Of statements that went together, one was heard of after the one that failed: what that was, the next try says.
            code if is_passing(code) || *code == SqlState::IN_FAILED_SQL_TRANSACTION => Self::Busy,
            code => Self::Database(format!("{}: {}", code.code(), db.message())),
        }
    }
}

/// Whether the same call may succeed a moment later: connection (08), rollback (40), resources but the disk (53), locks (55),
/// shutdown and start (57).
fn is_passing(code: &SqlState) -> bool {
    ["08", "40", "53", "55", "57"].iter().any(|class| code.code().starts_with(class))
}

impl From<PoolError> for StoreError {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Backend(error) => error.into(),
            PoolError::Timeout(_) => Self::Busy,
            other => Self::Database(other.to_string()),
        }
    }
}

/// When the database is opened nobody can try again: the reason is told, without what was sent.
pub(super) fn cannot_open(error: &tokio_postgres::Error) -> StoreError {
    let mut text = error.to_string();
    if let Some(db) = error.as_db_error() {
        text = format!("{}: {}", db.code().code(), db.message());
    } else if let Some(cause) = std::error::Error::source(error) {
        text = format!("{text}: {cause}");
    }
    StoreError::Database(text)
}
