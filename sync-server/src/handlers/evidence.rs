//! `POST /v1/evidence`: what the server signs about pledges, for their authors and for whoever may read their logs.

use axum::{Extension, Json, body::Body, extract::State, http::HeaderMap, http::StatusCode};
use nfv::{
    domain::{ids::DeviceId, pledge::evidence::Evidence},
    sync::evidence::{EventRef, EvidenceReply, EvidenceRequest, MAX_ASKED},
};
use std::sync::Arc;

use crate::{
    accounts::{AccountError, devices::Caller},
    blobs::upload::Asker,
    http::{App, body, error::ApiError},
    pledges::{evidence::Witness, key, places},
    store::{Store as _, Tx},
};

/// Enough for a question about [`MAX_ASKED`] events.
const MAX_QUESTION: usize = 64 * 1024;

/// Gives places to what waits for one first: who asks right after a sync gets an answer.
pub(crate) async fn ask(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    content: Body,
) -> Result<Json<EvidenceReply>, ApiError> {
    let content = body::read(&headers, content, MAX_QUESTION).await?;
    let asked: EvidenceRequest = serde_json::from_slice(&content).map_err(ApiError::bad_request)?;
    if asked.events.len() > MAX_ASKED {
        let message = format!("at most {MAX_ASKED} events at once");
        return Err(ApiError::of(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message));
    }
    let answer = move |app: &App| {
        places::catch_up(&app.store)?;
        let (key, epoch) = (key::of(&app.store, &*app.random, app.now_ms())?, app.store.meta().epoch);
        let evidence = app.store.read::<_, AccountError>(|tx| {
            let asker = Asker::of(tx, &caller)?;
            let witness = Witness::of(tx, &key, epoch, app.now_ms())?;
            asked.events.iter().map(|one| evidence(tx, &witness, &asker, *one)).collect()
        })?;
        Ok::<_, AccountError>(EvidenceReply { server: app.pledge_server(&key), evidence })
    };
    app.blocking(answer).await.map(Json)
}

fn evidence(
    tx: &Tx<'_>,
    witness: &Witness<'_>,
    asker: &Asker,
    EventRef { log, event }: EventRef,
) -> Result<Option<Evidence>, AccountError> {
    let sql = "SELECT device_id FROM event WHERE log_id = ?1 AND event_id = ?2";
    let author = tx.query_opt(sql, &[&log, &event], |row| row.get::<DeviceId>(0))?;
    // What is not there is not told apart from what is not the caller's.
    let may = author.is_some_and(|author| author == asker.device() || asker.reads(log));
    Ok(if may { witness.evidence(log, event)? } else { None })
}
