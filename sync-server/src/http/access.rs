//! Who is calling: the bearer token, looked up for every request, before anything of its body is read.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, header::AUTHORIZATION},
    middleware::Next,
    response::Response,
};
use std::sync::Arc;

use super::{app::App, error::ApiError, routes::Access};
use crate::accounts::{
    AccountError,
    devices::{self, Caller},
    grants,
};

/// Longer ones are no tokens of ours.
const MAX_TOKEN: usize = 128;

/// Lets a request through to a route of this access; the caller goes along as an extension.
pub(super) async fn guard(
    State((app, access)): State<(Arc<App>, Access)>,
    mut request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    if access != Access::Public {
        let caller = caller(&app, request.headers()).await?;
        let role = caller.account.role;
        let allowed = match access {
            Access::Public | Access::Device => true,
            Access::RosterKeeper => grants::keeps_rosters(role),
            Access::Manager => grants::manages(role),
        };
        if !allowed {
            return Err(ApiError::forbidden());
        }
        request.extensions_mut().insert(caller);
    }
    Ok(next.run(request).await)
}

async fn caller(app: &Arc<App>, headers: &HeaderMap) -> Result<Caller, ApiError> {
    let given = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = given.and_then(|value| value.strip_prefix("Bearer ")).filter(|token| token.len() <= MAX_TOKEN);
    let token = token.ok_or(AccountError::UnknownToken)?.to_owned();
    app.blocking(move |app| app.store.read(|tx| devices::by_token(tx, &token, app.lifetime(), app.now_ms()))).await
}
