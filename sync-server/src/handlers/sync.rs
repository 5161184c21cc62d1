//! `POST /v1/sync`: the HTTP half. Caps, gzip and the token are handled here; the rest is `crate::sync`.

use axum::{Extension, Json, body::Body, extract::State, http::HeaderMap};
use nfv::{
    domain::{day::Zone, ids::DeviceId},
    sync::messages::{AccountNow, MAX_BODY, SyncReply},
};
use std::{collections::BTreeMap, sync::Arc};

use crate::{
    accounts::{AccountError, audit::decisions, devices},
    forward,
    http::{App, body, error::ApiError},
    metrics,
    notices::Asker,
    subscriptions, sync,
};

/// Pushes and pulls.
pub(crate) async fn sync(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<devices::Caller>,
    headers: HeaderMap,
    content: Body,
) -> Result<Json<SyncReply>, ApiError> {
    let content = body::read_encoded(&headers, content, MAX_BODY).await?;
    let answer = move |app: &App| {
        let account = caller.account;
        let request = sync::Request::parse(&content).map_err(ApiError::from)?;
        let ((grants, left_out), closed) = app.store.read::<_, AccountError>(|tx| {
            let closed = if request.events.is_empty() { BTreeMap::new() } else { forward::closed(tx)? };
            Ok((subscriptions::of_device(tx, &account, caller.device)?, closed))
        })?;
        let devices::Caller { device, key, .. } = caller;
        let caller = sync::Caller { device, key, account: account.id, grants, left_out, closed };
        let others = authors(app, &request)?;
        let (tag, known_epoch) = (request.notices.clone(), request.epoch);
        let pulls = request.state.is_some() || request.cursors.is_some();
        let titles = decisions::of(&request);
        app.unsent.said(&caller, &request, app.now_ms());
        let mut reply = sync::handle(&app.store, &caller, &others, request, app.now_ms()).map_err(ApiError::from)?;
        decisions::record_stored(
            &app.store,
            &titles,
            reply.verdicts.iter().map(|verdict| &verdict.fate),
            app.now_ms(),
        )?;
        if pulls {
            app.unsent.all_answered(caller.device);
            let read_only = caller.grants.iter().filter(|grant| !grant.write && reply.granted.contains(&grant.log));
            let read_only = read_only.map(|grant| grant.log).collect();
            reply.account = Some(AccountNow { role: account.role, area: account.area, read_only });
        }
        if let Some(tag) = tag {
            let zone = Zone(app.config.zone_minutes);
            let asker = Asker { account: &account, device: caller.device, now: app.now_ms(), zone };
            reply.notices = app.board.notices(&app.store, asker, &tag)?.map(Box::new);
        }
        metrics::sync(&reply, known_epoch);
        Ok::<_, ApiError>(reply)
    };
    let reply = app.blocking(answer).await?;
    Ok(Json(reply))
}

/// What the accounts know of the authors that the request speaks for besides its own device.
fn authors(app: &App, request: &sync::Request) -> Result<BTreeMap<DeviceId, sync::Author>, ApiError> {
    let devices = request.foreign_authors();
    if devices.is_empty() {
        return Ok(BTreeMap::new());
    }
    let authors = app.store.read::<_, AccountError>(|tx| {
        let mut authors = BTreeMap::new();
        for device in devices {
            authors.extend(devices::author(tx, device)?.map(|author| (device, author)));
        }
        Ok(authors)
    });
    Ok(authors?)
}
