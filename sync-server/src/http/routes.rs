//! The table of routes.

use axum::{
    http::Method,
    routing::{MethodRouter, get, post, put},
};
use std::sync::Arc;

use super::{app::App, openapi};
use crate::handlers::{
    accounts, audit, blobs, devices, enrolment, erasure, evidence, health, held, imports, moves, recordings, relay,
    releases, sessions, snapshots, subscriptions, sync, verify,
};
use crate::{metrics, tls::trust};

/// Who may call a route at all; areas are checked by the handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// Every enrolled device.
    Device,
    /// Devices of accounts that keep rosters.
    RosterKeeper,
    /// Devices of accounts that manage accounts and devices.
    Manager,
}

/// One route.
#[derive(Clone)]
pub struct Route {
    /// The one method.
    pub method: Method,
    /// As axum writes it.
    pub path: &'static str,
    /// Who may call it.
    pub access: Access,
    /// Makes the handler.
    pub handler: fn() -> MethodRouter<Arc<App>>,
}

/// All routes beside the app's files.
#[must_use]
pub fn table() -> Vec<Route> {
    use Access::{Device, Manager, Public, RosterKeeper};
    let route = |method, path, access, handler| Route { method, path, access, handler };
    vec![
        route(Method::GET, "/healthz", Public, || get(health::healthz)),
        route(Method::GET, "/readyz", Public, || get(health::readyz)),
        // Behind a token of its own, and missing without one.
        route(Method::GET, "/metrics", Public, || get(metrics::with_token)),
        route(Method::GET, "/trust", Public, || get(trust::page)),
        route(Method::GET, "/trust/{file}", Public, || get(trust::file)),
        route(Method::GET, "/openapi.json", Public, || get(openapi::serve)),
        route(Method::POST, "/v1/sync", Device, || post(sync::sync)),
        route(Method::GET, "/v1/server-key", Public, || get(relay::server_key)),
        route(Method::POST, "/v1/relay", Public, || post(relay::deliver)),
        route(Method::POST, "/v1/blobs/missing", Device, || post(blobs::missing)),
        route(Method::PUT, "/v1/blobs/{hash}", Device, || put(blobs::put)),
        route(Method::GET, "/v1/blobs/{hash}", Device, || get(blobs::get)),
        route(Method::GET, "/v1/blobs/{hash}/thumbnail", Device, || get(blobs::thumbnail)),
        route(Method::GET, "/v1/snapshots/{log}", Device, || get(snapshots::manifest)),
        route(Method::GET, "/v1/snapshots/{log}/{hash}/{frame}", Device, || get(snapshots::frame)),
        route(Method::POST, "/v1/subscriptions", Manager, || post(subscriptions::change)),
        route(Method::GET, "/v1/invitations/{code}", Public, || get(enrolment::look)),
        route(Method::POST, "/v1/enrol", Public, || post(enrolment::enrol)),
        route(Method::POST, "/v1/sign-in", Public, || post(enrolment::sign_in)),
        route(Method::POST, "/v1/sign-out", Device, || post(sessions::sign_out)),
        route(Method::POST, "/v1/password", Device, || post(sessions::change_password)),
        route(Method::POST, "/v1/accounts/{id}/password", Manager, || post(sessions::reset_password)),
        route(Method::GET, "/v1/audit", Manager, || get(audit::read)),
        route(Method::POST, "/v1/audit", Device, || post(audit::note)),
        route(Method::POST, "/v1/invitations", Manager, || post(enrolment::invite)),
        route(Method::GET, "/v1/accounts", Manager, || get(accounts::list)),
        route(Method::POST, "/v1/accounts", Manager, || post(accounts::add)),
        route(Method::POST, "/v1/accounts/{id}", Manager, || post(accounts::change)),
        route(Method::GET, "/v1/devices", Manager, || get(devices::list)),
        route(Method::POST, "/v1/devices/{id}/revoke", Manager, || post(devices::revoke)),
        route(Method::GET, "/v1/held", Manager, || get(held::list)),
        route(Method::POST, "/v1/held", Manager, || post(held::decide)),
        route(Method::POST, "/v1/erasures", Manager, || post(erasure::erase)),
        route(Method::POST, "/v1/moves", Manager, || post(moves::make)),
        route(Method::POST, "/v1/imports", RosterKeeper, || post(imports::preview)),
        route(Method::POST, "/v1/releases", Public, || post(releases::ask)),
        route(Method::GET, "/v1/releases", Manager, || get(releases::list)),
        route(Method::POST, "/v1/releases/{id}", Manager, || post(releases::decide)),
        route(Method::POST, "/v1/evidence", Device, || post(evidence::ask)),
        route(Method::GET, "/verify", Public, || get(verify::page)),
        route(Method::GET, "/verify/{file}", Public, || get(verify::file)),
        route(Method::GET, "/v1/recordings", Device, || get(recordings::list)),
        route(Method::GET, "/v1/recordings/{hash}/{piece}", Device, || get(recordings::piece)),
    ]
}
