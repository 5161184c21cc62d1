//! Going out, and passwords: a person changes the own one, somebody who manages the account sets a new one.

use axum::{
    Extension, Json,
    body::Body,
    extract::{ConnectInfo, Path, State},
    http::{HeaderMap, StatusCode},
};
use nfv::{
    domain::ids::AccountId,
    sync::enrolment::{NewPassword, PasswordChange},
};
use std::{net::SocketAddr, sync::Arc};

use super::accounts::managed;
use crate::{
    accounts::{
        AccountError,
        audit::{self, Action},
        devices::Caller,
        password, people, sessions,
    },
    http::{App, body, error::ApiError},
};

/// `POST /v1/sign-out`: the token ends; the device stays known.
pub(crate) async fn sign_out(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
) -> Result<StatusCode, ApiError> {
    let end = move |app: &App| {
        app.store.write(|tx| {
            sessions::end(tx, caller.device)?;
            let (actor, subject) = (Some(caller.account.id), Some(caller.device.as_bytes()));
            audit::record(tx, app.now_ms(), actor, Action::SignOut, subject, "")
        })
    };
    app.blocking(end).await.map(|()| StatusCode::NO_CONTENT)
}

/// `POST /v1/password`: with the old one, as throttled as signing in. The account's other sessions end.
pub(crate) async fn change_password(
    State(app): State<Arc<App>>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    content: Body,
) -> Result<StatusCode, ApiError> {
    let PasswordChange { old, new } = body::json(&headers, content).await?;
    password::check_fit(&new, &caller.account.name)?;
    let name = caller.account.name.clone();
    app.throttle.begin(&name, address.ip(), app.now_ms()).map_err(AccountError::Throttled)?;
    let permit = app.hashing.acquire().await.map_err(|closed| ApiError::defect(&closed))?;
    let change = move |app: &App| {
        let stored = app.store.read::<_, AccountError>(|tx| people::by_name(tx, &caller.account.name))?;
        if !password::verify(&old, stored.and_then(|(_, password)| password).as_deref())? {
            return Err(AccountError::WrongPassword);
        }
        let hash = password::hash(&new, &*app.random)?;
        app.store.write(|tx| {
            people::set_password(tx, caller.account.id, &hash)?;
            let ended = sessions::end_others(tx, caller.account.id, Some(caller.device))?;
            let (actor, subject) = (Some(caller.account.id), Some(caller.account.id.as_bytes()));
            let detail = format!("{ended} other sessions ended");
            Ok(audit::record(tx, app.now_ms(), actor, Action::PasswordChanged, subject, &detail)?)
        })
    };
    let changed = app.blocking(change).await;
    drop(permit);
    if changed.is_ok() {
        app.throttle.succeeded(&name, address.ip());
    }
    changed.map(|()| StatusCode::NO_CONTENT)
}

/// `POST /v1/accounts/{id}/password`: makes a new one, told once. All sessions of the account end.
pub(crate) async fn reset_password(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<Json<NewPassword>, ApiError> {
    let account: AccountId = id.parse().map_err(|_| AccountError::UnknownAccount)?;
    let may = {
        let caller = caller.clone();
        move |app: &App| {
            app.store.read::<_, AccountError>(|tx| managed(tx, &caller, people::by_id(tx, account)?).map(drop))
        }
    };
    app.blocking(may).await?;
    let permit = app.hashing.acquire().await.map_err(|closed| ApiError::defect(&closed))?;
    let reset = move |app: &App| {
        let password = password::make(&*app.random);
        let hash = password::hash(&password, &*app.random)?;
        app.store.write(|tx| {
            // Again, in the transaction that does it.
            let account = managed(tx, &caller, people::by_id(tx, account)?)?;
            people::set_password(tx, account.id, &hash)?;
            let ended = sessions::end_others(tx, account.id, None)?;
            let (actor, subject) = (Some(caller.account.id), Some(account.id.as_bytes()));
            audit::record(tx, app.now_ms(), actor, Action::PasswordReset, subject, &format!("{ended} sessions ended"))?;
            Ok::<_, AccountError>(NewPassword { password })
        })
    };
    let reset = app.blocking(reset).await;
    drop(permit);
    reset.map(Json)
}
