//! `GET /v1/recordings` and `/v1/recordings/{hash}/{piece}`: recordings for reading aloud, for every device.

use axum::{
    Json,
    extract::{Path, State},
    http::{StatusCode, header},
    response::IntoResponse,
};
use nfv::{
    domain::photo::BlobHash,
    sync::recordings::{PIECE, RecordingList},
};
use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    sync::Arc,
};

use crate::http::{App, error::ApiError};

/// All of them.
pub(crate) async fn list(State(app): State<Arc<App>>) -> Result<Json<RecordingList>, ApiError> {
    let list = |app: &App| {
        let found = app.recordings.look().map_err(|error| ApiError::defect(&error))?;
        Ok::<_, ApiError>(RecordingList { recordings: found.given.into_iter().map(|(one, _)| one).collect() })
    };
    app.blocking(list).await.map(Json)
}

/// One piece. A file that changes meanwhile makes a recording that no device takes: its hash is another.
pub(crate) async fn piece(
    State(app): State<Arc<App>>,
    Path((hash, piece)): Path<(String, u32)>,
) -> Result<impl IntoResponse, ApiError> {
    let hash: BlobHash = hash.parse().map_err(ApiError::bad_request)?;
    let read = move |app: &App| {
        let defect = |error: std::io::Error| ApiError::defect(&error);
        let found = app.recordings.look().map_err(defect)?;
        let (recording, path) = found.given.into_iter().find(|(one, _)| one.hash == hash).ok_or_else(gone)?;
        let length = recording.pieces().nth(piece as usize).ok_or_else(gone)?;
        let mut file = File::open(path).map_err(defect)?;
        file.seek(SeekFrom::Start(u64::from(piece) * u64::from(PIECE))).map_err(defect)?;
        let mut content = Vec::new();
        file.take(length.into()).read_to_end(&mut content).map_err(defect)?;
        Ok::<_, ApiError>(content)
    };
    let content = app.blocking(read).await?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], content))
}

fn gone() -> ApiError {
    ApiError::of(StatusCode::NOT_FOUND, "unknown_recording", "no such recording, or no such piece of it")
}
