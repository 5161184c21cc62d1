//! A county of four hundred villages: sums in a few kilobytes, the doors of one village on demand, and nothing beyond its
//! rights.

use flate2::{Compression, write::GzEncoder};
use nfv::{
    domain::{
        area::Class,
        facts::{DoorKind, DoorRegistered, Fact, Method, Outcome, VisitRecorded, field},
        ids::{AccountId, AreaId, EntityId, LogId},
    },
    sync::{
        enrolment::Role,
        messages::{SyncReply, state_of},
        notices::{AreaNotice, Notices},
    },
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, fmt::Write as _, io::Write as _};
use uuid::Uuid;

use super::{
    Town,
    decisions::sync,
    noticing::open_round,
    syncing::push_one,
    town::{COUNTY, FOREIGN, NOW, Person, SIBLING, TOWNSHIP, VILLAGE},
};
use crate::{
    areas::import,
    pen::Pen,
    ports::{OsRandom, random_bytes},
    store::Store as _,
    sync::append,
};

const TOWNSHIPS: usize = 10;
const VILLAGES: usize = 40;

fn zipped(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().len()
}

fn codes() -> Vec<String> {
    let of_township = |t: usize| (0..VILLAGES).map(move |v| format!("350581{:03}{:03}", 200 + t, 200 + v));
    (0..TOWNSHIPS).flat_map(of_township).collect()
}

fn visit() -> Fact {
    Fact::VisitRecorded(VisitRecorded {
        outcome: Outcome::Met,
        method: Method::Door,
        adults_met: 1,
        adults: 0,
        topics: Vec::new(),
        notice: true,
        revisit: None,
        note: String::new(),
        at: None,
        photos: Vec::new(),
    })
}

/// Ten townships of forty villages, each with a few doors of which some were reached.
fn populate(town: &Town) -> BTreeMap<AreaId, (u64, u64)> {
    let mut csv = String::from("code,parent_code,level,name\n");
    for t in 0..TOWNSHIPS {
        writeln!(csv, "350581{:03},350581,township,Town {t}", 200 + t).unwrap();
    }
    for code in codes() {
        writeln!(csv, "{code},{},village,Village {code}", &code[..9]).unwrap();
    }
    import::import(&town.app.store, csv.as_bytes(), &*town.app.clock, &*town.app.random).unwrap();
    let day = 86_400_000;
    let mut counts = BTreeMap::new();
    for (n, code) in codes().iter().enumerate() {
        let area = town.area(code);
        let log = LogId::of(area, Class::Field);
        let (doors, reached) = (3 + n % 11, n % 3);
        // A clock of its own: it never goes back.
        let mut pen = Pen::of(AccountId::from_random(random_bytes(&OsRandom)), &OsRandom);
        let mut events = Vec::new();
        let fields = [(field::LANE.to_owned(), "A".to_owned()), (field::ADULTS.to_owned(), "2".to_owned())];
        let register = Fact::DoorRegistered(DoorRegistered { door: DoorKind::Household, fields: fields.into() });
        let all: Vec<EntityId> = (0..doors).map(|_| EntityId::from_random(random_bytes(&OsRandom))).collect();
        for door in &all {
            events.push(pen.write(log, *door, &register, NOW - 60 * day, &OsRandom).unwrap());
        }
        for door in &all[..reached] {
            events.push(pen.write(log, *door, &visit(), NOW - 20 * day, &OsRandom).unwrap());
        }
        append(&town.app.store, events, NOW).unwrap();
        counts.insert(area, (reached as u64, doors as u64));
    }
    counts
}

/// What a device of the county keeps.
struct Desk<'a> {
    town: &'a Town,
    person: Person,
    tag: String,
    areas: BTreeMap<AreaId, AreaNotice>,
}

