//! Operating a real server: the figures that it gives, a role that changes, and on PostgreSQL the whole of what an
//! administrator and a desk do, through a backup that is made beside the running server and restored elsewhere.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::{collections::BTreeMap, path::Path, thread::available_parallelism};

use nfv::{
    device::messages::{Reply, Request},
    domain::{
        area::Class,
        facts::Outcome,
        ids::{AreaId, EventId, LogId},
    },
    sync::{
        driver::Stopped,
        enrolment::Role,
        messages::{Cursor, ErrorReply, Fate, Offer, Print, SyncReply, SyncRequest},
        planner::{self, Ask},
        ports::{HttpReply, SyncStore},
    },
};
use nfv_tests::{
    http::Http,
    phone::{Phone, door, visit},
    postgres::TestDatabase,
    served::{Served, TOWNSHIP, VILLAGES, get, post},
    side::Side,
};
use serde_json::{Value, json};

const BINARY: &str = env!("CARGO_BIN_EXE_served");

const FIGURES: &str = "only the watcher knows";

fn phone(served: &Served, name: &str, role: &str, area: &str) -> Phone {
    let code = served.invite(name, role, area).unwrap();
    Phone::enrol(&Path::new(&served.database()).with_file_name(format!("{name}.db")), &served.origin(), &code).unwrap()
}

/// A request of a phone by its own rules, to be altered.
fn request(phone: &Phone, events: Vec<Offer>, ask: Ask, cursors: &BTreeMap<LogId, Cursor>) -> SyncRequest {
    planner::request(&SyncStore::identity(&phone.store).unwrap().unwrap(), events, ask, cursors)
}

fn send(phone: &Phone, request: &SyncRequest) -> HttpReply {
    let body = serde_json::to_vec(request).unwrap();
    phone.http.exchange(post("/v1/sync", Some(&phone.enrolled.token), body)).unwrap()
}

fn told(phone: &Phone, request: &SyncRequest) -> SyncReply {
    let reply = send(phone, request);
    assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.body));
    serde_json::from_slice(&reply.body).unwrap()
}

/// All figures, by name and labels.
fn figures(phone: &Phone) -> BTreeMap<String, f64> {
    let ask = nfv::sync::ports::HttpRequest { token: Some(FIGURES.into()), ..get("/metrics") };
    let reply = phone.http.exchange(ask).unwrap();
    assert_eq!(reply.status, 200);
    let text = String::from_utf8(reply.body).unwrap();
    assert!(!text.contains("Zhang"), "nothing about people: {text}");
    let lines = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.rsplit_once(' '));
    lines.map(|(name, value)| (name.to_owned(), value.parse().unwrap())).collect()
}

fn figure(figures: &BTreeMap<String, f64>, name: &str) -> f64 {
    assert!(figures.contains_key(name), "no {name} in {figures:#?}");
    figures[name]
}

