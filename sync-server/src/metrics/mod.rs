//! Figures for whoever watches the server, in Prometheus' text format.
//!
//! What happens is counted here as it happens; what is, is asked of the database when somebody looks (`gauges`). Names of
//! logs and routes are the only labels: nothing about people. Never public: a listener of its own, or a token.

mod gauges;
mod unsent;

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
    routing::get,
};
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use nfv::sync::messages::{Epoch, Fate, SyncReply};
use std::sync::{Arc, OnceLock};

pub use unsent::Unsent;

use crate::{
    accounts::secrets::hash_token,
    handlers::health,
    http::{App, error::ApiError},
};

/// Bounds of the latency's buckets, in seconds.
const SECONDS: [f64; 12] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0];

const REQUESTS: &str = "http_requests_total";
const REQUEST_SECONDS: &str = "http_request_seconds";
const VERDICTS: &str = "sync_verdicts_total";
const RESETS: &str = "sync_resets_total";
const CLONES: &str = "sync_new_incarnations_total";
const COLD_STARTS: &str = "sync_cold_starts_waiting";

/// One recorder per process; what was counted before it existed is not missed by anybody.
static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Begins to count, once per process.
fn recorder() -> Option<&'static PrometheusHandle> {
    let made = RECORDER.get_or_init(|| match install() {
        Ok(handle) => Some(handle),
        Err(error) => {
            tracing::warn!(%error, "nothing is counted");
            None
        }
    });
    made.as_ref()
}

fn install() -> Result<PrometheusHandle, BuildError> {
    let buckets = Matcher::Full(REQUEST_SECONDS.into());
    let handle = PrometheusBuilder::new().set_buckets_for_metric(buckets, &SECONDS)?.install_recorder()?;
    describe_counter!(REQUESTS, "Requests by route, method and status");
    describe_histogram!(REQUEST_SECONDS, "How long a request took, by route; /v1/sync is the one to watch");
    describe_counter!(VERDICTS, "Offered events by verdict");
    describe_counter!(
        RESETS,
        "Logs that a device had to read again; cause epoch: after a restore, print: prints or cursors did not fit"
    );
    describe_counter!(CLONES, "Devices told to begin a new incarnation: cloned or restored phones");
    describe_gauge!(COLD_STARTS, "Devices far behind that wait for their turn");
    gauges::describe();
    Ok(handle)
}

/// A request was answered.
pub fn request(route: &str, method: &str, status: u16, seconds: f64) {
    if recorder().is_some() {
        let (route, method) = (route.to_owned(), method.to_owned());
        counter!(REQUESTS, "route" => route.clone(), "method" => method, "status" => status.to_string()).increment(1);
        histogram!(REQUEST_SECONDS, "route" => route).record(seconds);
    }
}

/// A sync was answered; `known` is the epoch that the device said.
pub fn sync(reply: &SyncReply, known: Epoch) {
    if recorder().is_none() {
        return;
    }
    for verdict in &reply.verdicts {
        counter!(VERDICTS, "verdict" => name_of(&verdict.fate)).increment(1);
    }
    let cause = if known == reply.epoch { "print" } else { "epoch" };
    counter!(RESETS, "cause" => cause).increment(reply.reset.len() as u64);
    counter!(CLONES).increment(u64::from(reply.new_incarnation));
}

/// So many devices that are far behind wait for their turn.
pub fn cold_starts_waiting(devices: usize) {
    if recorder().is_some() {
        gauge!(COLD_STARTS).set(u32::try_from(devices).unwrap_or(u32::MAX));
    }
}

const fn name_of(fate: &Fate) -> &'static str {
    match fate {
        Fate::Stored { .. } => "stored",
        Fate::Duplicate { .. } => "duplicate",
        Fate::IdReused { .. } => "id_reused",
        Fate::Held => "held",
        Fate::Refused { .. } => "refused",
        Fate::Rejected { .. } => "rejected",
    }
}

/// `GET /metrics` beside everything else: for who knows the token; without one in the settings it does not exist.
pub(crate) async fn with_token(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, ApiError> {
    let expected = app.config.metrics.metrics_token.as_deref().filter(|token| !token.is_empty());
    let Some(expected) = expected else { return Err(ApiError::not_found()) };
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    // Hashes are compared, so that how long it takes says nothing about the token.
    if hash_token(given) != hash_token(expected) {
        return Err(crate::accounts::AccountError::UnknownToken.into());
    }
    render(app).await
}

async fn on_own_listener(State(app): State<Arc<App>>) -> Result<Response, ApiError> {
    render(app).await
}

async fn render(app: Arc<App>) -> Result<Response, ApiError> {
    let recorder = recorder().ok_or_else(|| ApiError::defect(&"no recorder"))?;
    app.blocking(gauges::update).await?;
    recorder.run_upkeep();
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], recorder.render()).into_response())
}

/// What the listener of its own answers.
pub fn router(app: &Arc<App>) -> Router {
    Router::new()
        .route("/metrics", get(on_own_listener))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .with_state(Arc::clone(app))
}
