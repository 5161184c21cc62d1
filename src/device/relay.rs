//! Relay files: making one of what is unsent, and carrying other people's to the server.
//!
//! A file that is handed over is kept first and delivered then: at once, or whenever a sync finds the server again. It is
//! a copy; its author's device holds what is inside until the server acknowledges it there.

use super::{
    messages::{Answer, CarriedFile, Delivered, Failure, Notice, Reply},
    service::Device,
};
use crate::{
    domain::day::Day,
    sync::{
        audit::NotedAction,
        ports::{Clock, HttpMethod, HttpRequest, Rng, Transport},
        relay::{self, EXTENSION, MAX_UNPACKED, RelayTaken, ServerKeyReply},
    },
};

/// A file that grew too large is tried again with half of it, so often.
const HALVINGS: u32 = 6;

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    pub(super) async fn make_relay_file(&self) -> Answer {
        self.note_export(NotedAction::Relayed)?;
        let known = self.store.get().server_key()?;
        let server = match known {
            Some(key) => key,
            None => self.ask_server_key().await?,
        };
        let (_, today) = self.zone_and_today()?;
        let mut store = self.store.get();
        let key = store.device_key(&mut self.rng.clone())?;
        for halving in 0..HALVINGS {
            let (pushes, left) = store.unsent_pushes(MAX_UNPACKED >> (halving + 1))?;
            let events: usize = pushes.iter().map(|push| push.events.len()).sum();
            if events == 0 {
                return Err(Failure::Invalid { code: "nothing_unsent".into() });
            }
            match relay::seal(&server, key.device, &key.secret, &pushes, &mut self.rng.clone()) {
                Ok(content) => {
                    return Ok(Reply::RelayFile { name: name(today), content, events: events as u64, left });
                }
                Err(relay::RelayError::TooLarge) => {}
                Err(error) => return Err(Failure::Defect { detail: error.to_string() }),
            }
        }
        Err(Failure::Invalid { code: "too_large".into() })
    }

    pub(super) async fn ask_server_key(&self) -> Result<relay::ServerKey, Failure> {
        let ServerKeyReply { key } = self.get("/v1/server-key".into()).await?;
        self.store.get().keep_server_key(&key)?;
        Ok(key)
    }

    pub(super) async fn deliver_relay_file(&self, name: &str, content: Vec<u8>) -> Answer {
        relay::look(&content).map_err(|error| Failure::Invalid { code: error.code().into() })?;
        let id = self.store.get().keep_relay_file(name, &content, self.clock.wall_ms())?;
        match self.carry(content).await {
            Ok(RelayTaken { events }) => {
                self.store.get().forget_relay_file(id)?;
                Ok(Reply::RelayDelivered(Delivered::Taken { events }))
            }
            Err(failure) if is_passing(&failure) => {
                self.notify(Notice::Changed);
                Ok(Reply::RelayDelivered(Delivered::Waiting))
            }
            Err(failure) => {
                // Whoever handed it over hears why, and still has it.
                self.store.get().forget_relay_file(id)?;
                Err(failure)
            }
        }
    }

    pub(super) fn relay_files(&self) -> Answer {
        let files = self.store.get().relay_files()?.into_iter();
        Ok(Reply::RelayFiles(
            files.map(|file| CarriedFile { id: file.id, name: file.name, at: file.kept_at, code: file.code }).collect(),
        ))
    }

    pub(super) fn forget_relay_file(&self, id: i64) -> Answer {
        self.store.get().forget_relay_file(id)?;
        Ok(Reply::Done)
    }

    /// After a sync: the server's key if it is not known yet, and every file that waits. A failure waits for the next one.
    /// Used by [`Device::run`] and by tests.
    ///
    /// # Errors
    /// Why it stopped; what was not delivered still waits.
    pub async fn carry_on(&self) -> Result<(), Failure> {
        if self.store.get().account()?.is_some() && self.store.get().server_key()?.is_none() {
            // An older server has none.
            let _ = self.ask_server_key().await;
        }
        // An older server has none.
        let _ = self.ask_lacking_evidence().await;
        if self.store.get().account()?.is_some_and(|account| !account.revoked) {
            self.deliver_notes().await?;
        }
        let waiting = self.store.get().relay_files()?;
        for file in waiting.into_iter().filter(|file| file.code.is_none()) {
            let Some(content) = self.store.get().relay_content(file.id)? else { continue };
            match self.carry(content).await {
                Ok(_) => self.store.get().forget_relay_file(file.id)?,
                Err(Failure::Refused { code }) if !passes(&code) => {
                    self.store.get().refuse_relay_file(file.id, &code)?;
                }
                Err(failure) => return Err(failure),
            }
            self.notify(Notice::Changed);
        }
        Ok(())
    }

    /// One file to the server. Its carrier says nothing about itself.
    pub(super) async fn carry(&self, content: Vec<u8>) -> Result<RelayTaken, Failure> {
        let request = HttpRequest {
            method: HttpMethod::Post,
            path: "/v1/relay".into(),
            token: None,
            body: content,
            content_type: "application/octet-stream",
            gzip: false,
            file_name: None,
        };
        let reply = self.send(request).await?;
        serde_json::from_slice(&reply.body).map_err(|error| Failure::Defect { detail: error.to_string() })
    }
}

fn name(today: Day) -> String {
    format!("unsent-{today}.{EXTENSION}")
}

/// Whether waiting may help.
fn is_passing(failure: &Failure) -> bool {
    match failure {
        Failure::Offline => true,
        Failure::Refused { code } => passes(code),
        _ => false,
    }
}

fn passes(code: &str) -> bool {
    matches!(code, "throttled" | "timeout" | "server_full" | "server_busy" | "defect") || code.starts_with("http_5")
}