#[test]
fn every_figure_moves_when_that_happens_which_it_counts() {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start_with(BINARY, folder.path(), &[("METRICS_TOKEN", FIGURES)]).unwrap();
    let mut worker = phone(&served, "Zhang", "worker", VILLAGES[0]);
    let log = worker.village().unwrap();
    worker.record(&[door(log, 1)]).unwrap();
    let batch = worker.store.take_batch(10, 300_000).unwrap();
    worker.store.requeue_sent().unwrap();

    let stored = request(&worker, batch.clone(), Ask::Nothing, &BTreeMap::new());
    let fate = |request: &SyncRequest| told(&worker, request).verdicts.remove(0).fate;
    assert!(matches!(fate(&stored), Fate::Stored { .. }));
    assert!(matches!(fate(&stored), Fate::Duplicate { .. }));
    let mut other = stored.clone();
    other.events[0].event.body = other.events[0].event.body.replace("Lane", "Other");
    assert!(matches!(fate(&other), Fate::IdReused { .. }));
    let elsewhere = phone(&served, "Zhang Li", "worker", VILLAGES[1]).village().unwrap();
    other.events[0].event.header.log_id = elsewhere;
    other.events[0].event.header.event_id = EventId::from_parts(7, [7; 10]);
    assert!(matches!(fate(&other), Fate::Held));
    let mut broken = serde_json::to_value(&stored).unwrap();
    broken["events"] = json!([{ "event": { "header": { "v": 1, "id": EventId::from_parts(8, [8; 10]) } } }]);
    let reply =
        worker.http.exchange(post("/v1/sync", Some(&worker.enrolled.token), broken.to_string().into())).unwrap();
    assert_eq!(reply.status, 200);
    let seen = figures(&worker);
    for verdict in ["stored", "duplicate", "id_reused", "held", "rejected"] {
        assert_eq!(figure(&seen, &format!("sync_verdicts_total{{verdict=\"{verdict}\"}}")), 1.0);
    }
    assert_eq!(figure(&seen, "http_request_seconds_bucket{route=\"/v1/sync\",le=\"30\"}"), 5.0);

    // Prints that differ, and another life of the server.
    let wrong = BTreeMap::from([(log, Cursor(1, Print(1)))]);
    let mut ask = request(&worker, Vec::new(), Ask::Cursors, &wrong);
    ask.epoch = worker.enrolled.epoch;
    assert_eq!(told(&worker, &ask).reset.len(), 1);
    assert_eq!(figure(&figures(&worker), "sync_resets_total{cause=\"print\"}"), 1.0);
    ask.epoch -= 1;
    assert_eq!(told(&worker, &ask).reset.len(), 1);
    let seen = figures(&worker);
    assert_eq!(figure(&seen, "sync_resets_total{cause=\"epoch\"}"), 1.0);
    assert_eq!(figure(&seen, "sync_resets_total{cause=\"print\"}"), 1.0);

    what_waits_on_devices(&worker, &stored, [log, elsewhere]);
    who_reads_for_the_first_time(&served, &mut worker, log);
}

/// A device that says since when something waits, until it was answered; of logs that are not its own nothing is taken.
fn what_waits_on_devices(worker: &Phone, push: &SyncRequest, [log, elsewhere]: [LogId; 2]) {
    let name = |log| format!("device_oldest_unsent_age_seconds{{log=\"{log}\"}}");
    assert_eq!(figure(&figures(worker), &name(log)), 0.0);
    let hours = |hours: u64| hours * 3_600_000;
    let unsent = BTreeMap::from([
        (log, hours(2)),
        (elsewhere, hours(9)),
        (LogId::of(AreaId(uuid::Uuid::nil()), Class::Field), 1),
    ]);
    told(worker, &SyncRequest { unsent, ..push.clone() });
    let seen = figures(worker);
    assert!((7200.0..7300.0).contains(&figure(&seen, &name(log))), "{seen:?}");
    assert_eq!(figure(&seen, &name(elsewhere)), 0.0);
    told(worker, &request(worker, Vec::new(), Ask::State, &BTreeMap::new()));
    assert_eq!(figure(&figures(worker), &name(log)), 0.0, "answered");
}

/// More devices than there are places for those that are far behind.
fn who_reads_for_the_first_time(served: &Served, worker: &mut Phone, log: LogId) {
    let entity = door(log, 2).entity;
    let many: Vec<_> = (0..2100).map(|_| visit(log, entity, Outcome::NobodyHome)).collect();
    worker.record(&many).unwrap();
    worker.sync().unwrap();
    assert_eq!(figure(&figures(worker), "sync_cold_starts_waiting"), 0.0);
    let places = available_parallelism().map_or(2, |cores| (cores.get() / 2).max(2));
    let phones: Vec<Phone> =
        (0..=places).map(|number| phone(served, &format!("Zhang {number}"), "worker", VILLAGES[0])).collect();
    // Far behind by a print that does not fit: that is answered at once, and a place is kept for a second.
    let wrong = BTreeMap::from([(log, Cursor(1, Print(1)))]);
    let all_at_once = || -> Vec<HttpReply> {
        let asks = phones.iter().map(|phone| {
            let body = serde_json::to_vec(&request(phone, Vec::new(), Ask::Cursors, &wrong)).unwrap();
            (Http::to(&served.origin()).unwrap(), post("/v1/sync", Some(&phone.enrolled.token), body))
        });
        let asked: Vec<_> = asks.map(|(http, ask)| std::thread::spawn(move || http.exchange(ask).unwrap())).collect();
        asked.into_iter().map(|asked| asked.join().unwrap()).collect()
    };
    // A busy machine may keep them apart for longer than that.
    let rounds = (0..10).map(|_| all_at_once());
    let mut refused: Vec<HttpReply> = rounds.flatten().filter(|reply| reply.status == 503).take(1).collect();
    let refused = refused.pop().unwrap();
    assert_eq!(serde_json::from_slice::<ErrorReply>(&refused.body).unwrap().code, "cold_starts");
    // One, or two while the place of whoever read before them is still kept.
    assert!(figure(&figures(worker), "sync_cold_starts_waiting") >= 1.0);
}

