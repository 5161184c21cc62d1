//! `POST /v1/moves`: households, grids and villages that move or merge.

use axum::{Extension, Json, body::Body, extract::State, http::HeaderMap};
use nfv::{
    domain::day::Zone,
    sync::moves::{Moved, NewMove},
};
use std::sync::Arc;

use crate::{
    accounts::devices::Caller,
    held,
    http::{App, body, error::ApiError},
    moves,
    store::Store as _,
};

/// Moves or merges.
pub(crate) async fn make(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    content: Body,
) -> Result<Json<Moved>, ApiError> {
    let mut wanted: NewMove = body::json(&headers, content).await?;
    wanted.reason = held::words(&wanted.reason)?;
    let make = move |app: &App| {
        let (secret, zone) = (&app.store.meta().secret, Zone(app.config.zone_minutes));
        app.store.write(|tx| moves::make(tx, secret, &caller.account, &wanted, (app.now_ms(), zone), &*app.random))
    };
    app.blocking(make).await.map(Json)
}
