//! `GET /v1/snapshots/{log}` and its frames: for whoever may read the log, and nobody else.

use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, State},
    http::{StatusCode, header},
    response::IntoResponse,
};
use nfv::{
    domain::{ids::LogId, photo::BlobHash},
    sync::snapshot::Manifest,
};
use std::sync::Arc;

use crate::{
    accounts::{AccountError, devices::Caller, grants},
    http::{App, error::ApiError},
    snapshots::rows,
    store::{Store, StoreError},
};

/// Type of a frame.
pub(crate) const FRAME: &str = "application/gzip";

/// What there is.
pub(crate) async fn manifest(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(log): Path<String>,
) -> Result<Json<Manifest>, ApiError> {
    let log = log.parse().map_err(ApiError::bad_request)?;
    let newest = move |app: &App| {
        reader_of(app, &caller, log)?;
        Ok::<_, ApiError>(app.store.read::<_, StoreError>(|tx| rows::newest(tx, log, app.store.meta().epoch))?)
    };
    app.blocking(newest).await?.map(Json).ok_or_else(gone)
}

/// One frame, as it lies there.
pub(crate) async fn frame(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path((log, hash, number)): Path<(String, String, String)>,
) -> Result<impl IntoResponse, ApiError> {
    let log: LogId = log.parse().map_err(ApiError::bad_request)?;
    let hash: BlobHash = hash.parse().map_err(ApiError::bad_request)?;
    let number: usize = number.parse().map_err(ApiError::bad_request)?;
    let find = move |app: &App| {
        reader_of(app, &caller, log)?;
        Ok::<_, ApiError>(app.store.read::<_, StoreError>(|tx| rows::by_hash(tx, log, hash.as_bytes()))?)
    };
    let (build, manifest) = app.blocking(find).await?.ok_or_else(gone)?;
    let length = u64::from(manifest.frames.get(number).ok_or_else(gone)?.bytes);
    let begin: u64 = manifest.frames.iter().take(number).map(|frame| u64::from(frame.bytes)).sum();
    let bytes: Bytes = app.storage.get_part(&build.key(), begin..begin + length).await?.ok_or_else(gone)?;
    Ok(([(header::CONTENT_TYPE, FRAME)], bytes))
}

fn reader_of(app: &App, caller: &Caller, log: LogId) -> Result<(), ApiError> {
    let grants = app.store.read::<_, AccountError>(|tx| grants::of_account(tx, caller.account.id))?;
    let granted = grants.iter().any(|grant| grant.log == log);
    granted.then_some(()).ok_or_else(ApiError::forbidden)
}

/// 404: never there, replaced more than a day ago, or erased. Pages are read instead.
fn gone() -> ApiError {
    ApiError::of(StatusCode::NOT_FOUND, "snapshot_gone", "there is no such snapshot")
}
