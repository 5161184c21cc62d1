//! Cold start by snapshot against the real server process: read, cut off, gone, damaged, forged.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::{
    cell::{Cell, RefCell},
    path::PathBuf,
    time::Duration,
};

use nfv::{
    domain::{
        facts::{Fact, Outcome},
        photo::BlobHash,
    },
    store::{Store, StoreError},
    sync::{
        driver::{self, Outcome as Synced, Stopped},
        messages::{Seq, SyncReply},
        ports::{HttpReply, HttpRequest, NoAnswer, Rng, SyncStore, Transport},
        snapshot::{self, FrameWriter, Manifest, SnapshotHint},
    },
};
use nfv_tests::{
    http::{Http, SystemClock, SystemRng},
    phone::{Phone, door, visit},
    served::{Served, VILLAGES},
};
use tempfile::TempDir;

const BINARY: &str = env!("CARGO_BIN_EXE_served");

/// More than one reply holds.
const VISITS: usize = 6500;

/// A village with a long log and its snapshot.
struct Village {
    served: Served,
    folder: TempDir,
    author: Phone,
    phones: Cell<usize>,
}

impl Village {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = [("SNAPSHOT_TAIL", "5000"), ("SNAPSHOT_SECONDS", "1")];
        let served = Served::start_with(BINARY, folder.path(), &settings).unwrap();
        let code = served.invite("author", "worker", VILLAGES[0]).unwrap();
        let mut author = Phone::enrol(&folder.path().join("author.db"), &served.origin(), &code).unwrap();
        let log = author.village().unwrap();
        for lane in 0..VISITS / 500 {
            let doors: Vec<_> = (0..10).map(|number| door(log, u32::try_from(lane * 10 + number).unwrap())).collect();
            let visits = (0..490).map(|n| with_a_note(visit(log, doors[n % 10].entity, Outcome::Met)));
            let facts: Vec<_> = doors.iter().cloned().chain(visits).collect();
            author.record(&facts).unwrap();
        }
        author.sync().unwrap();
        let village = Self { served, folder, author, phones: Cell::new(0) };
        village.wait_for_snapshot();
        village
    }

    fn wait_for_snapshot(&self) {
        let server = rusqlite::Connection::open(self.served.database()).unwrap();
        for _ in 0..600 {
            let built: i64 = server
                .query_row("SELECT count(*) FROM snapshot WHERE manifest IS NOT NULL", [], |row| row.get(0))
                .unwrap();
            if built > 0 {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("no snapshot was built");
    }

    /// A new phone, which has read nothing.
    fn phone(&self) -> (Phone, PathBuf) {
        self.phones.set(self.phones.get() + 1);
        let name = format!("reader {}", self.phones.get());
        let code = self.served.invite(&name, "worker", VILLAGES[0]).unwrap();
        let path = self.folder.path().join(format!("{name}.db"));
        (Phone::enrol(&path, &self.served.origin(), &code).unwrap(), path)
    }

    fn assert_same(&self, phone: &Phone) {
        assert_eq!(phone.store.cursors().unwrap(), self.author.store.cursors().unwrap());
        assert_eq!(rows(&phone.store), rows(&self.author.store));
    }
}

/// What packs badly, so that there are several frames.
fn with_a_note(mut fact: nfv::store::NewFact) -> nfv::store::NewFact {
    if let Fact::VisitRecorded(visit) = &mut fact.fact {
        visit.note = hex::encode(SystemRng.bytes::<200>());
    }
    fact
}

/// Every acknowledged event with its print, and every door as it shows.
fn rows(store: &Store) -> Vec<String> {
    let mut rows = Vec::new();
    for sql in [
        "SELECT hex(event_id) || seq || ' ' || print || hex(hash) || hex(receipt) FROM event ORDER BY log_id, seq",
        "SELECT hex(entity_id) || ' ' || sort_key || haystack FROM door_list ORDER BY entity_id",
    ] {
        let mut statement = store.conn().prepare(sql).unwrap();
        rows.extend(statement.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap));
    }
    assert!(rows.len() > VISITS);
    rows
}

