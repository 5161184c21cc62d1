//! `POST /v1/sync`: the HTTP half. Caps, gzip and the token are handled here; the rest is `crate::sync`.

use axum::{Extension, Json, body::Body, extract::State, http::HeaderMap};
use nfv::sync::messages::{MAX_BODY, SyncReply};
use std::sync::Arc;

use crate::{
    accounts::{AccountError, devices, grants},
    http::{App, body, error::ApiError},
    metrics, sync,
};

/// Pushes and pulls.
pub(crate) async fn sync(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<devices::Caller>,
    headers: HeaderMap,
    content: Body,
) -> Result<Json<SyncReply>, ApiError> {
    let content = body::read_encoded(&headers, content, MAX_BODY).await?;
    let answer = move |app: &App| {
        let account = caller.account;
        let grants = app.store.read::<_, AccountError>(|tx| grants::of_account(tx, account.id))?;
        let caller = sync::Caller { device: caller.device, key: caller.key, account: account.id, grants };
        sync::handle_body(&app.store, &caller, &content, app.now_ms()).map_err(ApiError::from)
    };
    let reply = app.blocking(answer).await?;
    metrics::sync(&reply);
    Ok(Json(reply))
}
