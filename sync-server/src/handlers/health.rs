//! `GET /healthz`: the process answers and its database can be read.

use axum::{Json, extract::State};
use nfv::sync::messages::Epoch;
use serde::Serialize;
use std::sync::Arc;

use crate::{
    http::{App, error::ApiError},
    store::{Store, StoreError},
};

/// That the server is well.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Health {
    /// Always `ok`; anything else is an error reply.
    status: &'static str,
    /// Version of this program.
    version: &'static str,
    /// Which life of the database.
    epoch: Epoch,
}

/// Answers when the database does.
pub(crate) async fn healthz(State(app): State<Arc<App>>) -> Result<Json<Health>, ApiError> {
    app.blocking(|app| app.store.read(|tx| tx.query("SELECT 1", &[], |_| Ok::<_, StoreError>(())))).await?;
    Ok(Json(Health { status: "ok", version: env!("CARGO_PKG_VERSION"), epoch: app.store.meta().epoch }))
}
