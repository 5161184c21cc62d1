//! Errors at the edge: mapped once, here, to a status, a stable code and a sentence for logs.
//!
//! Nothing about the inside of the server reaches a caller: defects are logged and answered with their code only.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header::RETRY_AFTER},
    response::{IntoResponse, Response},
};
use nfv::sync::messages::ErrorReply;

use crate::{
    accounts::AccountError,
    blobs::StorageError,
    held::DeskError,
    roster::FileError,
    store::StoreError,
    sync::{self, SyncError},
};

/// An error reply to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    /// HTTP status.
    pub status: StatusCode,
    /// Stable code.
    pub code: &'static str,
    /// English, for people reading logs.
    pub message: String,
    /// Seconds.
    pub retry_after: Option<u32>,
}

impl ApiError {
    /// An error of this status and code.
    #[must_use]
    pub fn of(status: StatusCode, code: &'static str, message: impl ToString) -> Self {
        Self { status, code, message: message.to_string(), retry_after: None }
    }

    /// 400: cannot be read.
    #[must_use]
    pub fn bad_request(message: impl ToString) -> Self {
        Self::of(StatusCode::BAD_REQUEST, "bad_request", message)
    }

    /// 413: more than the route takes.
    #[must_use]
    pub fn too_large(limit: usize) -> Self {
        Self::of(StatusCode::PAYLOAD_TOO_LARGE, "too_large", format!("the limit is {limit} bytes"))
    }

    /// 403: the role or area does not allow it.
    #[must_use]
    pub fn forbidden() -> Self {
        AccountError::Forbidden.into()
    }

    /// 404: there is no such route or file.
    #[must_use]
    pub fn not_found() -> Self {
        Self::of(StatusCode::NOT_FOUND, "not_found", "there is nothing here")
    }

    /// 500: logged with its cause, answered without.
    #[must_use]
    pub fn defect(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(%cause, "defect");
        Self::of(StatusCode::INTERNAL_SERVER_ERROR, "defect", "the server failed; the log says why")
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = ErrorReply { code: self.code.to_owned(), message: self.message };
        let mut response = (self.status, Json(body)).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<AccountError> for ApiError {
    fn from(error: AccountError) -> Self {
        let (status, code) = match &error {
            AccountError::Store(_) | AccountError::Hashing(_) => return inside(error),
            AccountError::Throttled(seconds) => {
                let reply = Self::of(StatusCode::TOO_MANY_REQUESTS, "throttled", &error);
                return Self { retry_after: Some(*seconds), ..reply };
            }
            AccountError::NameTaken => (StatusCode::CONFLICT, "name_taken"),
            AccountError::UnknownAccount => (StatusCode::NOT_FOUND, "unknown_account"),
            AccountError::UnknownArea => (StatusCode::NOT_FOUND, "unknown_area"),
            AccountError::UnknownDevice => (StatusCode::NOT_FOUND, "unknown_device"),
            AccountError::UnknownInvitation => (StatusCode::NOT_FOUND, "unknown_invitation"),
            AccountError::InvitationSpent => (StatusCode::CONFLICT, "invitation_spent"),
            AccountError::InvitationExpired => (StatusCode::GONE, "invitation_expired"),
            AccountError::DeviceTaken => (StatusCode::CONFLICT, "device_taken"),
            AccountError::UnknownToken => (StatusCode::UNAUTHORIZED, "unknown_token"),
            AccountError::Revoked => (StatusCode::UNAUTHORIZED, "revoked"),
            AccountError::SessionExpired => (StatusCode::UNAUTHORIZED, "session_expired"),
            AccountError::PasswordUnfit => (StatusCode::UNPROCESSABLE_ENTITY, "password_unfit"),
            AccountError::WrongPassword => (StatusCode::UNAUTHORIZED, "wrong_password"),
            AccountError::Forbidden => (StatusCode::FORBIDDEN, "forbidden"),
        };
        Self::of(status, code, error)
    }
}

fn inside(error: AccountError) -> ApiError {
    match error {
        AccountError::Store(error) => error.into(),
        other => ApiError::defect(&other),
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        let (status, code, seconds) = match &error {
            StoreError::Full => (StatusCode::INSUFFICIENT_STORAGE, "server_full", 60),
            StoreError::Busy => (StatusCode::SERVICE_UNAVAILABLE, "server_busy", 1),
            _ => return Self::defect(&error),
        };
        tracing::warn!(code, "the database cannot take it");
        Self { retry_after: Some(seconds), ..Self::of(status, code, error) }
    }
}

impl From<StorageError> for ApiError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Full => StoreError::Full.into(),
            other => {
                tracing::error!(%other, "the place for photos and snapshots fails");
                let busy = Self::of(StatusCode::SERVICE_UNAVAILABLE, "server_busy", "photos cannot be reached now");
                Self { retry_after: Some(5), ..busy }
            }
        }
    }
}

impl From<SyncError> for ApiError {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Store(error) => error.into(),
            SyncError::Malformed(_) => Self::bad_request(error),
            other => {
                let status = StatusCode::from_u16(other.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                let retry_after = matches!(other, SyncError::ColdStarts).then_some(sync::AGAIN_S);
                Self { retry_after, ..Self::of(status, other.code(), other) }
            }
        }
    }
}

impl From<DeskError> for ApiError {
    fn from(error: DeskError) -> Self {
        let (status, code) = match &error {
            DeskError::Unknown => (StatusCode::NOT_FOUND, "unknown_event"),
            DeskError::ServerOnly => (StatusCode::CONFLICT, "server_only"),
            DeskError::Moved => (StatusCode::CONFLICT, "moved"),
            DeskError::UnfitAreas => (StatusCode::UNPROCESSABLE_ENTITY, "unfit_areas"),
            DeskError::TooMuch => (StatusCode::UNPROCESSABLE_ENTITY, "too_much"),
            DeskError::Account(_) | DeskError::Store(_) => {
                return match error {
                    DeskError::Account(error) => error.into(),
                    DeskError::Store(error) => error.into(),
                    other => Self::defect(&other),
                };
            }
        };
        Self::of(status, code, error)
    }
}

impl From<FileError> for ApiError {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Columns(_) => Self::defect(&error),
            other => Self::of(StatusCode::UNPROCESSABLE_ENTITY, other.code(), other),
        }
    }
}
