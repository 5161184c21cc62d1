//! Accounts of the caller's area and below: listed, added, and given another role or area.

use axum::{
    Extension, Json,
    body::Body,
    extract::{Path, State},
    http::HeaderMap,
};
use nfv::{
    domain::ids::AccountId,
    sync::enrolment::{AccountChange, AccountInfo, NewAccount},
};
use std::sync::Arc;

use crate::{
    accounts::{
        Account, AccountError,
        audit::{self, Action},
        devices::Caller,
        grants,
        people::{self, NewPerson},
    },
    areas::Tree,
    http::{App, body, error::ApiError},
    ports::random_bytes,
    store::Tx,
};

/// Longest display name, in characters.
const MAX_NAME: usize = 60;

/// `GET /v1/accounts`.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Vec<AccountInfo>>, ApiError> {
    let list = move |app: &App| {
        app.store.read(|tx| {
            let tree = Tree::load(tx)?;
            let mut accounts = people::list(tx)?;
            accounts.retain(|account| tree.is_within(account.area, caller.account.area));
            Ok::<_, AccountError>(accounts)
        })
    };
    app.blocking(list).await.map(Json)
}

/// `POST /v1/accounts`: never above the caller's role, never outside the caller's area.
pub(crate) async fn add(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    content: Body,
) -> Result<Json<AccountInfo>, ApiError> {
    let wanted: NewAccount = body::json(&headers, content).await?;
    let name = wanted.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > MAX_NAME {
        return Err(ApiError::of(axum::http::StatusCode::UNPROCESSABLE_ENTITY, "name_invalid", "1 to 60 characters"));
    }
    let add = move |app: &App| {
        app.store.write(|tx| {
            let by = &caller.account;
            if !grants::may_appoint(by.role, wanted.role) || !Tree::load(tx)?.is_within(wanted.area, by.area) {
                return Err(AccountError::Forbidden);
            }
            let id = AccountId::from_random(random_bytes(&*app.random));
            let person = NewPerson { id, name: &name, role: wanted.role, area: wanted.area, password: None };
            let Account { id, name, role, area } = people::add(tx, &person, app.now_ms())?;
            audit::record(tx, app.now_ms(), Some(by.id), Action::Account, Some(id.as_bytes()), role.as_str())?;
            Ok(AccountInfo { id, name, role, area, devices: 0 })
        })
    };
    app.blocking(add).await.map(Json)
}

/// `POST /v1/accounts/{id}`: another role or area. Neither the present nor the next role above the caller's, neither area
/// outside the caller's; never the own account, so that nobody locks the desk from inside.
pub(crate) async fn change(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    headers: HeaderMap,
    content: Body,
) -> Result<Json<AccountInfo>, ApiError> {
    let account: AccountId = id.parse().map_err(|_| AccountError::UnknownAccount)?;
    let wanted: AccountChange = body::json(&headers, content).await?;
    let change = move |app: &App| {
        app.store.write(|tx| {
            let account = managed(tx, &caller, people::by_id(tx, account)?)?;
            let (role, area) = (wanted.role.unwrap_or(account.role), wanted.area.unwrap_or(account.area));
            let by = &caller.account;
            let may = grants::may_appoint(by.role, role) && Tree::load(tx)?.is_within(area, by.area);
            if !may || account.id == by.id {
                return Err(AccountError::Forbidden);
            }
            people::change(tx, &account, (role, area), Some(by.id), app.now_ms())?;
            people::list(tx)?.into_iter().find(|info| info.id == account.id).ok_or(AccountError::UnknownAccount)
        })
    };
    app.blocking(change).await.map(Json)
}

/// The account, if the caller manages it. One of a foreign area is unknown, so that nobody learns who exists where.
///
/// # Errors
/// [`AccountError::UnknownAccount`] or [`AccountError::Forbidden`], or when the database fails.
pub(crate) fn managed(tx: &Tx<'_>, caller: &Caller, account: Account) -> Result<Account, AccountError> {
    if !Tree::load(tx)?.is_within(account.area, caller.account.area) {
        return Err(AccountError::UnknownAccount);
    }
    if !grants::may_appoint(caller.account.role, account.role) {
        return Err(AccountError::Forbidden);
    }
    Ok(account)
}
