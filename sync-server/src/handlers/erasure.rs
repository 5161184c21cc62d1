//! `POST /v1/erasures`: bodies that go on legal demand.

use axum::{Extension, Json, body::Body, extract::State, http::HeaderMap};
use nfv::sync::held::{Erase, Erased};
use std::sync::Arc;

use crate::{
    accounts::devices::Caller,
    erasures, held,
    http::{App, body, error::ApiError},
    store::Store as _,
};

/// Most events in one request.
const MOST: usize = 200;

/// Erases.
pub(crate) async fn erase(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    content: Body,
) -> Result<Json<Erased>, ApiError> {
    let mut wanted: Erase = body::json(&headers, content).await?;
    wanted.reason = held::words(&wanted.reason)?;
    if wanted.events.is_empty() || wanted.events.len() > MOST {
        return Err(ApiError::bad_request(format_args!("1 to {MOST} events")));
    }
    let erase = move |app: &App| {
        let (secret, now) = (&app.store.meta().secret, app.now_ms());
        app.store.write(|tx| erasures::erase(tx, secret, &caller.account, &wanted, now, &*app.random))
    };
    app.blocking(erase).await.map(Json)
}