/// What goes wrong with snapshots on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    None,
    /// No answer from this frame on: the phone was killed.
    NoAnswerFrom(usize),
    /// Every frame is gone.
    Gone,
    /// A byte of each frame is another one.
    Damaged,
    /// Another body in one event, hashes of frames and file to match.
    Forged,
}

/// The way to the server, with trouble.
struct Troubled<'a> {
    http: &'a Http,
    trouble: Trouble,
    paths: RefCell<Vec<String>>,
    forged: RefCell<Option<(Manifest, Vec<Vec<u8>>)>>,
}

impl<'a> Troubled<'a> {
    fn new(http: &'a Http, trouble: Trouble) -> Self {
        Self { http, trouble, paths: RefCell::default(), forged: RefCell::default() }
    }

    fn frames_asked(&self) -> Vec<usize> {
        let paths = self.paths.borrow();
        paths.iter().filter_map(|path| frame_of(path)).collect()
    }

    fn forge(&self, request: &HttpRequest, reply: &mut HttpReply) {
        if request.path == "/v1/sync" {
            let mut told: SyncReply = serde_json::from_slice(&reply.body).unwrap();
            for page in &mut told.pages {
                if page.snapshot.is_some() {
                    let path = format!("/v1/snapshots/{}", page.log);
                    let forged = forged(self.http, request, &path);
                    let (hash, seq, print) = (forged.0.hash, forged.0.seq, forged.0.print);
                    page.snapshot = Some(SnapshotHint { hash, seq, print });
                    *self.forged.borrow_mut() = Some(forged);
                }
            }
            reply.body = serde_json::to_vec(&told).unwrap();
            return;
        }
        let forged = self.forged.borrow();
        let (manifest, frames) = forged.as_ref().unwrap();
        reply.status = 200;
        reply.body =
            frame_of(&request.path).map_or_else(|| serde_json::to_vec(manifest).unwrap(), |n| frames[n].clone());
    }
}

fn frame_of(path: &str) -> Option<usize> {
    let parts: Vec<&str> = path.strip_prefix("/v1/snapshots/")?.split('/').collect();
    parts.get(2)?.parse().ok()
}

/// The true snapshot with one event changed, and all that is said about it as well.
fn forged(http: &Http, asked: &HttpRequest, path: &str) -> (Manifest, Vec<Vec<u8>>) {
    let get = |path: String| {
        let request = HttpRequest { path, token: asked.token.clone(), ..nfv_tests::served::get("") };
        http.exchange(request).unwrap().body
    };
    let mut manifest: Manifest = serde_json::from_slice(&get(path.to_owned())).unwrap();
    let mut writer = FrameWriter::new(manifest.log);
    let mut frames = Vec::new();
    for (number, frame) in manifest.frames.iter().enumerate() {
        let packed = get(format!("{path}/{}/{number}", manifest.hash));
        for line in snapshot::lines_of(&snapshot::unpack(frame, &packed).unwrap()) {
            let page = snapshot::page_of(line).unwrap();
            for mut event in page.events {
                if event.seq == 300 {
                    event.event.body = event.event.body.replacen("met", "declined", 1);
                }
                // Only the print at the end of a page is written.
                frames.extend(writer.push(event, page.print).unwrap());
            }
        }
    }
    frames.extend(writer.finish().unwrap());
    let (heads, packed): (Vec<_>, Vec<_>) = frames.into_iter().unzip();
    manifest.frames = heads;
    manifest.hash = BlobHash::of(&packed.concat());
    (manifest, packed)
}

impl Transport for Troubled<'_> {
    async fn send(&self, request: HttpRequest) -> Result<HttpReply, NoAnswer> {
        self.paths.borrow_mut().push(request.path.clone());
        let frame = frame_of(&request.path);
        if let (Trouble::NoAnswerFrom(first), Some(number)) = (self.trouble, frame)
            && number >= first
        {
            return Err(NoAnswer("killed".into()));
        }
        let mut reply = self.http.exchange(request.clone())?;
        match (self.trouble, frame) {
            (Trouble::Gone, Some(_)) => reply.status = 404,
            (Trouble::Damaged, Some(_)) => reply.body[100] ^= 1,
            (Trouble::Forged, _) => self.forge(&request, &mut reply),
            _ => {}
        }
        Ok(reply)
    }
}

