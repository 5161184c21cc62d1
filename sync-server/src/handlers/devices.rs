//! Devices of the caller's area and below: listed and revoked.

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
};
use nfv::{domain::ids::DeviceId, sync::enrolment::DeviceInfo};
use std::sync::Arc;

use super::accounts::managed;
use crate::{
    accounts::{
        AccountError,
        audit::{self, Action},
        devices::{self, Caller},
    },
    areas::Tree,
    http::{App, error::ApiError},
};

/// `GET /v1/devices`.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Vec<DeviceInfo>>, ApiError> {
    let list = move |app: &App| {
        app.store.read(|tx| {
            let tree = Tree::load(tx)?;
            let own = |area| tree.is_within(area, caller.account.area);
            let devices = devices::list(tx, app.lifetime())?.into_iter().filter(|(_, account)| own(account.area));
            Ok::<_, AccountError>(devices.map(|(device, _)| device).collect())
        })
    };
    app.blocking(list).await.map(Json)
}

/// `POST /v1/devices/{id}/revoke`: its token ends at once. Doing it twice is no error.
pub(crate) async fn revoke(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let device: DeviceId = id.parse().map_err(|_| AccountError::UnknownDevice)?;
    let revoke = move |app: &App| {
        app.store.write(|tx| {
            let owner = devices::owner(tx, device)?;
            managed(tx, &caller, owner).map_err(hide_owner)?;
            devices::revoke(tx, device, app.now_ms())?;
            Ok(audit::record(
                tx,
                app.now_ms(),
                Some(caller.account.id),
                Action::Revocation,
                Some(device.as_bytes()),
                "",
            )?)
        })
    };
    app.blocking::<_, AccountError>(revoke).await.map(|()| StatusCode::NO_CONTENT)
}

/// The caller asked about a device, not about its account.
fn hide_owner(error: AccountError) -> AccountError {
    match error {
        AccountError::UnknownAccount => AccountError::UnknownDevice,
        other => other,
    }
}
