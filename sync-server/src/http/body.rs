//! Request bodies: capped before they are read, JSON with an error of ours, gzip where a route takes it.

use axum::{
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, header},
};
use flate2::read::GzDecoder;
use serde::de::DeserializeOwned;
use std::io::Read;

use super::error::ApiError;

/// Enough for every JSON request but sync.
pub const MAX_JSON: usize = 16 * 1024;

/// Reads a body of at most `limit` bytes. A longer announced length is refused before anything is read.
///
/// # Errors
/// 413 `too_large`, or 400 when the connection broke off.
pub async fn read(headers: &HeaderMap, body: Body, limit: usize) -> Result<Bytes, ApiError> {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(ApiError::too_large(limit));
    }
    match to_bytes(body, limit).await {
        Ok(bytes) => Ok(bytes),
        Err(error) => Err(if over_limit(&error) { ApiError::too_large(limit) } else { ApiError::bad_request(error) }),
    }
}

fn over_limit(error: &axum::Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        if inner.is::<http_body_util::LengthLimitError>() {
            return true;
        }
        cause = inner.source();
    }
    false
}

/// Reads a body that may be gzip-encoded; `limit` counts for both forms.
///
/// # Errors
/// As [`read`], and 400 when the encoding is unknown or broken.
pub async fn read_encoded(headers: &HeaderMap, body: Body, limit: usize) -> Result<Vec<u8>, ApiError> {
    let encoding = headers.get(header::CONTENT_ENCODING).map(|value| value.as_bytes().to_ascii_lowercase());
    let raw = read(headers, body, limit).await?;
    match encoding.as_deref() {
        None | Some(b"identity" | b"") => Ok(raw.to_vec()),
        Some(b"gzip") => unzip(&raw, limit),
        Some(_) => Err(ApiError::of(
            axum::http::StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unknown_encoding",
            "bodies come plain or as gzip",
        )),
    }
}

/// Stops at the limit: a small bomb must not become a large body.
fn unzip(raw: &[u8], limit: usize) -> Result<Vec<u8>, ApiError> {
    let mut plain = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    GzDecoder::new(raw).take(most).read_to_end(&mut plain).map_err(ApiError::bad_request)?;
    if plain.len() > limit { Err(ApiError::too_large(limit)) } else { Ok(plain) }
}

/// Reads a JSON body of at most [`MAX_JSON`] bytes.
///
/// # Errors
/// As [`read`], and 400 when it is not of this shape.
pub async fn json<T: DeserializeOwned>(headers: &HeaderMap, body: Body) -> Result<T, ApiError> {
    let bytes = read(headers, body, MAX_JSON).await?;
    // serde's messages may quote what was sent, e.g. a password: only the place is told.
    serde_json::from_slice(&bytes).map_err(|error| {
        ApiError::bad_request(format_args!("not the expected JSON at line {} column {}", error.line(), error.column()))
    })
}
