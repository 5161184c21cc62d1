//! The real server: requests in, replies out; crashes, restores, late requests. In the first edition its sync code below
//! HTTP, in the second the whole of it behind its routes, with accounts, photos and snapshots.
//!
//! It remembers what it acknowledged: after every crash all of it must be there.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use nfv::{
    domain::{
        event::Event,
        ids::{AreaId, DeviceId, EventId, Incarnation, LogId},
    },
    sync::{
        enrolment::Role,
        messages::{Cursor, Epoch, ErrorReply, Fate, SyncReply, SyncRequest},
        ports::{HttpReply, HttpRequest, Transport as _},
    },
};
use rusqlite::Connection;
use sync_server::{
    accounts::{
        AccountError,
        devices::{self, NewDevice},
        people::{self, NewPerson},
        secrets,
    },
    blobs::Storage,
    http::{App, Inside},
    snapshots,
    store::{
        Birth, Database, Store as _, StoreError,
        erasure::{self, Erasure},
        restore::begin_epoch,
        sqlite::SqliteStore,
    },
    subscriptions,
    sync::{Caller, append, handle_body},
};

use super::{
    Edition, Rule, Ungraceful,
    disk::{File, Machine},
    objects::Objects,
    ports::{ServerChance, ServerClock, settings},
    receipts,
};

/// The file of the server's database.
const FILE: &str = "server.db";

/// A request that comes later than the one who sent it believes.
struct Late(HttpRequest);

/// A snapshot is named to devices that lack so many events of it; the server as it ships waits for thousands.
const FAR: u64 = 6;

/// A process of the server.
struct Process {
    app: Arc<App>,
    inside: Inside,
}

/// A copy of the disk, and what had been acknowledged by then.
struct Copy {
    files: BTreeMap<String, File>,
    acknowledged: BTreeSet<(LogId, EventId)>,
}

