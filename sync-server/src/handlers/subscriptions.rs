//! `POST /v1/subscriptions`: a device of a county opens a village, or lets it go.

use axum::{Extension, body::Body, extract::State, http::HeaderMap, http::StatusCode};
use nfv::sync::subscription::Subscribe;
use std::sync::Arc;

use crate::{
    accounts::devices::Caller,
    http::{App, body, error::ApiError},
    subscriptions,
};

/// Changes what is sent to the caller's device.
pub(crate) async fn change(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    content: Body,
) -> Result<StatusCode, ApiError> {
    let wanted: Subscribe = body::json(&headers, content).await?;
    let change = move |app: &App| app.store.write(|tx| subscriptions::change(tx, &caller, wanted, app.now_ms()));
    app.blocking(change).await.map(|()| StatusCode::NO_CONTENT)
}
