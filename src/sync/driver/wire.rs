//! Requests and refusals as HTTP.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};

use super::Stopped;
use crate::sync::{
    messages::ErrorReply,
    ports::{HttpMethod, HttpReply, HttpRequest, Identity},
};

/// Bodies below this are not worth the 20 bytes that gzip adds.
const GZIP_FROM: usize = 512;

/// A sync as it goes over the line.
pub(super) fn http_request(identity: &Identity, body: Vec<u8>) -> HttpRequest {
    let packed = if body.len() < GZIP_FROM { None } else { gzip(&body) };
    let gzip = packed.is_some();
    HttpRequest {
        method: HttpMethod::Post,
        path: "/v1/sync".into(),
        token: Some(identity.token.clone()),
        body: packed.unwrap_or(body),
        content_type: "application/json",
        gzip,
        file_name: None,
    }
}

/// Gzipped, or nothing if that fails, which leaves the plain body.
fn gzip(body: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::default());
    encoder.write_all(body).and_then(|()| encoder.finish()).ok()
}

/// What a status other than 200 means.
pub(in crate::sync) fn refusal<E: std::error::Error>(reply: &HttpReply) -> Stopped<E> {
    let code = serde_json::from_slice(&reply.body).map_or_else(|_| String::new(), |error: ErrorReply| error.code);
    match (reply.status, code.as_str()) {
        (_, "revoked") => Stopped::Revoked,
        (401, _) => Stopped::SignedOut,
        (426, _) => Stopped::UpgradeNeeded,
        (408 | 429 | 500..=599, _) => Stopped::Busy { status: reply.status, retry_after: reply.retry_after },
        (status, _) => Stopped::Refused { status, code },
    }
}