#[test]
fn another_role_reaches_the_device_with_its_next_sync() {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(BINARY, folder.path()).unwrap();
    let side = Side::open(&folder.path().join("phone.db"), &served.origin()).unwrap();
    side.enrol(&served.invite("Zhang", "worker", VILLAGES[0]).unwrap()).unwrap();
    side.sync().unwrap();
    let now = || {
        let enrolled = side.status().unwrap().enrolled.unwrap();
        (enrolled.role, enrolled.area_name, enrolled.classes)
    };
    assert_eq!(now(), (Role::Worker, "First village".into(), vec![Class::Field]));
    served.command(&["account", "role", "Zhang", "committee"]).unwrap();
    assert!(side.sync().unwrap().noticed);
    assert_eq!(now().0, Role::Committee, "also where no log comes or goes");
    assert!(!side.sync().unwrap().noticed, "told once");

    served.command(&["account", "role", "Zhang", "reviewer", "--area", TOWNSHIP]).unwrap();
    side.sync().unwrap();
    assert_eq!(now(), (Role::Reviewer, "Township".into(), vec![Class::Field, Class::Review]));
    assert!(matches!(side.ask(Request::Accounts), Ok(Reply::Accounts(_))));
    served.command(&["account", "role", "Zhang", "worker", "--area", VILLAGES[1]]).unwrap();
    side.sync().unwrap();
    assert_eq!(now(), (Role::Worker, "Second village".into(), vec![Class::Field]));
    assert!(side.ask(Request::Accounts).is_err());
    let audit = served.command(&["audit", "--action", "role_changed"]).unwrap();
    assert_eq!(audit.lines().count(), 3, "{audit}");
}

/// Somebody at a desk, who speaks HTTP.
struct Desk(Phone);

impl Desk {
    fn ask(&self, path: &str, body: &Value) -> Value {
        let request = post(path, Some(&self.0.enrolled.token), body.to_string().into_bytes());
        let reply = self.0.http.exchange(request).unwrap();
        assert!(matches!(reply.status, 200 | 204), "{path} {}", String::from_utf8_lossy(&reply.body));
        serde_json::from_slice(&reply.body).unwrap_or_default()
    }

    fn read(&self, path: &str) -> Value {
        let token = Some(self.0.enrolled.token.clone());
        let reply = self.0.http.exchange(nfv::sync::ports::HttpRequest { token, ..get(path) }).unwrap();
        assert_eq!(reply.status, 200, "{path}");
        serde_json::from_slice(&reply.body).unwrap()
    }
}

