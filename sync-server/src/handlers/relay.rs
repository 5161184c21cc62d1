//! Relay files: `POST /v1/relay` takes them from anybody, `GET /v1/server-key` says to whom they are sealed.

use axum::{
    Json,
    body::Body,
    extract::{ConnectInfo, State},
    http::{HeaderMap, StatusCode},
};
use nfv::sync::relay::{MAX_FILE, RelayTaken, ServerKeyReply};
use std::{net::SocketAddr, sync::Arc};

use crate::{
    accounts::AccountError,
    http::{App, body, error::ApiError},
    relay::{self, NotTaken},
    store::StoreError,
};

/// `GET /v1/server-key`.
pub(crate) async fn server_key(State(app): State<Arc<App>>) -> Result<Json<ServerKeyReply>, ApiError> {
    let key = |app: &App| match app.store.read(relay::known_key)? {
        Some(key) => Ok(key),
        None => app.store.write(|tx| relay::server_key(tx, &*app.random, app.now_ms())),
    };
    app.blocking::<_, StoreError>(key).await.map(|key| Json(ServerKeyReply { key }))
}

/// `POST /v1/relay`: whoever has a network delivers, signed in or not. An address that brings what cannot be read waits.
pub(crate) async fn deliver(
    State(app): State<Arc<App>>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    content: Body,
) -> Result<Json<RelayTaken>, ApiError> {
    // Files are large and their carriers unknown: only a few are read at once.
    let Ok(permit) = app.relaying.try_acquire() else { return Err(StoreError::Busy.into()) };
    app.relays.begin("", address.ip(), app.now_ms()).map_err(AccountError::Throttled)?;
    let file = body::read(&headers, content, MAX_FILE).await?;
    let taken = app.blocking(move |app| relay::take(&app.store, &file, app.now_ms())).await?;
    drop(permit);
    app.relays.succeeded("", address.ip());
    Ok(Json(taken))
}

impl From<NotTaken> for ApiError {
    fn from(error: NotTaken) -> Self {
        match error {
            NotTaken::File(nfv::sync::relay::RelayError::TooLarge) => Self::too_large(MAX_FILE),
            NotTaken::File(error) => Self::of(StatusCode::UNPROCESSABLE_ENTITY, error.code(), error),
            NotTaken::Push(error) => error.into(),
            NotTaken::Account(error) => error.into(),
            NotTaken::Store(error) => error.into(),
        }
    }
}
