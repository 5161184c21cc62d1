//! Asking a reviewer for the key, while the database is closed: no token, no device, only the key file.

use serde::de::DeserializeOwned;

use super::vault::{Slots, Vault};
use crate::{
    device::{
        messages::{Failure, ReleaseState, ReleaseView},
        read_reply,
    },
    store::DatabaseKey,
    sync::{
        ports::{Clock, HttpMethod, HttpRequest, Rng, Transport},
        relay::ServerSecret,
        release::{ReleaseReply, ReleaseRequest, code_of, read_answer},
    },
};

/// Asks, or asks how far it is. The key comes once: it is in the key file then.
pub(super) async fn ask<S: Slots, C: Clock, R: Rng + Clone>(
    vault: &Vault<S, C, R>,
    transport: &impl Transport,
) -> Result<(ReleaseView, Option<DatabaseKey>), Failure> {
    let sealed = vault.now().sealed;
    if sealed.is_empty() {
        return Err(Failure::Invalid { code: "not_releasable".into() });
    }
    let seed = vault.asked().await?;
    let reply_to = ServerSecret::from_seed(&seed).public();
    let view = |state| ReleaseView { code: code_of(&reply_to), state };
    match post(transport, &ReleaseRequest { sealed, reply_to }).await {
        Err(Failure::Offline) => Ok((view(ReleaseState::Unsent), None)),
        Err(Failure::Refused { code }) if matches!(code.as_str(), "throttled" | "server_busy" | "timeout") => {
            Ok((view(ReleaseState::Unsent), None))
        }
        Err(failure) => Err(failure),
        Ok(ReleaseReply::Waiting) => Ok((view(ReleaseState::Waiting), None)),
        Ok(ReleaseReply::Refused) => {
            vault.forget_asked().await?;
            Ok((view(ReleaseState::Refused), None))
        }
        Ok(ReleaseReply::Released { answer }) => {
            let key = read_answer(&seed, &answer).map_err(|error| Failure::Defect { detail: error.to_string() })?;
            let key = DatabaseKey(key);
            vault.released(&key).await?;
            Ok((view(ReleaseState::Released), Some(key)))
        }
    }
}

async fn post<A: DeserializeOwned>(transport: &impl Transport, request: &ReleaseRequest) -> Result<A, Failure> {
    let defect = |error: serde_json::Error| Failure::Defect { detail: error.to_string() };
    let request = HttpRequest {
        method: HttpMethod::Post,
        path: "/v1/releases".into(),
        token: None,
        body: serde_json::to_vec(request).map_err(defect)?,
        content_type: "application/json",
        gzip: false,
        file_name: None,
    };
    let reply = transport.send(request).await.map_err(|_| Failure::Offline)?;
    read_reply(reply)
}
