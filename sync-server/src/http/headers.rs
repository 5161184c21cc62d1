//! Headers of every reply: nothing from elsewhere, nothing inline, nothing framed, nothing sniffed.

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

/// No inline script or style; WebAssembly may be compiled; workers, and pictures, sounds and a map's points made in the page,
/// are allowed.
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self'; connect-src 'self' blob:; object-src 'none'; base-uri 'none'; \
    frame-ancestors 'none'; form-action 'self'";

/// Only what the app uses.
const PERMISSIONS: &str = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), interest-cohort=()";

const ALWAYS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Whether browsers are told to come by HTTPS only. Never where they need not trust the certificate: with an authority of
/// our own a phone that does not know it yet could not even read how to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Insist {
    /// For a year from now.
    OnHttps,
    /// On nothing.
    Not,
}

const HTTPS_ONLY: &str = "max-age=31536000";

/// Adds them; replies of the interface are never cached.
pub(super) async fn add(State(insist): State<Insist>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let interface = path.starts_with("/v1/") || path == "/healthz";
    let mut response = next.run(request).await;
    for (name, value) in ALWAYS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    if insist == Insist::OnHttps {
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HTTPS_ONLY));
    }
    if interface {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}
