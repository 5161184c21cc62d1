//! One line per request of the interface: method, route, status, milliseconds. The route as it stands in the table, so
//! that no code, id or name gets into the log; nothing of headers or bodies.

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use std::sync::Arc;

use super::app::App;

/// Logs what was answered.
pub(super) async fn requests(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let method = request.method().clone();
    let began = app.now_ms();
    let response = next.run(request).await;
    let (status, ms) = (response.status().as_u16(), app.now_ms().saturating_sub(began));
    match route {
        Some(route) => tracing::info!(%method, route, status, ms, "request"),
        None => tracing::debug!(%method, status, ms, "file"),
    }
    response
}