/// The server's machine: its disk, the process on it, who may do what, requests under way.
pub struct SimServer {
    machine: Arc<Machine>,
    process: Option<Process>,
    edition: Edition,
    clock: Arc<ServerClock>,
    chance: Arc<ServerChance>,
    runtime: tokio::runtime::Runtime,
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
    pub fn new(machine: Arc<Machine>, edition: Edition, seed: u64) -> Result<Self, Ungraceful> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().max_blocking_threads(1).build();
        let mut server = Self {
            machine,
            process: None,
            edition,
            clock: Arc::default(),
            chance: ServerChance::of(seed),
            runtime: runtime.map_err(Ungraceful::from_error)?,
            callers: BTreeMap::new(),
            late: Vec::new(),
            copy: None,
            acknowledged: BTreeSet::new(),
            erasures: Vec::new(),
            epoch: birth().epoch,
            broken: None,
        };
        server.start()?;
        Ok(server)
    }

    /// A process over this database.
    fn process_of(&self, store: SqliteStore) -> Process {
        let storage = Storage::on(Arc::new(Objects::of(&self.machine)));
        let app = App::of(store.into(), storage, settings(), self.clock.clone(), self.chance.clone());
        let inside = Inside::of(&app);
        Process { app, inside }
    }

    /// The running process.
    pub fn app(&self) -> Result<&Arc<App>, Ungraceful> {
        self.process.as_ref().map(|process| &process.app).ok_or_else(|| Ungraceful::from_error("the server is down"))
    }

    /// What the running process answers from.
    pub fn database(&self) -> Result<&Database, Ungraceful> {
        Ok(&self.app()?.store)
    }

    /// The file of the running process, for who looks behind it.
    pub fn store(&self) -> Result<&SqliteStore, Ungraceful> {
        match self.database()? {
            Database::Sqlite(store) => Ok(store.as_ref()),
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

    /// The same, with a device of an account in the database. Whether it is there.
    pub fn register(&mut self, token: &str, caller: Caller, role: Role, area: AreaId, now: u64) -> bool {
        let (account, name) = (caller.account, token.to_owned());
        let device = NewDevice { id: caller.device, key: caller.key, label: "simulated" };
        let token = secrets::hash_token(&name);
        self.callers.insert(name.clone(), caller);
        let Ok(database) = self.database() else { return false };
        let done = database.write::<_, AccountError>(|tx| {
            let person = NewPerson { id: account, name: &name, role, area, password: None };
            match people::add(tx, &person, now) {
                Ok(_) | Err(AccountError::NameTaken) => {}
                Err(error) => return Err(error),
            }
            devices::register(tx, account, &device, &token, now)
        });
        self.notice_end();
        done.is_ok()
    }

    /// The account of a token belongs to another area from now on. Whether it does.
    pub fn transfer(&mut self, token: &str, area: AreaId) -> bool {
        let Some(account) = self.callers.get(token).map(|caller| caller.account) else { return false };
        let Ok(database) = self.database() else { return false };
        let sql = "UPDATE account SET area_id = ?2 WHERE id = ?1";
        let done = database.write::<_, StoreError>(|tx| tx.execute(sql, &[&account, &area]));
        self.notice_end();
        done.is_ok()
    }

    /// The account of a token has another role from now on. Whether it does.
    pub fn appoint(&mut self, token: &str, role: Role) -> bool {
        let Some(account) = self.callers.get(token).map(|caller| caller.account) else { return false };
        let Ok(database) = self.database() else { return false };
        let sql = "UPDATE account SET role = ?2 WHERE id = ?1";
        let done = database.write::<_, StoreError>(|tx| tx.execute(sql, &[&account, &role.as_str()]));
        self.notice_end();
        done.is_ok()
    }

    /// Takes the right to a log away from the account of a token, or gives it back.
    pub fn change_grant(&mut self, token: &str, all: &[nfv::sync::enrolment::Grant], without: Option<LogId>) {
        if let Some(caller) = self.callers.get_mut(token) {
            caller.grants = all.iter().filter(|grant| Some(grant.log) != without).copied().collect();
        }
    }

    /// Sends the device of a token everything that it may read but this log.
    pub fn leave_out(&mut self, token: &str, log: Option<LogId>) {
        if let Some(caller) = self.callers.get_mut(token) {
            caller.left_out = log.into_iter().collect();
        }
    }

    /// What the device of a token may read now and is sent.
    pub fn grants(&self, token: &str) -> Vec<LogId> {
        if self.edition == Edition::Second {
            let (Ok(database), Some(caller)) = (self.database(), self.callers.get(token)) else { return Vec::new() };
            let sent = database.read(|tx| {
                let account = people::by_id(tx, caller.account)?;
                let (granted, left_out) = subscriptions::of_device(tx, &account, caller.device)?;
                let granted = granted.into_iter().map(|grant| grant.log);
                Ok::<_, AccountError>(granted.filter(|log| !left_out.contains(log)).collect())
            });
            return sent.unwrap_or_default();
        }
        let Some(caller) = self.callers.get(token) else { return Vec::new() };
        caller.grants.iter().map(|grant| grant.log).filter(|log| !caller.left_out.contains(log)).collect()
    }

    /// Answers a request; nothing when the server is down or goes down meanwhile.
    pub fn answer(&mut self, request: &HttpRequest, now: u64) -> Option<HttpReply> {
        if self.edition == Edition::Second {
            return self.ask(request, now);
        }
        let store = &self.process.as_ref()?.app.store;
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
                let granted: Vec<LogId> = caller.grants.iter().map(|grant| grant.log).collect();
                let broken = self
                    .broken
                    .take()
                    .or_else(|| foreign_page(&granted, &reply))
                    .or_else(|| receipts::ignored(&store.meta().secret, &granted, &read_request(request)?, &reply));
                self.note_acknowledged(&body, &reply);
                self.broken = broken;
                HttpReply { status: 200, retry_after: None, body: serde_json::to_vec(&reply).unwrap_or_default() }
            }
            Err(refused) => error(refused.status(), refused.code()),
        })
    }

    /// Asks over a route; nothing when the server is down or goes down meanwhile.
    pub fn ask(&mut self, request: &HttpRequest, now: u64) -> Option<HttpReply> {
        let process = self.process.as_ref()?;
        self.clock.set(now);
        let answered = self.runtime.block_on(process.inside.send(request.clone()));
        if self.machine.is_off() {
            self.process = None;
            return None;
        }
        let mut reply = answered.ok()?;
        if request.path == "/v1/sync"
            && reply.status == 200
            && let Some(told) = self.told(request, &reply)
        {
            reply.body = told;
        }
        Some(reply)
    }

    /// What a device is told by a sync: looked at, and sent to the snapshots that there are.
    fn told(&mut self, request: &HttpRequest, reply: &HttpReply) -> Option<Vec<u8>> {
        let asked = read_request(request)?;
        let mut told: SyncReply = serde_json::from_slice(&reply.body).ok()?;
        let granted = self.grants(request.token.as_deref().unwrap_or_default());
        let secret = self.database().ok()?.meta().secret.clone();
        let broken = self.broken.take().or_else(|| foreign_page(&granted, &told));
        self.broken = broken.or_else(|| receipts::ignored(&secret, &granted, &asked, &told));
        self.note_acknowledged(&serde_json::to_vec(&asked).ok()?, &told);
        if asked.snapshots && !self.name_snapshots(&asked, &mut told) {
            return None;
        }
        serde_json::to_vec(&told).ok()
    }

    /// The real server names a snapshot to a device that lacks thousands of events; a history is shorter than that. Whether
    /// something was named.
    fn name_snapshots(&self, asked: &SyncRequest, told: &mut SyncReply) -> bool {
        let Ok(app) = self.app() else { return false };
        let mut named = false;
        let logs: BTreeSet<LogId> = told.pages.iter().map(|page| page.log).collect();
        for log in logs {
            let cursor = asked.cursors.as_ref().and_then(|cursors| cursors.get(&log).copied()).unwrap_or_default();
            let epoch = sync_server::store::Store::meta(&app.store).epoch;
            let hint = app.store.read(|tx| snapshots::rows::hint(tx, log, epoch)).ok().flatten();
            let Some(hint) = hint.filter(|hint| hint.seq >= cursor.0 + FAR) else { continue };
            let Some(first) = told.pages.iter().position(|page| page.log == log) else { continue };
            let mut page = told.pages[first].clone();
            let Cursor(next_seq, print) = cursor;
            (page.events, page.known, page.next_seq, page.print) = (Vec::new(), Vec::new(), next_seq, print);
            (page.more, page.snapshot) = (true, Some(hint));
            told.pages.retain(|page| page.log != log);
            told.pages.push(page);
            named = true;
        }
        named
    }

    /// Builds a snapshot of a log. Whether there is a new one.
    pub fn build_snapshot(&mut self, log: LogId, now: u64) -> bool {
        let Some(app) = self.process.as_ref().map(|process| Arc::clone(&process.app)) else { return false };
        self.clock.set(now);
        let head = sync_server::store::Store::heads(&app.store, &[log]).ok().and_then(|heads| heads.get(&log).copied());
        let Some(Cursor(head, _)) = head.filter(|head| head.0 > 0) else { return false };
        let built = self.runtime.block_on(snapshots::build(&app, log, head));
        self.notice_end();
        built.unwrap_or_default()
    }

    /// Runs what the server does beside requests, to its end.
    pub fn do_beside<T>(&self, now: u64, work: impl AsyncFnOnce(&Arc<App>) -> T) -> Result<T, Ungraceful> {
        self.clock.set(now);
        let app = self.app()?;
        Ok(self.runtime.block_on(work(app)))
    }

    /// Whose device this is.
    pub(super) fn caller_of(&self, device: DeviceId) -> Option<Caller> {
        if self.edition == Edition::Second {
            let author = self.database().ok()?.read(|tx| devices::author(tx, device));
            return author.ok().flatten().map(|author| author.caller);
        }
        self.callers.values().find(|caller| caller.device == device).cloned()
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
        self.process = Some(self.process_of(store));
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
        let done = append(database, vec![event], now).is_ok();
        self.note_erasures() && done
    }

    /// Keeps the list of what was erased, beside the backups. Whether it was read.
    pub fn note_erasures(&mut self) -> bool {
        let list = self.database().ok().map(|database| database.read(erasure::list));
        self.notice_end();
        let Some(Ok(list)) = list else { return false };
        self.erasures = list;
        true
    }
}

/// A page of a log that the caller may not read.
fn foreign_page(granted: &[LogId], reply: &SyncReply) -> Option<Ungraceful> {
    let logs = reply.pages.iter().map(|page| page.log).chain(reply.granted.iter().copied());
    let mut foreign = logs.filter(|log| !granted.contains(log));
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
