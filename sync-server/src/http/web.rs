//! The app at `/`: files of the built web folder, brotli where it lies beside, `index.html` for the app's own paths.
//!
//! A file or folder whose name carries a content hash never changes and is cached for good; everything else, above all
//! `index.html` and `sw.js`, is asked for again each time.

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderValue, Method, Response, StatusCode, header::CACHE_CONTROL},
    response::IntoResponse,
};
use std::{convert::Infallible, path::Path};
use tower::ServiceExt;
use tower_http::services::{ServeDir, ServeFile};

use super::error::ApiError;

/// As the build names files: 16 hex digits after the last dash of the stem.
const HASH_DIGITS: usize = 16;

const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// The built folder.
#[derive(Clone, Debug)]
pub(super) struct Site {
    files: ServeDir,
    index: ServeFile,
}

impl Site {
    /// Files of this folder.
    pub(super) fn of(folder: &Path) -> Self {
        let index = ServeFile::new(folder.join("index.html")).precompressed_br();
        Self { files: ServeDir::new(folder).precompressed_br(), index }
    }

    /// Answers whatever is no route of the table.
    pub(super) async fn answer(self, request: Request) -> axum::response::Response {
        answer(self.files, self.index, request).await
    }
}

async fn answer(files: ServeDir, index: ServeFile, request: Request) -> axum::response::Response {
    let path = request.uri().path().to_owned();
    if path.starts_with("/v1/") || !matches!(*request.method(), Method::GET | Method::HEAD) {
        return ApiError::not_found().into_response();
    }
    let again = copy(&request);
    let found = never_fails(files.oneshot(request).await);
    if found.status() != StatusCode::NOT_FOUND {
        let caching = if names_its_content(&path) && found.status().is_success() { FOREVER } else { ASK_AGAIN };
        return with_caching(found, caching);
    }
    if path.rsplit('/').next().is_some_and(|last| last.contains('.')) {
        return ApiError::not_found().into_response();
    }
    let page = never_fails(index.oneshot(again).await);
    if page.status() == StatusCode::NOT_FOUND {
        return ApiError::of(StatusCode::NOT_FOUND, "no_app", "WEB_DIR holds no built app").into_response();
    }
    with_caching(page, ASK_AGAIN)
}

/// The request again, for the page in place of a missing file.
fn copy(request: &Request) -> Request {
    let mut again = Request::new(Body::empty());
    *again.method_mut() = request.method().clone();
    *again.uri_mut() = request.uri().clone();
    *again.headers_mut() = request.headers().clone();
    again
}

fn never_fails<B>(reply: Result<Response<B>, Infallible>) -> axum::response::Response
where
    Response<B>: IntoResponse,
{
    let Ok(reply) = reply;
    reply.into_response()
}

fn with_caching(mut reply: axum::response::Response, caching: HeaderValue) -> axum::response::Response {
    reply.headers_mut().insert(CACHE_CONTROL, caching);
    reply
}

fn names_its_content(path: &str) -> bool {
    path.split('/').any(|part| {
        let stem = part.split_once('.').map_or(part, |(stem, _)| stem);
        let hash = stem.rsplit_once('-').map_or("", |(_, hash)| hash);
        hash.len() == HASH_DIGITS && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("/app-0123456789abcdef/nfv_bg.wasm", true)]
    #[case("/style-0123456789abcdef.css", true)]
    #[case("/index.html", false)]
    #[case("/sw.js", false)]
    #[case("/app-0123/nfv.js", false)]
    #[case("/join/7QX2M9-0AB3CD-ZK5T8W", false)]
    fn content_in_the_name(#[case] path: &str, #[case] expected: bool) {
        assert_eq!(names_its_content(path), expected);
    }
}
