//! `POST /v1/imports?village=<area id>`: a roster as a dry run; nothing is written but the audit line.

use axum::{
    Extension, Json,
    body::Body,
    extract::{Query, State},
    http::HeaderMap,
};
use nfv::{domain::ids::AreaId, sync::imports::RosterPreview};
use serde::Deserialize;
use std::sync::Arc;

use crate::{
    accounts::{
        AccountError,
        audit::{self, Action},
        devices::Caller,
    },
    areas::Tree,
    http::{App, body, error::ApiError},
    roster::{self, Village},
};

/// Largest roster file.
const MAX_FILE: usize = 8 * 1024 * 1024;

/// Into which village.
#[derive(Debug, Deserialize)]
pub(crate) struct Target {
    village: AreaId,
}

/// Judges a file. Its name (`X-File-Name`) is for people; what it is is decided by its bytes.
pub(crate) async fn preview(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    target: Result<Query<Target>, axum::extract::rejection::QueryRejection>,
    headers: HeaderMap,
    content: Body,
) -> Result<Json<RosterPreview>, ApiError> {
    let Query(Target { village }) = target.map_err(ApiError::bad_request)?;
    let may = move |app: &App| {
        let tree = app.store.read::<_, AccountError>(|tx| Ok(Tree::load(tx)?))?;
        // Everybody knows the names of all villages; only the own ones can be imported into.
        tree.is_within(village, caller.account.area).then_some(caller).ok_or(AccountError::Forbidden)
    };
    let caller = app.blocking(may).await?;
    let bytes = body::read(&headers, content, MAX_FILE).await?;
    let judge = move |app: &App| {
        let known = app.store.read(|tx| Village::load(tx, village))?.ok_or(AccountError::UnknownArea)?;
        let preview = roster::preview(&bytes, &known)?;
        let detail = format!("{} rows, {} accepted", preview.rows, preview.accepted);
        let (by, subject) = (Some(caller.account.id), Some(village.as_bytes()));
        app.store.write::<_, AccountError>(|tx| {
            Ok(audit::record(tx, app.now_ms(), by, Action::Import, subject, &detail)?)
        })?;
        Ok::<_, ApiError>(preview)
    };
    app.blocking(judge).await.map(Json)
}
