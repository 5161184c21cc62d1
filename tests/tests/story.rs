//! The protocol over real HTTP against the real server process.
#![expect(clippy::unwrap_used, reason = "tests")]

use nfv::{
    domain::{
        event::Event,
        facts::Outcome,
        ids::{EventId, LogId},
    },
    store::Fate,
    sync::{
        driver::Stopped,
        messages::{Digest, ErrorReply, Fate as Verdict, MAX_BODY, Offer, PROTOCOL, SyncReply, SyncRequest},
        ports::SyncStore,
    },
};
use nfv_tests::{
    phone::{Phone, door, pledge, visit},
    served::{Served, TOWNSHIP, VILLAGES, post},
};
use tempfile::TempDir;

const BINARY: &str = env!("CARGO_BIN_EXE_served");

struct Town {
    served: Served,
    folder: TempDir,
    phones: usize,
}

impl Town {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let served = Served::start(BINARY, folder.path()).unwrap();
        Self { served, folder, phones: 0 }
    }

    fn phone(&mut self, role: &str, area: &str) -> Phone {
        self.phones += 1;
        let code = self.served.invite(&format!("person {}", self.phones), role, area).unwrap();
        let database = self.folder.path().join(format!("phone-{}.db", self.phones));
        Phone::enrol(&database, &self.served.origin(), &code).unwrap()
    }

    fn server_events(&self) -> i64 {
        let server = rusqlite::Connection::open(self.served.database()).unwrap();
        server.query_row("SELECT count(*) FROM event", [], |row| row.get(0)).unwrap()
    }
}

/// Three visits and a pledge at a new door.
fn a_morning(phone: &mut Phone) -> Vec<EventId> {
    let village = phone.village().unwrap();
    let new = door(village, 7);
    let at = new.entity;
    let [met, nobody, declined] =
        [Outcome::Met, Outcome::NobodyHome, Outcome::Declined].map(|outcome| visit(village, at, outcome));
    phone.record(&[new, met, nobody, declined, pledge(village, at)]).unwrap()
}

#[test]
fn a_second_device_gets_the_same_facts_and_idle_costs_nothing() {
    let mut town = Town::new();
    let mut one = town.phone("worker", VILLAGES[0]);
    let mut two = town.phone("worker", VILLAGES[0]);
    let saved = a_morning(&mut one);
    let sent = one.sync().unwrap();
    assert_eq!((sent.acknowledged, sent.held, sent.quarantined), (5, 0, 0));
    let read = two.sync().unwrap();
    assert!(read.read >= 5, "{read:?}");
    let village = one.village().unwrap();
    for id in saved {
        let (mine, fate) = one.store.event(village, id).unwrap().unwrap();
        let (theirs, _) = two.store.event(village, id).unwrap().unwrap();
        assert_eq!(mine, theirs);
        assert_eq!(fate, Fate::Received);
    }
    assert_eq!(one.store.cursors().unwrap(), two.store.cursors().unwrap());

    one.sync().unwrap();
    let server = rusqlite::Connection::open(town.served.database()).unwrap();
    let version = || server.pragma_query_value(None, "data_version", |row| row.get::<_, i64>(0)).unwrap();
    let before = version();
    for phone in [&mut one, &mut two] {
        phone.http.take_counts();
        phone.sync().unwrap();
        let (exchanges, sent, received) = phone.http.take_counts();
        assert_eq!(exchanges, 1);
        assert!(sent + received < 1024, "{sent} + {received} bytes");
    }
    assert_eq!(version(), before, "an idle sync wrote to the server's database");
}

/// A request of a phone, with these offers.
fn request(phone: &Phone, events: Vec<Offer>) -> SyncRequest {
    let identity = phone.store.identity().unwrap().unwrap();
    let (device, incarnation, epoch) = (identity.device, identity.incarnation, identity.epoch);
    SyncRequest {
        v: PROTOCOL,
        epoch,
        device,
        incarnation,
        events,
        state: None,
        cursors: None,
        notices: None,
        unsent: std::collections::BTreeMap::new(),
        snapshots: false,
    }
}

/// Status, and the reply or the error's code.
fn send(phone: &Phone, body: Vec<u8>) -> (u16, Result<SyncReply, String>) {
    let reply = phone.http.exchange(post("/v1/sync", Some(&phone.enrolled.token), body)).unwrap();
    let read = serde_json::from_slice(&reply.body);
    let error = || serde_json::from_slice::<ErrorReply>(&reply.body).unwrap().code;
    (reply.status, if reply.status == 200 { Ok(read.unwrap()) } else { Err(error()) })
}

fn fates(phone: &Phone, offers: Vec<Offer>) -> Vec<Verdict> {
    let (status, reply) = send(phone, serde_json::to_vec(&request(phone, offers)).unwrap());
    assert_eq!(status, 200);
    reply.unwrap().verdicts.into_iter().map(|verdict| verdict.fate).collect()
}

/// The first queued event, untouched.
fn an_event(phone: &mut Phone) -> Event {
    let ids = a_morning(phone);
    let village = phone.village().unwrap();
    phone.store.event(village, ids[0]).unwrap().unwrap().0.event
}

