//! Requests to the server beside sync: JSON there and back, refusals by their stable code.

use serde::{Serialize, de::DeserializeOwned};

use super::{messages::Failure, service::Device};
use crate::sync::{
    messages::ErrorReply,
    ports::{Clock, HttpMethod, HttpReply, HttpRequest, Rng, Transport},
};

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    pub(super) async fn get<A: DeserializeOwned>(&self, path: String) -> Result<A, Failure> {
        let request = self.request(HttpMethod::Get, path, Vec::new(), "application/json")?;
        read(&self.send(request).await?)
    }

    pub(super) async fn post<A: DeserializeOwned>(&self, path: String, body: &impl Serialize) -> Result<A, Failure> {
        read(&self.post_for_status(path, body).await?)
    }

    /// For routes whose answer has no body.
    pub(super) async fn post_for_status(&self, path: String, body: &impl Serialize) -> Result<HttpReply, Failure> {
        let body = serde_json::to_vec(body).map_err(|error| Failure::Defect { detail: error.to_string() })?;
        let request = self.request(HttpMethod::Post, path, body, "application/json")?;
        self.send(request).await
    }

    pub(super) fn request(
        &self,
        method: HttpMethod,
        path: String,
        body: Vec<u8>,
        content_type: &'static str,
    ) -> Result<HttpRequest, Failure> {
        let token = self.store.get().account()?.map(|account| account.token);
        Ok(HttpRequest { method, path, token, body, content_type, gzip: false, file_name: None })
    }

    pub(super) async fn send(&self, request: HttpRequest) -> Result<HttpReply, Failure> {
        accepted(self.transport.send(request).await.map_err(|_| Failure::Offline)?)
    }
}

/// A reply that is no refusal.
fn accepted(reply: HttpReply) -> Result<HttpReply, Failure> {
    if (200..300).contains(&reply.status) {
        return Ok(reply);
    }
    let code = serde_json::from_slice::<ErrorReply>(&reply.body).map(|error| error.code);
    Err(match (code, reply.status) {
        (Ok(code), _) => Failure::Refused { code },
        // A proxy in between answers for a server that is away.
        (Err(_), 502..=504) => Failure::Offline,
        (Err(_), status) => Failure::Refused { code: format!("http_{status}") },
    })
}

/// What a reply says, or its refusal; for hosts that ask before there is a device.
///
/// # Errors
/// [`Failure::Refused`] with the server's code, [`Failure::Offline`], or [`Failure::Defect`] when it cannot be read.
pub fn read_reply<A: DeserializeOwned>(reply: HttpReply) -> Result<A, Failure> {
    read(&accepted(reply)?)
}

fn read<A: DeserializeOwned>(reply: &HttpReply) -> Result<A, Failure> {
    serde_json::from_slice(&reply.body).map_err(|error| Failure::Defect { detail: format!("garbled answer: {error}") })
}
