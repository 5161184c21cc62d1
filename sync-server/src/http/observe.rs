//! One line per request of the interface: method, route, status, milliseconds. The route as it stands in the table, so
//! that no code, id or name gets into the log; nothing of headers or bodies.

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use std::sync::Arc;

use super::app::App;
use crate::metrics;

#[expect(clippy::cast_precision_loss, reason = "a figure to look at")]
fn seconds(ms: u64) -> f64 {
    ms as f64 / 1000.0
}

/// Logs what was answered.
pub(super) async fn requests(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let method = request.method().clone();
    let began = app.now_ms();
    let response = next.run(request).await;
    let (status, ms) = (response.status().as_u16(), app.now_ms().saturating_sub(began));
    match route {
        Some(route) => {
            metrics::request(&route, method.as_str(), status, seconds(ms));
            tracing::info!(%method, route, status, ms, "request");
        }
        None => tracing::debug!(%method, status, ms, "file"),
    }
    response
}
