//! The record of who did what: read by those who manage accounts, added to by devices.

use axum::{
    Extension, Json,
    body::Body,
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, StatusCode},
};
use nfv::{
    domain::ids::AccountId,
    sync::audit::{AuditNotes, AuditPage, MAX_NOTES},
};
use serde::Deserialize;
use std::sync::Arc;

use crate::{
    accounts::{audit, devices::Caller},
    http::{App, body, error::ApiError},
};

/// From where on, and of what.
#[derive(Debug, Deserialize)]
pub(crate) struct From {
    before: Option<u64>,
    actor: Option<AccountId>,
    action: Option<String>,
}

/// `GET /v1/audit`: of the caller's area and below.
pub(crate) async fn read(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    from: Result<Query<From>, QueryRejection>,
) -> Result<Json<AuditPage>, ApiError> {
    let Query(From { before, actor, action }) = from.map_err(ApiError::bad_request)?;
    let wanted = audit::Wanted { before, actor, action };
    let page = move |app: &App| app.store.read(|tx| audit::page(tx, caller.account.area, &wanted));
    app.blocking(page).await.map(Json)
}

/// `POST /v1/audit`: what a device noted, each note once.
pub(crate) async fn note(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    content: Body,
) -> Result<StatusCode, ApiError> {
    let AuditNotes { notes } = body::json(&headers, content).await?;
    if notes.len() > MAX_NOTES {
        return Err(ApiError::too_large(body::MAX_JSON));
    }
    let take = move |app: &App| app.store.write(|tx| audit::take(tx, &caller, &notes, app.now_ms()));
    app.blocking(take).await.map(|()| StatusCode::NO_CONTENT)
}
