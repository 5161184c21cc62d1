//! The plain-HTTP port while HTTPS runs on its own: health, the trust page, and the way to HTTPS. No data, no token.

use axum::{
    extract::{Request, State},
    http::{Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use std::sync::Arc;

use super::trust::{NO_STORE, secure_origin, wanted_host};
use crate::{
    config::HttpsMode,
    http::{App, error::ApiError},
};

/// What is answered here rather than led away.
const ANSWERED: [&str; 3] = ["/trust", "/healthz", "/readyz"];

/// Leads everything but those few to HTTPS; the interface is refused, since its token has just crossed the net in clear.
pub async fn lead(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if ANSWERED.iter().any(|own| path == *own || path.strip_prefix(own).is_some_and(|rest| rest.starts_with('/'))) {
        let mut answer = next.run(request).await;
        // The router insists on HTTPS where browsers trust it; said in clear, that means nothing.
        answer.headers_mut().remove(header::STRICT_TRANSPORT_SECURITY);
        return answer;
    }
    if path.starts_with("/v1/") || !matches!(*request.method(), Method::GET | Method::HEAD) {
        return ApiError::of(StatusCode::FORBIDDEN, "https_only", "this server speaks HTTPS").into_response();
    }
    let host = wanted_host(request.headers());
    let to = match app.config.https.https {
        // Who has not trusted the authority yet would meet the browser's warning instead of an explanation.
        HttpsMode::Own => "/trust".to_owned(),
        _ => {
            let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
            format!("{}{}", secure_origin(&app, host.as_deref()).trim_end_matches('/'), path)
        }
    };
    ([NO_STORE], Redirect::temporary(&to)).into_response()
}
