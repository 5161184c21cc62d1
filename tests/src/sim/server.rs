//! The real server store and sync code, without HTTP: requests in, replies out; crashes, restores, late requests.
//!
//! It remembers what it acknowledged: after every crash all of it must be there.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use nfv::{
    domain::{
        event::Event,
        ids::{DeviceId, EventId, Incarnation, LogId},
    },
    sync::{
        messages::{Epoch, ErrorReply, Fate, SyncReply, SyncRequest},
        ports::{HttpReply, HttpRequest},
    },
};
use rusqlite::Connection;
use sync_server::{
    store::{
        Birth, Database, Store as _, StoreError,
        erasure::{self, Erasure},
        restore::begin_epoch,
        sqlite::SqliteStore,
    },
    sync::{Caller, append, handle_body},
};

use super::{
    Rule, Ungraceful,
    disk::{File, Machine},
};

/// The file of the server's database.
const FILE: &str = "server.db";

/// A request that comes later than the one who sent it believes.
struct Late(HttpRequest);

/// A copy of the disk, and what had been acknowledged by then.
struct Copy {
    files: BTreeMap<String, File>,
    acknowledged: BTreeSet<(LogId, EventId)>,
}

/// The server's machine: its disk, the process on it, who may do what, requests under way.
pub struct SimServer {
    machine: Arc<Machine>,
    process: Option<Database>,
    callers: BTreeMap<String, Caller>,
    late: Vec<Late>,
    copy: Option<Copy>,
    acknowledged: BTreeSet<(LogId, EventId)>,
    /// What was erased, as it is kept beside backups.
    erasures: Vec<Erasure>,
    epoch: Epoch,
    /// A reply that must never be given.
    broken: Option<Ungraceful>,
}

/// With what every server database of a simulation begins.
pub(super) fn birth() -> Birth {
    Birth { epoch: 1, secret: [7; 32] }
}

impl SimServer {
    /// A new server on a machine.
    pub fn new(machine: Arc<Machine>) -> Result<Self, StoreError> {
        let process = Some(SqliteStore::open(&machine.path(FILE), &birth())?.into());
        Ok(Self {
            machine,
            process,
            callers: BTreeMap::new(),
            late: Vec::new(),
            copy: None,
            acknowledged: BTreeSet::new(),
            erasures: Vec::new(),
            epoch: birth().epoch,
            broken: None,
        })
    }

    /// What the running process answers from.
    pub fn database(&self) -> Result<&Database, Ungraceful> {
        self.process.as_ref().ok_or_else(|| Ungraceful::from_error("the server is down"))
    }

    /// The file of the running process, for who looks behind it.
    pub fn store(&self) -> Result<&SqliteStore, Ungraceful> {
        match self.database()? {
            Database::Sqlite(store) => Ok(store),
            Database::Postgres(_) => Err(Ungraceful::from_error("no simulated disk lies under PostgreSQL")),
        }
    }

