//! Forgotten PINs: `POST /v1/releases` from a locked device, `GET` and `POST /v1/releases/{id}` for whoever manages it.

use axum::{
    Extension, Json,
    body::Body,
    extract::{ConnectInfo, Path, State},
    http::{HeaderMap, StatusCode},
};
use nfv::sync::release::{ReleaseDecision, ReleaseLine, ReleaseReply, ReleaseRequest};
use std::{net::SocketAddr, sync::Arc};

use super::accounts::managed;
use crate::{
    accounts::{AccountError, devices::Caller},
    areas::Tree,
    http::{App, body, error::ApiError},
    releases::{self, ReleaseError},
};

/// `POST /v1/releases`: a locked device has no token. An address that brings what cannot be read waits.
pub(crate) async fn ask(
    State(app): State<Arc<App>>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    content: Body,
) -> Result<Json<ReleaseReply>, ApiError> {
    app.relays.begin("", address.ip(), app.now_ms()).map_err(AccountError::Throttled)?;
    let request: ReleaseRequest = body::json(&headers, content).await?;
    let ask = move |app: &App| app.store.write(|tx| releases::ask(tx, &request, app.now_ms()));
    let reply = app.blocking(ask).await?;
    app.relays.succeeded("", address.ip());
    Ok(Json(reply))
}

/// `GET /v1/releases`.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Vec<ReleaseLine>>, ApiError> {
    let list = move |app: &App| {
        app.store.read(|tx| {
            let tree = Tree::load(tx)?;
            let open = releases::open(tx, app.now_ms())?.into_iter();
            let own = open.filter(|(_, account)| tree.is_within(account.area, caller.account.area));
            Ok::<_, AccountError>(own.map(|(line, _)| line).collect())
        })
    };
    app.blocking(list).await.map(Json)
}

/// `POST /v1/releases/{id}`.
pub(crate) async fn decide(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    headers: HeaderMap,
    content: Body,
) -> Result<StatusCode, ApiError> {
    let decision: ReleaseDecision = body::json(&headers, content).await?;
    let id: [u8; 16] =
        hex::decode(id).ok().and_then(|id| id.try_into().ok()).ok_or(ReleaseError::Unknown).map_err(ApiError::from)?;
    let decide = move |app: &App| {
        app.store.write(|tx| {
            let owner = releases::owner(tx, &id)?;
            managed(tx, &caller, owner).map_err(hide_owner)?;
            releases::decide(tx, &caller, &id, &decision, &*app.random, app.now_ms())
        })
    };
    app.blocking::<_, ReleaseError>(decide).await.map(|()| StatusCode::NO_CONTENT)
}

/// The caller asked about a request, not about an account.
fn hide_owner(error: AccountError) -> ReleaseError {
    match error {
        AccountError::UnknownAccount => ReleaseError::Unknown,
        other => other.into(),
    }
}

impl From<ReleaseError> for ApiError {
    fn from(error: ReleaseError) -> Self {
        match error {
            ReleaseError::Sealed(error) => Self::of(StatusCode::UNPROCESSABLE_ENTITY, error.code(), error),
            ReleaseError::Unknown => Self::of(StatusCode::NOT_FOUND, "unknown_release", error),
            ReleaseError::WrongCode => Self::of(StatusCode::UNPROCESSABLE_ENTITY, "wrong_code", error),
            ReleaseError::Account(error) => error.into(),
        }
    }
}