#[test]
fn bad_requests_get_a_code_and_change_nothing() {
    let mut town = Town::new();
    let mut phone = town.phone("worker", VILLAGES[0]);
    let event = an_event(&mut phone);
    let before = town.server_events();
    let whole = serde_json::to_vec(&request(&phone, vec![Offer::from(event.clone())])).unwrap();

    assert_eq!(send(&phone, whole[..whole.len() - 20].to_vec()), (400, Err("bad_request".into())));
    assert_eq!(send(&phone, vec![b' '; MAX_BODY + 1]), (413, Err("too_large".into())));
    let many = vec![Offer::from(event.clone()); 1001];
    let many = serde_json::to_vec(&request(&phone, many)).unwrap();
    assert_eq!(send(&phone, many), (413, Err("too_large".into())));
    assert_eq!(send(&phone, br#"{"v":2,"whatever":[]}"#.to_vec()), (426, Err("future_version".into())));
    let mut foreign = request(&phone, Vec::new());
    foreign.device = nfv::domain::ids::DeviceId(uuid::Uuid::from_u128(5));
    assert_eq!(send(&phone, serde_json::to_vec(&foreign).unwrap()), (403, Err("foreign_device".into())));
    let nobody = phone.http.exchange(post("/v1/sync", Some("nobody's"), whole)).unwrap();
    assert_eq!(nobody.status, 401);
    assert_eq!(town.server_events(), before);
}

#[test]
fn every_event_gets_its_own_verdict() {
    let mut town = Town::new();
    let mut phone = town.phone("worker", VILLAGES[0]);
    let other_village = town.phone("worker", VILLAGES[1]).village().unwrap();
    let event = an_event(&mut phone);
    let changed = |change: &dyn Fn(&mut Event)| {
        let mut event = event.clone();
        event.header.event_id.0 = uuid::Uuid::from_u128(event.header.event_id.0.as_u128() ^ 1);
        change(&mut event);
        Offer::from(event)
    };
    let rejected = |code: &str| Verdict::Rejected { code: code.into(), retry_after_upgrade: code == "unknown_version" };
    let offers = vec![
        changed(&|event| event.header.version = 9),
        changed(&|event| event.header.log_id = LogId(uuid::Uuid::from_u128(9))),
        changed(&|event| event.body = "{".into()),
        changed(&|event| event.body = format!("{{\"x\":\"{}\"}}", "x".repeat(200_000))),
        changed(&|event| event.header.kind = "pledge.declined".into()),
        changed(&|event| event.header.log_id = other_village),
    ];
    let told = fates(&phone, offers);
    let expected = ["unknown_version", "unknown_log", "unparsable", "too_large", "bad_proof"].map(rejected);
    assert_eq!(told[..5], expected);
    assert_eq!(told[5], Verdict::Held, "a foreign log: held for a reviewer");

    let first = fates(&phone, vec![Offer::from(event.clone())]);
    let [Verdict::Stored { seq, receipt }] = &first[..] else { panic!("{first:?}") };
    let again = fates(&phone, vec![Offer::from(event.clone())]);
    assert_eq!(again, [Verdict::Duplicate { seq: *seq, receipt: receipt.clone() }]);
    let (hash, mut forged) = (Digest(event.hash()), event);
    forged.body = "{}".into();
    assert_eq!(fates(&phone, vec![Offer::from(forged)]), [Verdict::IdReused { hash }]);
}

#[test]
fn a_revoked_device_is_told_and_keeps_its_records() {
    let mut town = Town::new();
    let reviewer = town.phone("reviewer", TOWNSHIP);
    let mut phone = town.phone("worker", VILLAGES[0]);
    a_morning(&mut phone);
    let device = phone.store.identity().unwrap().unwrap().device;
    let revoke = post(&format!("/v1/devices/{device}/revoke"), Some(&reviewer.enrolled.token), Vec::new());
    let reply = reviewer.http.exchange(revoke).unwrap();
    assert!((200..300).contains(&reply.status), "{}", String::from_utf8_lossy(&reply.body));
    let stopped = phone.sync().unwrap_err();
    assert!(matches!(stopped, Stopped::Revoked), "{stopped}");
    assert_eq!(stopped.wait_ms(1, 0), None);
    let kept = phone.store.unacknowledged().unwrap();
    assert_eq!(kept.len(), 5);
    assert!(kept.iter().all(|(_, fate)| *fate == Fate::Queued));
}

#[test]
fn a_cloned_phone_begins_another_life_and_loses_nothing() {
    let mut town = Town::new();
    let mut phone = town.phone("worker", VILLAGES[0]);
    let village = phone.village().unwrap();
    phone.sync().unwrap();
    let copy = town.folder.path().join("clone.db");
    phone.store.conn().execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
    let mut clone = Phone::again(&copy, &town.served.origin(), phone.enrolled.clone()).unwrap();
    let life = |phone: &Phone| phone.store.identity().unwrap().unwrap().incarnation;
    let before = life(&phone);

    // Both give out the same numbers.
    let mut saved = a_morning(&mut phone);
    saved.extend(a_morning(&mut clone));
    phone.sync().unwrap();
    clone.sync().unwrap();
    phone.sync().unwrap();
    assert_eq!(life(&phone), before);
    assert_ne!(life(&clone), before);
    for phone in [&phone, &clone] {
        assert!(saved.iter().all(|id| phone.store.event(village, *id).unwrap().unwrap().1 == Fate::Received));
    }
}