impl Desk<'_> {
    /// Asks with these cursors; the reply and its bytes on the wire.
    async fn ask(&mut self, cursors: Value) -> (SyncReply, usize) {
        let reply = sync(self.town, &self.person, json!([]), json!({ "cursors": cursors, "notices": self.tag })).await;
        let bytes = zipped(&serde_json::to_vec(&reply).unwrap());
        if let Some(notices) = &reply.notices {
            self.take(notices);
        }
        (reply, bytes)
    }

    fn take(&mut self, notices: &Notices) {
        match &notices.since {
            Some(since) => assert_eq!(*since, self.tag),
            None => self.areas.clear(),
        }
        self.tag.clone_from(&notices.tag);
        self.areas.extend(notices.areas.iter().map(|notice| (notice.area, notice.clone())));
    }

    /// Households reached and counting of a village, as told.
    fn figures(&self, village: AreaId) -> Option<(u64, u64)> {
        let figures = self.areas.get(&village)?.figures.as_ref()?;
        let coverage = figures.tally.coverage(DoorKind::Household, figures.round.first);
        Some((coverage.reached, coverage.asked()))
    }
}

#[tokio::test]
async fn four_hundred_villages_are_sums_of_a_few_kilobytes() {
    let town = Town::found();
    open_round(&town).await;
    let counts = populate(&town);
    let mut desk =
        Desk { town: &town, person: town.person_as(Role::County), tag: String::new(), areas: BTreeMap::new() };
    let (first, first_bytes) = desk.ask(json!({})).await;
    let told = first.notices.as_ref().unwrap();
    assert!(
        told.counting > 300 && told.areas.iter().filter(|area| area.figures.is_some()).count() == 40,
        "a part at once"
    );
    let villages: Vec<LogId> = counts.keys().map(|area| LogId::of(*area, Class::Field)).collect();
    assert!(!first.granted.iter().any(|log| villages.contains(log)), "no village is sent unasked");
    assert!(!first.pages.iter().any(|page| villages.contains(&page.log)));
    assert_eq!(first.granted.len(), 1 + 2 + TOWNSHIPS);
    let here = town.app.store.heads(&first.granted).unwrap();
    let (mut rounds, mut bytes, mut counting) = (1, zipped(&serde_json::to_vec(told).unwrap()), told.counting);
    while counting > 0 {
        let (reply, more) = desk.ask(json!(here)).await;
        let notices = reply.notices.unwrap();
        assert!(notices.since.is_some() && notices.areas.len() <= 40, "only what came to it");
        (rounds, bytes, counting) = (rounds + 1, bytes + more, notices.counting);
    }
    let told: BTreeMap<AreaId, (u64, u64)> =
        counts.keys().map(|area| (*area, desk.figures(*area).unwrap_or_default())).collect();
    let wrong = counts.iter().find(|(area, counted)| told[*area] != **counted);
    assert_eq!(wrong, None, "{:?}", wrong.map(|(area, _)| &desk.areas[area]));

    // Idle: one small answer.
    let request = json!({ "v": 1, "epoch": 7, "device": desk.person.pen.device, "incarnation": Uuid::nil(),
        "state": state_of(&here), "notices": desk.tag });
    let idle = town.post("/v1/sync", Some(&desk.person.token), request.to_string()).await;
    assert_eq!((idle.json().get("send_cursors"), idle.json().get("notices")), (None, None));
    let idle_bytes = idle.body.len() + request.to_string().len();

    // One village moves: it alone is told.
    let village = town.area(&codes()[7]);
    let mut worker = town.person(Role::Worker, &codes()[7]);
    let door = Fact::DoorRegistered(DoorRegistered { door: DoorKind::Household, fields: BTreeMap::new() });
    let event = worker.pen.write(LogId::of(village, Class::Field), EntityId(Uuid::from_u128(5)), &door, NOW, &OsRandom);
    sync(&town, &worker, json!([{ "event": event.unwrap() }]), json!({})).await;
    town.wait(120_000);
    let (one, one_bytes) = desk.ask(json!(here)).await;
    let changed: Vec<AreaId> = one.notices.unwrap().areas.iter().map(|notice| notice.area).collect();
    assert_eq!(changed, [village]);
    // Whoever has an unknown tag, of another process, gets all of it.
    desk.tag = "0000000000000000".into();
    let (whole, whole_bytes) = desk.ask(json!(here)).await;
    assert!(whole.notices.unwrap().since.is_none());
    // As measured: 44,000 (nearly all of it the definitions of 400 villages), 21,300 in 11 answers, 235, 757, 13,000.
    assert!(first_bytes < 64 * 1024 && bytes < 32 * 1024 && rounds == 11, "{first_bytes} {bytes} {rounds}");
    assert!(idle_bytes < 1024 && one_bytes < 1024, "{idle_bytes} {one_bytes}");
    assert!(whole_bytes < 20 * 1024, "{whole_bytes}");
}

