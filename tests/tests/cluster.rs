//! Three server processes on one PostgreSQL and one place for photos, two hundred devices that go from one to the other,
//! one process killed.
//!
//! Needs a server that `TEST_POSTGRES_URL` names; `cargo xtask test server` starts one and runs this.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says what is wrong by ending")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use nfv::{
    domain::{
        area::Class,
        day::{Day, Zone},
        facts::{Fact, Outcome, RoundOpened, RuleSetAdopted, VisitRecorded},
        ids::{AccountId, EntityId, EventId, LogId},
        photo::BlobHash,
    },
    store::{Fate as OnDevice, NewFact, PhotoFigures},
    sync::{
        enrolment::{AccountInfo, Grant, Invitation, NewInvitation},
        ports::{Clock, Rng, SyncStore},
    },
};
use nfv_tests::{
    http::{Http, SystemClock, SystemRng},
    phone::{Phone, door, visit},
    picture::small,
    postgres::TestDatabase,
    served::{Served, get, post},
    stream::RULES,
};
use sync_server::store::{Birth, Store, Window, postgres::PostgresStore};
use tempfile::TempDir;

const BINARY: &str = env!("CARGO_BIN_EXE_served");

const VILLAGES: usize = 20;
const DEVICES_OF_A_VILLAGE: usize = 10;

/// One of so many devices takes a photo each time.
const BRINGS_PHOTOS: usize = 4;

/// Each device records and syncs so often.
const MORNINGS: usize = 3;

/// Devices that are busy at once.
const THREADS: usize = 10;

/// A device, and what it saved.
struct Device {
    phone: Phone,
    village: LogId,
    saved: Vec<EventId>,
    photos: Vec<(BlobHash, Vec<u8>)>,
}

struct Cluster {
    database: TestDatabase,
    servers: [Mutex<Served>; 3],
    origins: [String; 3],
    folder: TempDir,
}

fn county() -> String {
    let mut areas =
        "code,parent_code,level,name\n990001,,county,County\n990001001,990001,township,Township\n".to_owned();
    for village in 1..=VILLAGES {
        writeln!(areas, "{},990001001,village,Village {village}", code(village)).unwrap();
    }
    areas
}

fn code(village: usize) -> String {
    format!("990001001{village:03}")
}

impl Cluster {
    fn start() -> Self {
        let (database, folder) = (TestDatabase::create().unwrap(), tempfile::tempdir().unwrap());
        let first = Served::start_in(BINARY.into(), vec![], folder.path(), database.url(), &county()).unwrap();
        let servers = [first.beside().unwrap(), first.beside().unwrap(), first];
        let origins = servers.each_ref().map(Served::origin);
        Self { database, servers: servers.map(Mutex::new), origins, folder }
    }

    /// Somewhere: the next process each time.
    fn anywhere(&self) -> &str {
        &self.origins[usize::from(SystemRng.bytes::<1>()[0]) % self.origins.len()]
    }

    fn command(&self, arguments: &[&str]) -> String {
        self.servers[0].lock().unwrap().command(arguments).unwrap()
    }

    /// A reviewer invites ten devices of one account in every village, through whichever process.
    fn devices(&self) -> Vec<Device> {
        let invite = |name: &str| self.command(&["enrol", name]).trim().rsplit('/').next().unwrap().to_owned();
        self.command(&["account", "add", "reviewer", "--role", "reviewer", "--area", "990001001"]);
        for village in 1..=VILLAGES {
            self.command(&["account", "add", &format!("v{village}"), "--role", "worker", "--area", &code(village)]);
        }
        let path = |name: String| self.folder.path().join(name);
        let mut reviewer = Phone::enrol(&path("reviewer.db".into()), self.anywhere(), &invite("reviewer")).unwrap();
        open_a_round(&mut reviewer);
        let mut ask = get("/v1/accounts");
        ask.token = Some(reviewer.enrolled.token.clone());
        let accounts: Vec<AccountInfo> = serde_json::from_slice(&reviewer.http.exchange(ask).unwrap().body).unwrap();
        let workers = accounts.iter().filter(|account| account.name.starts_with('v'));
        let each = |worker: &AccountInfo| (0..DEVICES_OF_A_VILLAGE).map(|_| worker.id).collect::<Vec<_>>();
        let devices: Vec<Device> = workers
            .flat_map(each)
            .enumerate()
            .map(|(number, account)| {
                let code = self.invite(&reviewer.enrolled.token, account);
                let phone = Phone::enrol(&path(format!("phone-{number}.db")), self.anywhere(), &code).unwrap();
                let village = phone.village().unwrap();
                Device { phone, village, saved: Vec::new(), photos: Vec::new() }
            })
            .collect();
        assert_eq!(devices.len(), VILLAGES * DEVICES_OF_A_VILLAGE);
        devices
    }

