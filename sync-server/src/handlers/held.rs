//! `GET /v1/held`, `POST /v1/held`: held events of the caller's area, and what a reviewer decides on them.

use axum::{Extension, Json, body::Body, extract::State, http::HeaderMap, http::StatusCode};
use nfv::sync::held::{DecideHeld, HeldEvent};
use std::sync::Arc;

use crate::{
    accounts::devices::Caller,
    held,
    http::{App, body, error::ApiError},
    store::Store as _,
};

/// The waiting ones first.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Vec<HeldEvent>>, ApiError> {
    app.blocking(move |app: &App| app.store.read(|tx| held::list(tx, &caller.account))).await.map(Json)
}

/// Admits or refuses one.
pub(crate) async fn decide(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    content: Body,
) -> Result<StatusCode, ApiError> {
    let mut wanted: DecideHeld = body::json(&headers, content).await?;
    wanted.reason = held::words(&wanted.reason)?;
    let decide = move |app: &App| {
        let (secret, now) = (&app.store.meta().secret, app.now_ms());
        app.store.write(|tx| held::decide(tx, secret, &caller.account, &wanted, now))
    };
    app.blocking(decide).await.map(|()| StatusCode::NO_CONTENT)
}
