//! Many devices at once, reduced to what the server sees of them: a token and prepared requests.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use nfv::{
    domain::{
        area::Class,
        ids::{AreaId, DeviceId, Incarnation, LogId},
    },
    sync::{
        enrolment::{AccountInfo, EnrolRequest, Enrolled, Invitation, NewAccount, NewInvitation, Role},
        messages::{Fate, SyncReply},
        ports::{HttpRequest, Identity, Rng},
    },
};
use reqwest::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER};
use serde::{Serialize, de::DeserializeOwned};
use tokio::{
    runtime::{Builder, Runtime},
    task::JoinSet,
    time::sleep,
};

use super::{
    Stopped,
    town::{Town, Writer},
};
use crate::{
    http::{Http, SystemRng},
    phone::Phone,
    served::{TOWNSHIP, post},
};

/// Pushes under way at once, as [`nfv::sync::driver`] has them.
const FLIGHTS: usize = 4;

/// Villages among which the devices are spread.
const VILLAGES: usize = 40;

/// One thread that sends and hears everything.
pub(super) fn runtime() -> Result<Runtime, Stopped> {
    Ok(Builder::new_multi_thread().worker_threads(1).enable_all().build()?)
}

/// With a limit that no figure comes near.
#[expect(clippy::disallowed_methods, reason = "what a benchmark is for")]
pub(super) fn client() -> Result<reqwest::Client, Stopped> {
    Ok(reqwest::Client::builder().timeout(Duration::from_secs(60)).build()?)
}

/// A device of the crowd.
pub(super) struct Member {
    pub(super) identity: Identity,
    pub(super) log: LogId,
}

/// Enrols so many devices, each of its own account, over HTTP as an office would.
pub(super) fn gather(town: &mut Town, people: usize) -> Result<Vec<Member>, Stopped> {
    let mut areas = String::from("code,parent_code,level,name\n");
    for n in 3..=VILLAGES {
        areas.push_str(&format!("{TOWNSHIP}{n:03},{TOWNSHIP},village,Village {n}\n"));
    }
    let file = town.folder.path().join("more-areas.csv");
    std::fs::write(&file, areas)?;
    town.served.command(&["import-areas", &file.to_string_lossy()])?;
    let office = town.phone("reviewer", TOWNSHIP)?;
    let villages: Vec<(AreaId, LogId)> = office
        .enrolled
        .grants
        .iter()
        .filter(|grant| grant.write && grant.class == Class::Field && grant.area != office.enrolled.area)
        .map(|grant| (grant.area, grant.log))
        .collect();
    (0..people)
        .map(|n| {
            let (area, log) = villages[n % villages.len()];
            enrol(&office, n, area, log)
        })
        .collect()
}

fn enrol(office: &Phone, n: usize, area: AreaId, log: LogId) -> Result<Member, Stopped> {
    let token = Some(office.enrolled.token.as_str());
    let account = NewAccount { name: format!("crowd {n}"), role: Role::Worker, area };
    let account: AccountInfo = call(&office.http, "/v1/accounts", token, &account)?;
    let invitation: Invitation = call(&office.http, "/v1/invitations", token, &NewInvitation { account: account.id })?;
    let device = DeviceId::from_random(SystemRng.bytes());
    let key = ed25519_dalek::SigningKey::from_bytes(&SystemRng.bytes()).verifying_key().to_bytes();
    let request = EnrolRequest { code: invitation.code, device, key, label: "crowd".into() };
    let enrolled: Enrolled = call(&office.http, "/v1/enrol", None, &request)?;
    let (token, epoch) = (enrolled.token, enrolled.epoch);
    let incarnation = Incarnation::from_random(SystemRng.bytes());
    Ok(Member { identity: Identity { device, incarnation, account: enrolled.account, token, epoch }, log })
}

fn call<T: DeserializeOwned>(
    http: &Http,
    path: &str,
    token: Option<&str>,
    body: &impl Serialize,
) -> Result<T, Stopped> {
    let reply = http.exchange(post(path, token, serde_json::to_vec(body)?))?;
    serde_json::from_slice(&reply.body)
        .map_err(|_| format!("{path}: {} {}", reply.status, String::from_utf8_lossy(&reply.body)).into())
}

impl Member {
    /// The same device in another life: its numbers begin anew.
    pub(super) fn again(&self) -> Self {
        let incarnation = Incarnation::from_random(SystemRng.bytes());
        Self { identity: Identity { incarnation, ..self.identity.clone() }, log: self.log }
    }

    /// Whoever writes this device's events.
    pub(super) fn writer(&self) -> Writer {
        Writer::with(self.identity.clone(), self.log)
    }
}

/// Sends requests as a device does, some at once; every event must be stored.
pub(super) fn push(origin: &str, requests: Vec<HttpRequest>, events: usize) -> Result<(), Stopped> {
    let (client, waiting) = (client()?, Arc::new(Mutex::new(requests.into_iter())));
    let stored = runtime()?.block_on(async {
        let mut flights = JoinSet::new();
        for _ in 0..FLIGHTS {
            let (client, origin, waiting) = (client.clone(), origin.to_owned(), Arc::clone(&waiting));
            flights.spawn(async move {
                let mut stored = 0;
                loop {
                    let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
                    let Some(request) = next else { return Ok::<usize, String>(stored) };
                    stored += deliver(&client, &origin, &request).await?;
                }
            });
        }
        let mut stored = 0;
        while let Some(done) = flights.join_next().await {
            stored += done??;
        }
        Ok::<usize, Stopped>(stored)
    })?;
    if stored == events { Ok(()) } else { Err(format!("{stored} of {events} events were stored").into()) }
}

/// Sends a request until it is answered; how many events were stored. A server that asks to wait is waited for.
///
/// # Errors
/// Whatever else happens.
pub(super) async fn deliver(client: &reqwest::Client, origin: &str, request: &HttpRequest) -> Result<usize, String> {
    loop {
        let mut call = client.post(format!("{origin}{}", request.path)).header(CONTENT_TYPE, request.content_type);
        if let Some(token) = &request.token {
            call = call.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        if request.gzip {
            call = call.header(CONTENT_ENCODING, "gzip");
        }
        let reply = call.body(request.body.clone()).send().await.map_err(|error| error.to_string())?;
        let status = reply.status().as_u16();
        let wait = reply.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
        let body = reply.bytes().await.map_err(|error| error.to_string())?;
        match (status, wait) {
            (200, _) => {
                let told: SyncReply = serde_json::from_slice(&body).map_err(|error| error.to_string())?;
                return Ok(told.verdicts.iter().filter(|one| matches!(one.fate, Fate::Stored { .. })).count());
            }
            (503, Some(seconds)) => sleep(Duration::from_secs(seconds)).await,
            _ => return Err(format!("{status} {}", String::from_utf8_lossy(&body))),
        }
    }
}