    fn invite(&self, token: &str, account: AccountId) -> String {
        let body = serde_json::to_vec(&NewInvitation { account }).unwrap();
        let reply = Http::to(self.anywhere()).unwrap().exchange(post("/v1/invitations", Some(token), body)).unwrap();
        serde_json::from_slice::<Invitation>(&reply.body).unwrap().code
    }

    /// Syncs with one process or the other until one answers.
    fn sync(&self, device: &mut Device) {
        for patience in 0..200 {
            device.phone.http = Http::to(self.anywhere()).unwrap();
            match device.phone.sync().and_then(|_| device.phone.send_photos()) {
                Ok(sent) => return assert_eq!((sent.refused, sent.unnamed), (0, 0)),
                Err(stopped) if patience == 199 => panic!("{stopped}"),
                Err(_) => thread::sleep(Duration::from_millis(50)),
            }
        }
    }
}

/// Without a round there would be nothing to tally.
fn open_a_round(reviewer: &mut Phone) {
    let own = |grant: &&Grant| grant.area == reviewer.enrolled.area && grant.class == Class::Field;
    let log = reviewer.enrolled.grants.iter().find(own).unwrap().log;
    let today = Day::of_unix_ms(SystemClock.wall_ms(), Zone::default());
    let rules = Fact::RuleSetAdopted(RuleSetAdopted { version: "2026-1".into(), toml: RULES.into() });
    let (first, last) = (Day(today.0 - 60), Day(today.0 + 60));
    let round = Fact::RoundOpened(RoundOpened { name: "round".into(), first, last, rule_set: "2026-1".into() });
    let new = |fact| NewFact { log, entity: EntityId::from_random(SystemRng.bytes()), fact };
    reviewer.record(&[new(rules), new(round)]).unwrap();
    reviewer.sync().unwrap();
}

fn a_morning(device: &mut Device, photos: usize) {
    let new = door(device.village, 7);
    let at = new.entity;
    let visits = [Outcome::NobodyHome, Outcome::Met].map(|outcome| visit(device.village, at, outcome));
    let [nobody, met] = visits;
    let met = if device.photos.len() < photos { with_photo(device, met) } else { met };
    device.saved.extend(device.phone.record(&[new, nobody, met]).unwrap());
}

/// The same visit with a photo; every third one goes in two chunks.
fn with_photo(device: &mut Device, met: NewFact) -> NewFact {
    let beside = vec![SystemRng.bytes::<1>()[0]; if device.photos.len() % 3 == 2 { 300_000 } else { 4_000 }];
    let content = small(&SystemRng.bytes(), &beside);
    let photo = device.phone.store.keep_photo("image/png", &content, SystemClock.wall_ms()).unwrap();
    device.photos.push((photo.hash, content));
    let Fact::VisitRecorded(visit) = met.fact else { panic!("no visit") };
    NewFact { fact: Fact::VisitRecorded(VisitRecorded { photos: vec![photo], ..visit }), ..met }
}

