//! Coming in: invitations are looked at, made and spent; names and passwords sign in. Both enrol the calling device.

use axum::{
    Extension, Json,
    body::Body,
    extract::{ConnectInfo, Path, State},
    http::HeaderMap,
};
use nfv::{
    domain::ids::DeviceId,
    sync::enrolment::{EnrolRequest, Enrolled, Invitation, InvitationInfo, NewInvitation, SignInRequest},
};
use std::{net::SocketAddr, sync::Arc};

use super::accounts::managed;
use crate::{
    accounts::{
        Account, AccountError,
        audit::{self, Action},
        devices::{self, Caller, NewDevice},
        invitations, password, people, secrets,
    },
    areas::Tree,
    http::{App, body, error::ApiError},
    pledges, relay,
    store::{Store, Tx},
    subscriptions,
};

const HOUR_MS: u64 = 60 * 60 * 1000;

/// `GET /v1/invitations/{code}`: spends nothing, safe for link previews.
pub(crate) async fn look(
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
) -> Result<Json<InvitationInfo>, ApiError> {
    let look = move |app: &App| {
        app.store.read(|tx| {
            let invitation = invitations::look(tx, &code)?;
            let area = Tree::load(tx)?.label(invitation.account.area);
            Ok::<_, AccountError>(InvitationInfo {
                state: invitation.state(app.now_ms()).as_str().to_owned(),
                name: invitation.account.name,
                role: invitation.account.role,
                area,
                expires_at: invitation.expires_at,
            })
        })
    };
    app.blocking(look).await.map(Json)
}

/// `POST /v1/invitations`: for an account of the caller's area or below.
pub(crate) async fn invite(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    content: Body,
) -> Result<Json<Invitation>, ApiError> {
    let wanted: NewInvitation = body::json(&headers, content).await?;
    let invite = move |app: &App| {
        app.store.write(|tx| {
            let account = managed(tx, &caller, people::by_id(tx, wanted.account)?)?;
            make_invitation(tx, app, &account, Some(&caller.account))
        })
    };
    app.blocking::<_, AccountError>(invite).await.map(Json)
}

/// Makes an invitation and keeps its hash; the code is in the answer and nowhere else.
///
/// # Errors
/// When the database fails.
pub(crate) fn make_invitation(
    tx: &Tx<'_>,
    app: &App,
    account: &Account,
    by: Option<&Account>,
) -> Result<Invitation, AccountError> {
    let now = app.now_ms();
    let expires_at = now + u64::from(app.config.access.invitation_hours) * HOUR_MS;
    let code = secrets::make_code(&*app.random);
    let by = by.map(|account| account.id);
    invitations::keep(tx, &code, account.id, by, now, expires_at)?;
    audit::record(tx, now, by, Action::Invitation, Some(account.id.as_bytes()), account.role.as_str())?;
    Ok(Invitation { code, expires_at })
}

/// `POST /v1/enrol`: spends an invitation.
pub(crate) async fn enrol(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    content: Body,
) -> Result<Json<Enrolled>, ApiError> {
    let request: EnrolRequest = body::json(&headers, content).await?;
    let enrol = move |app: &App| {
        let (token, now) = (secrets::make_token(&*app.random), app.now_ms());
        app.store.write(|tx| {
            let device = NewDevice { id: request.device, key: request.key, label: &request.label };
            let account = invitations::spend(tx, &request.code, &device, &secrets::hash_token(&token), now)?;
            audit::record(tx, now, Some(account.id), Action::Enrolment, Some(request.device.as_bytes()), "")?;
            enrolled(tx, app, account, request.device, token)
        })
    };
    app.blocking::<_, AccountError>(enrol).await.map(Json)
}

/// `POST /v1/sign-in`: enrols the browser it comes from.
pub(crate) async fn sign_in(
    State(app): State<Arc<App>>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    content: Body,
) -> Result<Json<Enrolled>, ApiError> {
    let request: SignInRequest = body::json(&headers, content).await?;
    let name = request.name.trim().to_owned();
    app.throttle.begin(&name, address.ip(), app.now_ms()).map_err(AccountError::Throttled)?;
    let permit = app.hashing.acquire().await.map_err(|closed| ApiError::defect(&closed))?;
    let check = {
        let name = name.clone();
        move |app: &App| {
            let account = app.store.read::<_, AccountError>(|tx| people::by_name(tx, &name))?;
            let stored = account.as_ref().and_then(|(_, password)| password.as_deref());
            let right = password::verify(&request.password, stored)?;
            register(app, account.map(|(account, _)| account), right, &request)
        }
    };
    let enrolled = app.blocking::<_, AccountError>(check).await;
    drop(permit);
    if enrolled.is_ok() {
        app.throttle.succeeded(&name, address.ip());
    }
    enrolled.map(Json)
}

fn register(
    app: &App,
    account: Option<Account>,
    right: bool,
    request: &SignInRequest,
) -> Result<Enrolled, AccountError> {
    let (token, now) = (secrets::make_token(&*app.random), app.now_ms());
    let (Some(account), true) = (&account, right) else {
        let subject = account.as_ref().map(|account| account.id.as_bytes());
        app.store
            .write(|tx| audit::record(tx, now, None, Action::SignInFailed, subject, "").map_err(AccountError::from))?;
        return Err(AccountError::WrongPassword);
    };
    app.store.write(|tx| {
        let device = NewDevice { id: request.device, key: request.key, label: &request.label };
        devices::register(tx, account.id, &device, &secrets::hash_token(&token), now)?;
        audit::record(tx, now, Some(account.id), Action::SignIn, Some(request.device.as_bytes()), "")?;
        enrolled(tx, app, account.clone(), request.device, token)
    })
}

fn enrolled(
    tx: &Tx<'_>,
    app: &App,
    account: Account,
    device: DeviceId,
    token: String,
) -> Result<Enrolled, AccountError> {
    let (mut grants, left_out) = subscriptions::of_device(tx, &account, device)?;
    grants.retain(|grant| !left_out.contains(&grant.log));
    Ok(Enrolled {
        token,
        grants,
        account: account.id,
        name: account.name,
        role: account.role,
        area: account.area,
        epoch: app.store.meta().epoch,
        server_time: app.now_ms(),
        zone_minutes: app.config.zone_minutes,
        server_key: Some(relay::server_key(tx, &*app.random, app.now_ms())?),
        pledges: Some(app.pledge_server(&pledges::key::made(tx, &*app.random, app.now_ms())?)),
    })
}
