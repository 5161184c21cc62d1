//! Photos: which are missing, chunks in, photos and thumbnails out.

use axum::{
    Extension, Json,
    body::{Body, Bytes},
    extract::{Path, Query, State, rejection::QueryRejection},
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse,
};
use nfv::{
    domain::{
        ids::{EventId, LogId},
        photo::BlobHash,
    },
    sync::blobs::{MAX_ASKED, MAX_CHUNK, MissingReply, MissingRequest, Uploaded},
};
use serde::Deserialize;
use std::sync::Arc;

use crate::{
    accounts::{AccountError, devices::Caller},
    blobs::{
        rows::{self, Blob, Named},
        upload::{self, Asker, Chunk, thumbnail_key},
    },
    http::{App, body, error::ApiError},
    store::StoreError,
};

/// Enough for a question about [`MAX_ASKED`] photos.
const MAX_QUESTION: usize = 64 * 1024;

/// `POST /v1/blobs/missing`: how the server stands to photos, as far as the caller may know.
pub(crate) async fn missing(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    content: Body,
) -> Result<Json<MissingReply>, ApiError> {
    let content = body::read(&headers, content, MAX_QUESTION).await?;
    let asked: MissingRequest = serde_json::from_slice(&content).map_err(ApiError::bad_request)?;
    if asked.photos.len() > MAX_ASKED {
        return Err(ApiError::of(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            format!("at most {MAX_ASKED} photos at once"),
        ));
    }
    let answer = move |app: &App| {
        app.store.read::<_, AccountError>(|tx| {
            let asker = Asker::of(tx, &caller)?;
            let named = asked.photos.iter().map(|it| Named { hash: it.hash, log: it.log, event: it.event });
            let photos = named.map(|named| asker.standing(tx, &named)).collect::<Result<_, StoreError>>()?;
            Ok(MissingReply { photos })
        })
    };
    app.blocking(answer).await.map(Json)
}

/// What a chunk says of itself.
#[derive(Debug, Deserialize)]
pub(crate) struct Place {
    log: LogId,
    event: EventId,
    size: u64,
    offset: u64,
}

/// `PUT /v1/blobs/{hash}?log&event&size&offset`: a chunk, at most 1 MiB.
pub(crate) async fn put(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(hash): Path<String>,
    place: Result<Query<Place>, QueryRejection>,
    headers: HeaderMap,
    content: Body,
) -> Result<Json<Uploaded>, ApiError> {
    let hash: BlobHash = hash.parse().map_err(ApiError::bad_request)?;
    let Query(Place { log, event, size, offset }) = place.map_err(ApiError::bad_request)?;
    let largest = app.config.blobs.photo_bytes;
    if size > u64::from(largest) {
        return Err(ApiError::too_large(largest as usize));
    }
    let bytes = body::read(&headers, content, MAX_CHUNK).await?;
    let chunk = Chunk { named: Named { hash, log, event }, size, offset, bytes };
    upload::take(&app, caller, chunk).await.map(Json)
}

/// Through which log somebody looks at a photo.
#[derive(Debug, Deserialize)]
pub(crate) struct Through {
    log: LogId,
}

/// `GET /v1/blobs/{hash}?log`: the photo.
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(hash): Path<String>,
    through: Result<Query<Through>, QueryRejection>,
) -> Result<impl IntoResponse, ApiError> {
    let hash: BlobHash = hash.parse().map_err(ApiError::bad_request)?;
    let Query(Through { log }) = through.map_err(ApiError::bad_request)?;
    let blob = find(&app, caller, hash, log).await?;
    let bytes = app.storage.get(&blob.object).await?.unwrap_or_default();
    let verify = move |app: &App| {
        if BlobHash::of(&bytes) == hash {
            return Ok(bytes);
        }
        // Whoever still has it is asked for it again.
        tracing::error!("a photo has other bytes than its hash");
        app.store.write::<_, StoreError>(|tx| rows::remove(tx, &hash))?;
        Err::<Bytes, ApiError>(gone())
    };
    let bytes = app.blocking(verify).await?;
    Ok(([(header::CONTENT_TYPE, blob.kind)], bytes))
}

/// `GET /v1/blobs/{hash}/thumbnail?log`: a small JPEG of it.
pub(crate) async fn thumbnail(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(hash): Path<String>,
    through: Result<Query<Through>, QueryRejection>,
) -> Result<impl IntoResponse, ApiError> {
    let hash: BlobHash = hash.parse().map_err(ApiError::bad_request)?;
    let Query(Through { log }) = through.map_err(ApiError::bad_request)?;
    let blob = find(&app, caller, hash, log).await?;
    let bytes = app.storage.get(&thumbnail_key(&blob.object)).await?.ok_or_else(gone)?;
    Ok(([(header::CONTENT_TYPE, "image/jpeg")], bytes))
}

/// A photo that was uploaded for a log which the caller may read. Anything else is not told apart.
async fn find(app: &Arc<App>, caller: Caller, hash: BlobHash, log: LogId) -> Result<Blob, ApiError> {
    let find = move |app: &App| {
        app.store.read::<_, AccountError>(|tx| {
            let may = Asker::of(tx, &caller)?.reads(log) && rows::is_here(tx, &hash, log)?;
            Ok(if may { rows::find(tx, &hash)? } else { None })
        })
    };
    app.blocking(find).await?.ok_or_else(gone)
}

fn gone() -> ApiError {
    ApiError::of(StatusCode::NOT_FOUND, "unknown_blob", "no such photo in a log that you may read")
}