#[test]
#[ignore = "needs TEST_POSTGRES_URL: cargo xtask test server"]
fn three_processes_lose_and_double_nothing() {
    let cluster = Cluster::start();
    let mut devices = cluster.devices();
    let syncs = AtomicUsize::new(0);
    let share = devices.len().div_ceil(THREADS);
    thread::scope(|scope| {
        for part in devices.chunks_mut(share) {
            let (cluster, syncs) = (&cluster, &syncs);
            scope.spawn(move || {
                for _ in 0..MORNINGS {
                    for (number, device) in part.iter_mut().enumerate() {
                        a_morning(device, if number % BRINGS_PHOTOS == 0 { MORNINGS } else { 0 });
                        cluster.sync(device);
                        syncs.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
        scope.spawn(|| {
            let wait_for = |count: usize| {
                while syncs.load(Ordering::Relaxed) < count {
                    thread::sleep(Duration::from_millis(5));
                }
            };
            let all = VILLAGES * DEVICES_OF_A_VILLAGE * MORNINGS;
            wait_for(all / 4);
            cluster.servers[1].lock().unwrap().kill().unwrap();
            wait_for(all / 2);
            cluster.servers[1].lock().unwrap().resume().unwrap();
        });
    });
    devices.iter_mut().for_each(|device| cluster.sync(device));
    check_devices(&cluster, &mut devices);
    check_server(&cluster, &devices);
    check_photos(&cluster, &mut devices);
}

/// Every photo is there once, with its own bytes, whichever process is asked.
fn check_photos(cluster: &Cluster, devices: &mut [Device]) {
    let mut taken = 0;
    for device in devices {
        assert_eq!(device.phone.store.photo_figures().unwrap(), PhotoFigures::default());
        for (hash, content) in &device.photos {
            let mut ask = get(&format!("/v1/blobs/{hash}?log={}", device.village));
            ask.token = Some(device.phone.enrolled.token.clone());
            let origin = &cluster.origins[taken % cluster.origins.len()];
            let reply = Http::to(origin).unwrap().exchange(ask).unwrap();
            assert!(reply.status == 200 && reply.body == *content, "{hash}: {}", reply.status);
            taken += 1;
        }
    }
    assert_eq!(taken, VILLAGES * DEVICES_OF_A_VILLAGE / BRINGS_PHOTOS * MORNINGS);
    let rows = "SELECT (SELECT count(*) FROM blob) || ' ' || (SELECT count(*) FROM blob_use) || ' ' ||
                       (SELECT count(*) FROM upload)";
    assert_eq!(cluster.database.run(rows).unwrap(), [format!("{taken} {taken} 0")]);
    let found = cluster.command(&["check"]);
    assert!(!found.contains("photo "), "{found}");
}

/// Nothing is missing on a device, and every process says the same about where the logs end.
fn check_devices(cluster: &Cluster, devices: &mut [Device]) {
    let mut ends: BTreeMap<LogId, BTreeSet<String>> = BTreeMap::new();
    for device in &mut *devices {
        for id in &device.saved {
            let (_, fate) = device.phone.store.event(device.village, *id).unwrap().unwrap();
            assert_eq!(fate, OnDevice::Received);
        }
        let cursors = device.phone.store.cursors().unwrap();
        ends.entry(device.village).or_default().insert(format!("{:?}", cursors[&device.village]));
    }
    assert!(ends.len() == VILLAGES && ends.values().all(|ends| ends.len() == 1), "{ends:?}");
    // With nothing new, one round trip with each process says that all agree.
    for origin in &cluster.origins {
        for device in devices.iter_mut().step_by(DEVICES_OF_A_VILLAGE) {
            device.phone.http = Http::to(origin).unwrap();
            let synced = device.phone.sync().unwrap();
            assert_eq!((synced.round_trips, synced.read), (1, 0), "{synced:?}");
        }
    }
}

/// The logs hold every saved event once, without gaps; the projections are those of a rebuild.
fn check_server(cluster: &Cluster, devices: &[Device]) {
    let birth = Birth { epoch: 0, secret: [0; 32] };
    let store = PostgresStore::open(&cluster.database.address(0).unwrap(), &birth).unwrap();
    let mut saved: BTreeMap<LogId, BTreeSet<EventId>> = BTreeMap::new();
    for device in devices {
        saved.entry(device.village).or_default().extend(&device.saved);
    }
    for (log, saved) in saved {
        let events = Store::read(&store, log, 0, Window { events: 1_000_000, bytes: usize::MAX }).unwrap();
        let seqs: Vec<u64> = events.iter().map(|event| event.seq).collect();
        assert_eq!(seqs, (1..=events.len() as u64).collect::<Vec<_>>());
        let ids: BTreeSet<EventId> = events.iter().map(|event| event.event.header.event_id).collect();
        assert_eq!(ids.len(), events.len());
        assert!(saved.is_subset(&ids) && saved.len() == DEVICES_OF_A_VILLAGE * MORNINGS * 3);
    }
    let tables = "SELECT string_agg(line, E'\\n' ORDER BY line) FROM (
        SELECT 'tally ' || tally::text AS line FROM tally UNION ALL
        SELECT 'door ' || door::text FROM door UNION ALL
        SELECT 'round ' || door_round::text FROM door_round) AS lines";
    let before = cluster.database.run(tables).unwrap();
    assert!(before[0].starts_with("door") && before[0].contains("tally"));
    assert!(before[0].lines().count() >= VILLAGES * DEVICES_OF_A_VILLAGE * MORNINGS);
    store.rebuild().unwrap();
    assert_eq!(cluster.database.run(tables).unwrap(), before);
}