fn sync(phone: &mut Phone, trouble: Trouble) -> (Result<Synced, Stopped<StoreError>>, Vec<usize>) {
    let way = Troubled::new(&phone.http, trouble);
    loop {
        let synced =
            pollster::block_on(driver::sync_once(&mut phone.store, &way, &SystemClock, &mut SystemRng, &mut ()));
        if !matches!(synced, Err(Stopped::Busy { .. })) {
            return (synced, way.frames_asked());
        }
        // Others read from the beginning just now: so does a phone wait.
        std::thread::sleep(Duration::from_millis(300));
    }
}

fn cursor(phone: &Phone) -> Seq {
    phone.store.cursors().unwrap()[&phone.village().unwrap()].0
}

/// One village for all: its log takes a while to make.
#[test]
fn snapshots_are_read_cut_off_gone_damaged_and_forged() {
    let mut village = Village::new();
    a_phone_killed_between_frames_goes_on_with_the_next_one(&village);
    whatever_is_wrong_with_a_snapshot_pages_are_read_instead(&village);
    a_forged_frame_changes_nothing(&village);
    a_cold_start_reads_the_snapshot_and_then_the_tail(&mut village);
}

fn a_cold_start_reads_the_snapshot_and_then_the_tail(village: &mut Village) {
    let (mut phone, _) = village.phone();
    let (synced, frames) = sync(&mut phone, Trouble::None);
    assert!(synced.unwrap().read as usize > VISITS);
    assert!(frames.len() >= 2 && frames.is_sorted(), "{frames:?}");
    village.assert_same(&phone);

    // What comes later is the tail, by pages.
    let log = village.author.village().unwrap();
    village.author.record(&[door(log, 9999)]).unwrap();
    village.author.sync().unwrap();
    let (_, frames) = sync(&mut phone, Trouble::None);
    assert_eq!(frames, [] as [usize; 0]);
    village.assert_same(&phone);
}

fn a_phone_killed_between_frames_goes_on_with_the_next_one(village: &Village) {
    let (mut phone, path) = village.phone();
    let (synced, _) = sync(&mut phone, Trouble::NoAnswerFrom(1));
    assert!(matches!(synced, Err(Stopped::NoAnswer(_))));
    let first = cursor(&phone);
    assert!(first > 100, "the first frame is here: {first}");
    let enrolled = phone.enrolled.clone();
    drop(phone);
    let mut phone = Phone::again(&path, &village.served.origin(), enrolled).unwrap();
    assert_eq!(cursor(&phone), first);
    let (synced, frames) = sync(&mut phone, Trouble::None);
    assert!(!frames.contains(&0), "{frames:?}");
    assert!((synced.unwrap().read as usize) < VISITS, "what was here is not read again");
    village.assert_same(&phone);
}

fn whatever_is_wrong_with_a_snapshot_pages_are_read_instead(village: &Village) {
    for trouble in [Trouble::Gone, Trouble::Damaged, Trouble::Forged] {
        let (mut phone, _) = village.phone();
        let (synced, frames) = sync(&mut phone, trouble);
        assert!(synced.is_ok(), "{trouble:?}: {synced:?}");
        assert!(!frames.is_empty(), "{trouble:?}: it was tried");
        village.assert_same(&phone);
    }
}

fn a_forged_frame_changes_nothing(village: &Village) {
    let (mut phone, _) = village.phone();
    // The way breaks down right after the forgery: nothing of it may be here.
    struct Once<'a>(Troubled<'a>, Cell<u32>);
    impl Transport for Once<'_> {
        async fn send(&self, request: HttpRequest) -> Result<HttpReply, NoAnswer> {
            self.1.set(self.1.get() + u32::from(request.path == "/v1/sync"));
            if self.1.get() > 1 { Err(NoAnswer("gone".into())) } else { self.0.send(request).await }
        }
    }
    let way = Once(Troubled::new(&phone.http, Trouble::Forged), Cell::new(0));
    let stopped = pollster::block_on(driver::sync_once(&mut phone.store, &way, &SystemClock, &mut SystemRng, &mut ()));
    assert!(matches!(stopped, Err(Stopped::NoAnswer(_))));
    assert!(cursor(&phone) < 300, "{}: nothing from the forged event on", cursor(&phone));
}
