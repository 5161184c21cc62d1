//! The HTTP edge: one table of routes, who may call them, headers, limits, errors.
//!
//! Every route of `/v1` stands in [`routes::table`] with its access; the router is built from that table and the tests
//! walk it, so a route without a rule cannot exist. What a caller may do within an area is decided by the handlers.

mod access;
pub mod app;
pub mod body;
pub mod error;
mod headers;
mod inside;
mod observe;
pub mod openapi;
pub mod routes;
mod web;

use axum::{Router, extract::Request, middleware, response::Response};
use std::{sync::Arc, time::Duration};
use tower_http::{
    CompressionLevel,
    compression::{
        CompressionLayer,
        predicate::{DefaultPredicate, NotForContentType, Predicate, SizeAbove},
    },
};

pub use app::App;
pub use inside::Inside;
pub use routes::{Access, Route};

use error::ApiError;

/// The whole server as one service.
pub fn router(app: &Arc<App>) -> Router {
    let mut router = Router::new();
    for route in routes::table() {
        let guard = middleware::from_fn_with_state((Arc::clone(app), route.access), access::guard);
        router = router.route(route.path, (route.handler)().route_layer(guard));
    }
    let site = web::Site::of(&app.config.web.web_dir);
    let trusted = app.config.https.is_trusted_by_browsers();
    let insist = if trusted { headers::Insist::OnHttps } else { headers::Insist::Not };
    let limit = Duration::from_secs(app.config.web.request_seconds);
    router
        .method_not_allowed_fallback(method_not_allowed)
        .fallback(move |request| site.clone().answer(request))
        // Pages are made for one device and sent once: what better packing saves is less than what it costs here.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(compressible()))
        .layer(middleware::from_fn(move |request, next| time_limit(limit, request, next)))
        .layer(middleware::from_fn_with_state(insist, headers::add))
        .layer(middleware::from_fn_with_state(Arc::clone(app), observe::requests))
        .with_state(Arc::clone(app))
}

/// What fits one packet arrives no sooner for being smaller, and packing it costs more than answering it.
const WORTH_PACKING: u64 = 1024;

/// Frames of snapshots are gzip already, and are checked as they are sent.
fn compressible() -> impl Predicate {
    let frames = NotForContentType::const_new(crate::handlers::snapshots::FRAME);
    DefaultPredicate::new().and(frames).and(SizeAbove::new(WORTH_PACKING))
}

async fn method_not_allowed() -> ApiError {
    ApiError::of(axum::http::StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "this route takes another method")
}

async fn time_limit(limit: Duration, request: Request, next: middleware::Next) -> Result<Response, ApiError> {
    tokio::time::timeout(limit, next.run(request))
        .await
        .map_err(|_| ApiError::of(axum::http::StatusCode::REQUEST_TIMEOUT, "timeout", "the request took too long"))
}

#[cfg(test)]
mod tests;