/// Accounts, held decisions, a move, an erasure, a photo, sessions; then the backup beside the running server, the restore
/// into an empty database, and everybody goes on.
#[test]
#[ignore = "needs TEST_POSTGRES_URL: cargo xtask test server"]
fn the_whole_of_it_on_postgresql() {
    let folder = tempfile::tempdir().unwrap();
    let database = TestDatabase::create().unwrap();
    let mut served = Served::start_on(BINARY, folder.path(), &database.url()).unwrap();
    let desk = Desk(phone(&served, "Reviewer", "reviewer", TOWNSHIP));
    let mut worker = phone(&served, "Zhang", "worker", VILLAGES[0]);
    let log = worker.village().unwrap();
    let doors = [door(log, 1), door(log, 2)];
    let ids = worker.record(&doors).unwrap();
    let visited = worker.record(&[visit(log, doors[0].entity, Outcome::Met)]).unwrap();
    worker.sync().unwrap();

    // Moved to the other village; late facts are forwarded.
    let home = worker.enrolled.area;
    let other = phone(&served, "Li", "worker", VILLAGES[1]);
    let moved =
        json!({ "what": "household", "door": doors[1].entity, "from": home, "to": other.enrolled.area, "reason": "r" });
    assert_eq!(desk.ask("/v1/moves", &moved)["doors"], 1);
    worker.record(&[visit(log, doors[1].entity, Outcome::NobodyHome)]).unwrap();
    worker.sync().unwrap();
    // Erased on demand.
    assert_eq!(desk.ask("/v1/erasures", &json!({ "log": log, "events": [visited[0]], "reason": "r" }))["bodies"], 1);
    // A role taken away: held, and admitted.
    let late = worker.record(&[visit(log, doors[0].entity, Outcome::Declined)]).unwrap();
    desk.ask(&format!("/v1/accounts/{}", worker.enrolled.account), &json!({ "area": other.enrolled.area }));
    worker.sync().unwrap();
    assert_eq!(desk.read("/v1/held").as_array().unwrap().len(), 1);
    desk.ask("/v1/held", &json!({ "log": log, "id": late[0], "decision": "admit", "reason": "was on the way" }));
    desk.ask(&format!("/v1/accounts/{}", worker.enrolled.account), &json!({ "area": home }));
    worker.sync().unwrap();
    // Sessions: passwords, sign-in, sign-out.
    let password =
        desk.ask(&format!("/v1/accounts/{}/password", other.enrolled.account), &json!({}))["password"].clone();
    assert!(matches!(Phone::sync(&mut { other }), Err(Stopped::SignedOut)), "a new password ends all sessions");
    let sign_in = json!({ "name": "Li", "password": password, "device": uuid::Uuid::max(), "key": "07".repeat(32), "label": "d" });
    let token = desk.ask("/v1/sign-in", &sign_in)["token"].as_str().unwrap().to_owned();
    assert_eq!(desk.0.http.exchange(post("/v1/sign-out", Some(&token), Vec::new())).unwrap().status, 204);
    let before = counted(&database);
    assert!(served.command(&["check"]).unwrap().contains("everything fits"));

    let backup = folder.path().join("monday.nfv");
    let file = backup.to_str().unwrap();
    served.command(&["backup", file]).unwrap();
    // Beyond the backup: comes back from the phone that holds it.
    let beyond = worker.record(&[visit(log, doors[0].entity, Outcome::Met)]).unwrap();
    worker.sync().unwrap();
    assert!(served.command(&["restore", file]).is_err(), "not over something");
    served.kill().unwrap();

    let fresh = TestDatabase::create().unwrap();
    let again = Served::restored_on(&served, &fresh.url(), file).unwrap();
    assert_eq!(counted(&fresh), before, "table by table");
    assert!(again.command(&["check"]).unwrap().contains("everything fits"));
    let epochs: Vec<_> = [&database, &fresh].map(|database| database.run("SELECT epoch FROM meta").unwrap()).into();
    assert_ne!(epochs[0], epochs[1]);
    for table in ["door", "area"] {
        let sql = format!("SELECT count(*) FROM {table}");
        assert_ne!(fresh.run(&sql).unwrap(), ["0"], "{table} was folded anew");
    }
    worker.http = Http::to(&again.origin()).unwrap();
    worker.sync().unwrap();
    worker.sync().unwrap();
    let found = format!("SELECT count(*) FROM event WHERE event_id = '\\x{}'", hex::encode(beyond[0].as_bytes()));
    assert_eq!(fresh.run(&found).unwrap(), ["1"], "what the backup did not hold came back");
    let bodies = format!("SELECT length(body) FROM event WHERE event_id = '\\x{}'", hex::encode(visited[0].as_bytes()));
    assert_eq!(fresh.run(&bodies).unwrap(), ["0"], "what was erased stays so");
    let exported = again.command(&["export", "doors"]).unwrap();
    assert!(exported.contains(&ids[0].to_string()) || exported.contains(&doors[0].entity.to_string()), "{exported}");
    assert!(again.command(&["export", "visits"]).unwrap().lines().count() >= 3);
    again.command(&["rebuild"]).unwrap();
    assert!(again.command(&["check"]).unwrap().contains("everything fits"));
}

/// Rows of each table that a backup holds, beside those that a restore adds to.
fn counted(database: &TestDatabase) -> Vec<(&'static str, String)> {
    let tables = sync_server::backup::TABLES.iter().map(|table| table.name);
    let kept = tables.filter(|name| !matches!(*name, "audit" | "restored"));
    kept.map(|name| (name, database.run(&format!("SELECT count(*) FROM {name}")).unwrap().remove(0))).collect()
}
