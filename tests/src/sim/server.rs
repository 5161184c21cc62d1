//! The real server store and sync code, without HTTP: requests in, replies out; restarts, restores, late requests.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use nfv::{
    domain::ids::LogId,
    sync::{
        messages::{ErrorReply, SyncRequest},
        ports::{HttpReply, HttpRequest},
    },
};
use sync_server::{
    store::{Birth, StoreError, sqlite::SqliteStore},
    sync::{Caller, handle_body},
};

use super::Ungraceful;

/// A request that comes later than the one who sent it believes.
struct Late(HttpRequest);

/// The server's machine: a database file, the process on it, who may do what, requests under way.
pub struct SimServer {
    path: PathBuf,
    process: Option<SqliteStore>,
    callers: BTreeMap<String, Caller>,
    late: Vec<Late>,
    backup: Option<PathBuf>,
}

fn birth() -> Birth {
    Birth { epoch: 1, secret: [7; 32] }
}

impl SimServer {
    /// A new server in a folder.
    pub fn new(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join("server.db");
        let process = Some(SqliteStore::open(&path, &birth())?);
        Ok(Self { path, process, callers: BTreeMap::new(), late: Vec::new(), backup: None })
    }

    /// The running process.
    pub fn store(&self) -> Result<&SqliteStore, Ungraceful> {
        self.process.as_ref().ok_or_else(|| Ungraceful("the server is down".into()))
    }

    /// Gives a token its meaning.
    pub fn enrol(&mut self, token: &str, caller: Caller) {
        self.callers.insert(token.into(), caller);
    }

    /// Takes the right to a log away from the account of a token, or gives it back.
    pub fn change_grant(&mut self, token: &str, all: &[nfv::sync::enrolment::Grant], without: Option<LogId>) {
        if let Some(caller) = self.callers.get_mut(token) {
            caller.grants = all.iter().filter(|grant| Some(grant.log) != without).copied().collect();
        }
    }

    /// What the account of a token may read now.
    pub fn grants(&self, token: &str) -> Vec<LogId> {
        let grants = self.callers.get(token).map(|caller| caller.grants.iter().map(|grant| grant.log).collect());
        grants.unwrap_or_default()
    }

    /// Answers a request.
    pub fn answer(&self, request: &HttpRequest, now: u64) -> HttpReply {
        let body = if request.gzip { super::network::gunzip(&request.body) } else { Some(request.body.clone()) };
        let caller = request.token.as_ref().and_then(|token| self.callers.get(token));
        let (Some(body), Some(caller), Some(store)) = (body, caller, &self.process) else {
            return error(401, "unknown_token");
        };
        match handle_body(store, caller, &body, now) {
            Ok(reply) => {
                HttpReply { status: 200, retry_after: None, body: serde_json::to_vec(&reply).unwrap_or_default() }
            }
            Err(refused) => error(refused.status(), refused.code()),
        }
    }

    /// Keeps a request to be answered later, to nobody.
    pub fn delay(&mut self, request: HttpRequest) {
        self.late.push(Late(request));
    }

    /// Answers a delayed request; false when there was none.
    pub fn deliver_late(&mut self, which: usize, now: u64) -> bool {
        if self.late.is_empty() {
            return false;
        }
        let at = which % self.late.len();
        let Late(request) = self.late.swap_remove(at);
        self.answer(&request, now);
        true
    }

    /// The process ends and another one begins on the same file.
    pub fn restart(&mut self) -> Result<(), StoreError> {
        self.process = None;
        self.process = Some(SqliteStore::open(&self.path, &birth())?);
        Ok(())
    }

    /// Copies the database file aside.
    pub fn back_up(&mut self) -> Result<(), Ungraceful> {
        self.process = None;
        let backup = self.path.with_extension("backup");
        std::fs::copy(&self.path, &backup).map_err(Ungraceful::from_error)?;
        self.backup = Some(backup);
        self.restart().map_err(Ungraceful::from_error)
    }

    /// Copies the file back: what came after the copy is gone, and nothing in the file says so. False without a copy.
    pub fn restore(&mut self) -> Result<bool, Ungraceful> {
        let Some(backup) = self.backup.clone() else { return Ok(false) };
        self.process = None;
        for leftover in ["db-wal", "db-shm"] {
            let _ = std::fs::remove_file(self.path.with_extension(leftover));
        }
        std::fs::copy(backup, &self.path).map_err(Ungraceful::from_error)?;
        self.restart().map_err(Ungraceful::from_error)?;
        Ok(true)
    }
}

fn error(status: u16, code: &str) -> HttpReply {
    let reply = ErrorReply { code: code.into(), message: String::new() };
    HttpReply { status, retry_after: None, body: serde_json::to_vec(&reply).unwrap_or_default() }
}

/// The request inside an HTTP request, for those who tamper with it.
pub fn read_request(request: &HttpRequest) -> Option<SyncRequest> {
    let body = if request.gzip { super::network::gunzip(&request.body)? } else { request.body.clone() };
    serde_json::from_slice(&body).ok()
}
