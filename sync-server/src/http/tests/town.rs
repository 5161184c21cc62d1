//! Two counties with a township or two each, accounts, devices, and a way to ask.

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::connect_info::MockConnectInfo,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use clap::Parser;
use nfv::{
    domain::{
        area::Class,
        day::Day,
        facts::{Fact, MessageSent},
        ids::{AccountId, AreaId, EntityId, LogId},
        photo::BlobHash,
    },
    sync::{enrolment::Role, snapshot::Manifest},
};
use serde_json::Value;
use std::{
    fs,
    net::SocketAddr,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use tempfile::TempDir;
use tower::ServiceExt;

use crate::{
    accounts::{
        Account, AccountError,
        devices::{self, Caller, NewDevice},
        password,
        people::{self, NewPerson},
        secrets,
    },
    areas::import,
    blobs::{Place, Storage},
    config::Config,
    http::{App, router},
    pen::Pen,
    ports::{Clock, OsRandom, Random, random_bytes},
    snapshots::{self, rows},
    store::{Birth, Store, sqlite::SqliteStore},
    sync,
};

/// 2026-06-01.
pub(super) const NOW: u64 = 1_780_272_000_000;

pub(super) const COUNTY: &str = "350581";
pub(super) const TOWNSHIP: &str = "350581106";
/// The village most tests live in.
pub(super) const VILLAGE: &str = "350581106201";
/// In the other township of the same county.
pub(super) const SIBLING: &str = "350581107201";
/// In the other county.
pub(super) const FOREIGN: &str = "410328101201";

const AREAS: &str = "code,parent_code,level,name
350581,,county,C1
350581106,350581,township,T1
350581106201,350581106,village,V1
350581106202,350581106,village,V2
350581107,350581,township,T2
350581107201,350581107,village,V3
410328,,county,C2
410328101,410328,township,T3
410328101201,410328101,village,V4
";

/// A clock that stands until it is moved.
#[derive(Debug)]
pub(super) struct StandingClock(AtomicU64);

impl Clock for StandingClock {
    fn now_ms(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

pub(super) struct Town {
    pub(super) app: Arc<App>,
    clock: Arc<StandingClock>,
    router: Router,
    folder: TempDir,
}

/// An answer, read whole.
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Reply {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    pub(super) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    /// Status and code at once.
    pub(super) fn says(&self) -> (u16, String) {
        (self.status.as_u16(), self.code())
    }
}

/// Somebody with a device.
pub(super) struct Person {
    pub(super) account: Account,
    pub(super) token: String,
    pub(super) pen: Pen,
}

#[derive(Parser)]
struct Settings {
    #[command(flatten)]
    config: Config,
}

impl Town {
    pub(super) fn found() -> Self {
        let town = Self::over(tempfile::tempdir().unwrap());
        import::import(&town.app.store, AREAS.as_bytes(), &*town.app.clock, &*town.app.random).unwrap();
        town
    }

    /// The same town once more, on a copy of its database.
    pub(super) fn copy(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("nfv.sqlite");
        let original = rusqlite::Connection::open(self.database_file()).unwrap();
        original.execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
        Self::over(folder)
    }

    fn over(folder: TempDir) -> Self {
        let storage = Storage::open(&Place::Folder(folder.path().join("objects"))).unwrap();
        Self::over_storage(folder, storage)
    }

    /// With its objects elsewhere.
    pub(super) fn found_over(folder: TempDir, storage: Storage) -> Self {
        let town = Self::over_storage(folder, storage);
        import::import(&town.app.store, AREAS.as_bytes(), &*town.app.clock, &*town.app.random).unwrap();
        town
    }

    fn over_storage(folder: TempDir, storage: Storage) -> Self {
        let web = folder.path().join("web");
        fs::create_dir(&web).unwrap();
        let recordings = folder.path().join("recordings");
        fs::create_dir(&recordings).unwrap();
        let arguments = ["test", "--web-dir", web.to_str().unwrap(), "--recordings", recordings.to_str().unwrap()];
        let config = Settings::parse_from(arguments).config;
        let birth = Birth { epoch: 7, secret: random_bytes(&OsRandom) };
        let store = SqliteStore::open(&folder.path().join("nfv.sqlite"), &birth).unwrap();
        let clock = Arc::new(StandingClock(AtomicU64::new(NOW)));
        let ports: (Arc<dyn Clock>, Arc<dyn Random>) = (Arc::<StandingClock>::clone(&clock), Arc::new(OsRandom));
        let app = App::of(store.into(), storage, config, ports.0, ports.1);
        let here = MockConnectInfo(SocketAddr::from(([10, 0, 0, 1], 1000)));
        let router = router(&app).layer(here);
        Self { app, clock, router, folder }
    }

    /// Where its database lies.
    pub(super) fn database_file(&self) -> PathBuf {
        self.folder.path().join("nfv.sqlite")
    }

    /// Puts a file into the web folder.
    pub(super) fn publish(&self, path: &str, content: &[u8]) {
        let path = self.folder.path().join("web").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Puts a file into the folder of recordings.
    pub(super) fn record(&self, name: &str, content: &[u8]) -> BlobHash {
        fs::write(self.folder.path().join("recordings").join(name), content).unwrap();
        BlobHash::of(content)
    }

    pub(super) fn wait(&self, ms: u64) {
        self.clock.0.fetch_add(ms, Ordering::SeqCst);
    }

    pub(super) fn area(&self, code: &str) -> AreaId {
        import::by_code(&self.app.store, code).unwrap().unwrap().id
    }

    pub(super) fn log(&self, code: &str, class: Class) -> LogId {
        LogId::of(self.area(code), class)
    }

    pub(super) fn account(&self, name: &str, role: Role, code: &str, password: Option<&str>) -> Account {
        let stored = password.map(|password| password::hash(password, &OsRandom).unwrap());
        let id = AccountId::from_random(random_bytes(&OsRandom));
        let person = NewPerson { id, name, role, area: self.area(code), password: stored.as_deref() };
        self.app.store.write(|tx| people::add(tx, &person, NOW)).unwrap()
    }

    /// An account with an enrolled device.
    pub(super) fn person(&self, role: Role, code: &str) -> Person {
        let name = format!("{} of {code} {}", role.as_str(), u64::from_be_bytes(random_bytes(&OsRandom)));
        let account = self.account(&name, role, code, None);
        let pen = Pen::of(account.id, &OsRandom);
        let token = secrets::make_token(&OsRandom);
        let device = NewDevice { id: pen.device, key: pen.public_key(), label: "test" };
        let hash = secrets::hash_token(&token);
        self.app.store.write(|tx| devices::register(tx, account.id, &device, &hash, NOW)).unwrap();
        Person { account, token, pen }
    }

    /// The same, whose device signed in just now.
    pub(super) fn person_late(&self, role: Role, code: &str) -> Person {
        let person = self.person(role, code);
        self.renew(&person);
        person
    }

    /// As if the device had just signed in again.
    pub(super) fn renew(&self, person: &Person) {
        let sql = "UPDATE device SET token_at = ?2 WHERE id = ?1";
        self.app.store.write(|tx| tx.execute(sql, &[&person.pen.device, &self.app.now_ms()]).map(drop)).unwrap();
    }

    /// The account that a role usually has: county and township above the village.
    pub(super) fn person_as(&self, role: Role) -> Person {
        self.person(
            role,
            match role {
                Role::County => COUNTY,
                Role::Reviewer | Role::Police => TOWNSHIP,
                Role::Committee | Role::Worker => VILLAGE,
            },
        )
    }

    pub(super) fn set_password(&self, account: &Account, password: &str) {
        let hash = password::hash(password, &OsRandom).unwrap();
        self.app.store.write(|tx| people::set_password(tx, account.id, &hash)).unwrap();
    }

    /// Somebody whose device was revoked.
    pub(super) fn revoked(&self) -> Person {
        let person = self.person_as(Role::County);
        self.app.store.write(|tx| devices::revoke(tx, person.pen.device, NOW)).unwrap();
        person
    }

    /// Somebody of whom nothing was heard for a long time.
    pub(super) fn expired(&self) -> Person {
        let person = self.person_as(Role::County);
        let sql = "UPDATE device SET enrolled_at = 0, token_at = 0 WHERE id = ?1";
        self.app.store.write(|tx| tx.execute(sql, &[&person.pen.device]).map(drop)).unwrap();
        person
    }

    pub(super) fn caller(&self, token: &str) -> Result<Caller, AccountError> {
        self.app.store.read(|tx| devices::by_token(tx, token, self.app.lifetime(), self.app.now_ms()))
    }

    pub(super) async fn ask(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Reply { status: parts.status, headers: parts.headers, body }
    }

    pub(super) async fn get(&self, path: &str, token: Option<&str>) -> Reply {
        self.ask(request(Method::GET, path, token).body(Body::empty()).unwrap()).await
    }

    pub(super) async fn post(&self, path: &str, token: Option<&str>, body: impl Into<Body>) -> Reply {
        self.ask(request(Method::POST, path, token).body(body.into()).unwrap()).await
    }

    /// Stores so many events in a village's field log, each about something else.
    pub(super) fn write_messages(&self, code: &str, count: usize) {
        let log = self.log(code, Class::Field);
        let mut pen = Pen::of(AccountId::from_random(random_bytes(&OsRandom)), &OsRandom);
        let fact = Fact::MessageSent(MessageSent { duty: "group_message".into(), on: Day(20_000) });
        let mut write = || {
            let about = EntityId::from_random(random_bytes(&OsRandom));
            pen.write(log, about, &fact, self.app.now_ms(), &OsRandom).unwrap()
        };
        for first in (0..count).step_by(1000) {
            let events = (first..count.min(first + 1000)).map(|_| write()).collect();
            sync::append(&self.app.store, events, self.app.now_ms()).unwrap();
        }
    }

    /// The newest snapshot of a log, built if there is none.
    pub(super) async fn snapshot(&self, log: LogId) -> Manifest {
        let newest = || self.app.store.read(|tx| rows::newest(tx, log, 7)).unwrap();
        if newest().is_none() {
            let head = self.app.store.heads(&[log]).unwrap()[&log].0;
            assert!(snapshots::build(&self.app, log, head).await.unwrap());
        }
        newest().unwrap()
    }

    /// Lines of the audit, as action and detail.
    pub(super) fn audit(&self) -> Vec<(String, String)> {
        let sql = "SELECT action, detail FROM audit ORDER BY id";
        self.app.store.read(|tx| tx.query(sql, &[], |row| Ok((row.get(0)?, row.get(1)?)))).unwrap()
    }
}

pub(super) fn request(method: Method, path: &str, token: Option<&str>) -> axum::http::request::Builder {
    let builder = Request::builder().method(method).uri(path);
    match token {
        Some(token) => builder.header(header::AUTHORIZATION, format!("Bearer {token}")),
        None => builder,
    }
}
