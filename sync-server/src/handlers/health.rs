//! `GET /healthz`: the process answers and its database can be read. `GET /readyz`: it should be sent requests.

use axum::{Json, extract::State, http::StatusCode};
use nfv::sync::messages::Epoch;
use serde::Serialize;
use std::{
    path::PathBuf,
    sync::{Arc, atomic::Ordering},
};

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
    app.blocking(|app| epoch(app).map(drop)).await?;
    Ok(Json(health(&app)))
}

/// Answers when requests would be served: not while it stops, after the database was exchanged under it, or on a disk
/// that is nearly full.
pub(crate) async fn readyz(State(app): State<Arc<App>>) -> Result<Json<Health>, ApiError> {
    let no = |code, message: &str| ApiError::of(StatusCode::SERVICE_UNAVAILABLE, code, message);
    if app.draining.load(Ordering::Relaxed) {
        return Err(no("draining", "the server is stopping"));
    }
    let found = app.blocking(epoch).await?;
    if found != Some(app.store.meta().epoch) {
        return Err(no("restored", "the database was restored; start the server again"));
    }
    let wanted = app.config.metrics.disk_free_mib.saturating_mul(1024 * 1024);
    match disk_free(&app) {
        Some(free) if free < wanted => Err(no("disk_nearly_full", "the database's disk is nearly full")),
        _ => Ok(Json(health(&app))),
    }
}

fn health(app: &App) -> Health {
    Health { status: "ok", version: env!("CARGO_PKG_VERSION"), epoch: app.store.meta().epoch }
}

fn epoch(app: &App) -> Result<Option<Epoch>, StoreError> {
    app.store.read(|tx| tx.query_opt("SELECT epoch FROM meta", &[], |row| row.get(0)))
}

/// Free bytes where the database lies; none when it lies elsewhere.
pub(crate) fn disk_free(app: &App) -> Option<u64> {
    let path = app.config.database.sqlite_path().ok()?;
    let folder =
        path.parent().filter(|folder| !folder.as_os_str().is_empty()).map_or(PathBuf::from("."), PathBuf::from);
    let disk = rustix::fs::statvfs(&folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}