    /// Its machine.
    #[must_use]
    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    /// Whether nobody answers.
    #[must_use]
    pub fn is_down(&self) -> bool {
        self.process.is_none() || self.machine.is_off()
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

    /// Answers a request; nothing when the server is down or goes down meanwhile.
    pub fn answer(&mut self, request: &HttpRequest, now: u64) -> Option<HttpReply> {
        let store = self.process.as_ref()?;
        let body = if request.gzip { super::network::gunzip(&request.body) } else { Some(request.body.clone()) };
        let caller = request.token.as_ref().and_then(|token| self.callers.get(token));
        let (Some(body), Some(caller)) = (body, caller) else { return Some(error(401, "unknown_token")) };
        let result = handle_body(store, caller, &body, now);
        if self.machine.is_off() {
            self.process = None;
            return None;
        }
        Some(match result {
            Ok(reply) => {
                let broken = self.broken.take().or_else(|| foreign_page(caller, &reply));
                self.note_acknowledged(&body, &reply);
                self.broken = broken;
                HttpReply { status: 200, retry_after: None, body: serde_json::to_vec(&reply).unwrap_or_default() }
            }
            Err(refused) => error(refused.status(), refused.code()),
        })
    }

    /// Whose device this is.
    pub(super) fn caller_of(&self, device: DeviceId) -> Option<&Caller> {
        self.callers.values().find(|caller| caller.device == device)
    }

    /// A process whose machine is off is gone.
    pub(super) fn notice_end(&mut self) {
        if self.machine.is_off() {
            self.process = None;
        }
    }

    fn note_acknowledged(&mut self, body: &[u8], reply: &SyncReply) {
        let Ok(request) = serde_json::from_slice::<SyncRequest>(body) else { return };
        let told: BTreeSet<EventId> = reply
            .verdicts
            .iter()
            .filter(|verdict| matches!(verdict.fate, Fate::Stored { .. } | Fate::Duplicate { .. }))
            .map(|verdict| verdict.id)
            .collect();
        let headers = request.events.iter().map(|offer| &offer.event.header);
        let keys =
            headers.filter(|header| told.contains(&header.event_id)).map(|header| (header.log_id, header.event_id));
        self.acknowledged.extend(keys);
    }

    /// Whether it acknowledged an event and has not been set back to before that.
    #[must_use]
    pub fn has_acknowledged(&self, key: &(LogId, EventId)) -> bool {
        self.acknowledged.contains(key)
    }

    /// A reply that was given and must never be.
    pub fn take_broken(&mut self) -> Result<(), Ungraceful> {
        self.broken.take().map_or(Ok(()), Err)
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

    /// The process ends, if it runs, and another one begins on the same disk: all that was acknowledged is there.
    pub fn restart(&mut self) -> Result<(), Ungraceful> {
        self.process = None;
        self.machine.restart();
        self.start()
    }

    /// The same, as a newer program that folds everything anew: no event comes of it.
    pub fn upgrade(&mut self) -> Result<(), Ungraceful> {
        self.process = None;
        self.machine.restart();
        let before = super::check::upgrade::pretend(&self.machine.path(FILE))?;
        self.start()?;
        super::check::upgrade::emitted_nothing(&self.machine.path(FILE), &before).map_err(|broken| broken.of("server"))
    }

    fn start(&mut self) -> Result<(), Ungraceful> {
        let store = SqliteStore::open(&self.machine.path(FILE), &birth()).map_err(Ungraceful::from_error)?;
        let there = |connection: &Connection| {
            let sql = "SELECT EXISTS (SELECT 1 FROM event WHERE log_id = ?1 AND event_id = ?2)";
            let mut statement = connection.prepare_cached(sql)?;
            for (log, id) in &self.acknowledged {
                if !statement.query_row([log.as_bytes(), id.as_bytes()], |row| row.get::<_, bool>(0))? {
                    return Ok(Some(*id));
                }
            }
            Ok::<_, StoreError>(None)
        };
        if let Some(id) = store.read(|tx| there(tx)).map_err(Ungraceful::from_error)? {
            return Err(Rule::AcknowledgedIsThere.broken(format!("{id} was acknowledged and is gone after a crash")));
        }
        self.process = Some(store.into());
        Ok(())
    }

    /// Copies the disk aside.
    pub fn back_up(&mut self) {
        self.copy = Some(Copy { files: self.machine.copy(), acknowledged: self.acknowledged.clone() });
    }

    /// Copies the disk back: what came after the copy is gone. By the command, a new epoch begins, with a new life of the
    /// server's own device; by hand, nothing in the files says so. False without a copy.
    pub fn restore(&mut self, by_command: Option<Incarnation>) -> Result<bool, Ungraceful> {
        let Some(Copy { files, acknowledged }) = &self.copy else { return Ok(false) };
        self.process = None;
        self.machine.replace(files.clone());
        self.machine.restart();
        self.acknowledged = acknowledged.clone();
        if let Some(incarnation) = by_command {
            self.epoch += 1;
            let store = SqliteStore::open(&self.machine.path(FILE), &birth()).map_err(Ungraceful::from_error)?;
            let restored = Database::from(store);
            let begun = restored.write(|tx| begin_epoch(tx, self.epoch, incarnation, &self.erasures));
            begun.and_then(|()| restored.rebuild()).map_err(Ungraceful::from_error)?;
        }
        self.start()?;
        Ok(true)
    }

    /// A reviewer has something erased, by an event that the server writes. Whether it was done.
    pub fn erase(&mut self, event: Event, now: u64) -> bool {
        let Ok(database) = self.database() else { return false };
        let done = append(database, vec![event], now);
        let list = database.read(erasure::list);
        self.notice_end();
        let (Ok(_), Ok(list)) = (done, list) else { return false };
        self.erasures = list;
        true
    }
}

/// A page of a log that the caller may not read.
fn foreign_page(caller: &Caller, reply: &SyncReply) -> Option<Ungraceful> {
    let logs = reply.pages.iter().map(|page| page.log).chain(reply.granted.iter().copied());
    let mut foreign = logs.filter(|log| !caller.grants.iter().any(|grant| grant.log == *log));
    foreign.next().map(|log| Rule::OnlyWhatIsGranted.broken(format!("a page of {log}, which is not granted")))
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