async fn want(town: &Town, person: &Person, code: &str, want: &str) -> (u16, String) {
    let body = json!({ "area": town.area(code), "want": want });
    town.post("/v1/subscriptions", Some(&person.token), body.to_string()).await.says()
}

async fn cursors(town: &Town, person: &Person, logs: &[LogId]) -> SyncReply {
    let here = town.app.store.heads(logs).unwrap();
    sync(town, person, json!([]), json!({ "cursors": here })).await
}

#[tokio::test]
async fn a_village_is_opened_on_one_device_and_let_go() {
    let town = Town::found();
    let (mut clerk, other) = (town.person_as(Role::County), town.person_as(Role::County));
    let village = town.log(VILLAGE, Class::Field);
    let before = cursors(&town, &clerk, &[]).await;
    assert!(!before.granted.contains(&village));
    let done = (204, String::new());
    assert_eq!(want(&town, &clerk, VILLAGE, "keep").await, done);
    assert_eq!(want(&town, &clerk, VILLAGE, "keep").await, done, "twice is no error");
    let opened = cursors(&town, &clerk, &before.granted).await;
    assert!(opened.granted.contains(&village) && opened.pages.iter().any(|page| page.log == village));
    assert!(!opened.granted.contains(&town.log(SIBLING, Class::Field)), "no other village");
    assert!(!cursors(&town, &other, &[]).await.granted.contains(&village), "no other device");

    // Not subscribed to, still written to.
    assert_eq!(push_one(&town, &mut clerk, town.log(SIBLING, Class::Field)).await, "stored");

    assert_eq!(want(&town, &clerk, VILLAGE, "let_go").await, done);
    assert_eq!(want(&town, &clerk, VILLAGE, "let_go").await, done);
    let gone = cursors(&town, &clerk, &opened.granted).await;
    assert_eq!((gone.removed.as_slice(), gone.granted.contains(&village)), ([village].as_slice(), false));
    let about = town.audit().into_iter().filter(|(action, _)| action.starts_with("village_")).collect::<Vec<_>>();
    let device = clerk.pen.device.to_string();
    assert_eq!(about, [("village_opened".to_owned(), device.clone()), ("village_let_go".to_owned(), device)]);
}

/// Whatever a device asks for, it is sent no log that its account may not read.
#[tokio::test]
async fn no_subscription_reaches_beyond_the_grants() {
    let town = Town::found();
    let clerk = town.person_as(Role::County);
    let forbidden = (403, "forbidden".to_owned());
    for code in [FOREIGN, TOWNSHIP, COUNTY] {
        assert_eq!(want(&town, &clerk, code, "keep").await, forbidden, "{code}");
    }
    // A row that nobody could have made: the account was moved, or the file was touched.
    let sql = "INSERT INTO subscription (device_id, area_id, opened_at) VALUES (?1, ?2, 0)";
    town.app.store.write(|tx| tx.execute(sql, &[&clerk.pen.device, &town.area(FOREIGN)]).map(drop)).unwrap();
    let granted = cursors(&town, &clerk, &[]).await.granted;
    assert!(!granted.contains(&town.log(FOREIGN, Class::Field)));
    assert!(!granted.contains(&town.log(VILLAGE, Class::Cases)));

    // A township's reviewer has all of its villages, always, and no other.
    let reviewer = town.person_as(Role::Reviewer);
    assert!(cursors(&town, &reviewer, &[]).await.granted.contains(&town.log(VILLAGE, Class::Field)));
    assert_eq!(want(&town, &reviewer, VILLAGE, "let_go").await, forbidden);
    assert_eq!(want(&town, &reviewer, SIBLING, "keep").await, forbidden);

    // The first word at enrolment is the same.
    let account = town.account("clerk", Role::County, COUNTY, Some("password"));
    let device = json!({ "name": account.name, "password": "password", "device": Uuid::from_u128(77),
        "key": "00".repeat(32), "label": "x" });
    let enrolled = town.post("/v1/sign-in", None, device.to_string()).await.json();
    let grants = enrolled["grants"].as_array().unwrap();
    assert!(!grants.is_empty() && grants.iter().all(|grant| grant["log"] != json!(town.log(VILLAGE, Class::Field))));
}
