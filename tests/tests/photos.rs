//! Photos between devices as their pages use them, against the real server process and over a line that breaks.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::{
    cell::Cell,
    path::{Path, PathBuf},
    rc::Rc,
};

use nfv::{
    device::{
        Device,
        messages::{DoorQuery, Failure, Reply, Request, Status},
    },
    domain::{
        facts::{Method, Outcome, VisitRecorded},
        ids::EntityId,
        photo::Photo,
    },
    store::{Place, Store, StoreError},
    sync::{
        driver::Stopped,
        ports::{HttpReply, HttpRequest, NoAnswer, Transport},
    },
};
use nfv_tests::{
    http::{Http, SystemClock, SystemRng},
    phone::{Phone, door},
    picture::png,
    served::{Served, VILLAGES},
};

const BINARY: &str = env!("CARGO_BIN_EXE_served");

/// A line that breaks at every so many exchanges; the server may have acted.
struct Line {
    http: Http,
    breaks_every: Rc<Cell<u32>>,
    exchanges: Rc<Cell<u32>>,
}

impl Transport for Line {
    async fn send(&self, request: HttpRequest) -> Result<HttpReply, NoAnswer> {
        self.exchanges.set(self.exchanges.get() + 1);
        let reply = self.http.exchange(request);
        let every = self.breaks_every.get();
        if every > 0 && self.exchanges.get().is_multiple_of(every) { Err(NoAnswer("broken".into())) } else { reply }
    }
}

struct Side {
    device: Device<Line, SystemClock, SystemRng>,
    breaks_every: Rc<Cell<u32>>,
    exchanges: Rc<Cell<u32>>,
}

impl Side {
    fn open(database: &Path, origin: &str) -> Self {
        let store = Store::open(database, Place::Native).unwrap();
        let (breaks_every, exchanges) = (Rc::<Cell<u32>>::default(), Rc::<Cell<u32>>::default());
        let (every, count) = (Rc::clone(&breaks_every), Rc::clone(&exchanges));
        let line = Line { http: Http::to(origin).unwrap(), breaks_every: every, exchanges: count };
        Self { device: Device::new(store, line, SystemClock, SystemRng, |_| {}), breaks_every, exchanges }
    }

    fn ask(&self, request: Request) -> Result<Reply, Failure> {
        pollster::block_on(self.device.handle(request))
    }

    fn sync(&self) -> Result<(), Stopped<StoreError>> {
        pollster::block_on(self.device.sync_once()).map(drop)
    }

    fn status(&self) -> Status {
        let Ok(Reply::Status(status)) = self.ask(Request::Status) else { panic!("no status") };
        *status
    }

    fn first_door(&self) -> EntityId {
        let Ok(Reply::Doors(page)) = self.ask(Request::SearchDoors(DoorQuery { limit: 5, ..DoorQuery::default() }))
        else {
            panic!("no doors")
        };
        page.rows[0].id
    }

    fn record(&self, door: EntityId, photos: Vec<Photo>) {
        let visit = VisitRecorded {
            outcome: Outcome::Met,
            method: Method::Door,
            adults_met: 1,
            adults: 0,
            topics: Vec::new(),
            notice: true,
            revisit: None,
            note: String::new(),
            at: None,
            photos,
        };
        let saved = self.ask(Request::RecordVisit { door, visit });
        assert!(matches!(saved, Ok(Reply::Saved(_))), "{saved:?}");
    }

    fn keep(&self, content: &[u8]) -> Photo {
        let Ok(Reply::PhotoKept(photo)) = self.ask(Request::KeepPhoto { content: content.to_vec() }) else {
            panic!("not kept")
        };
        photo
    }
}

/// A PNG that packs badly: several chunks long.
fn picture(seed: u32) -> Vec<u8> {
    let mut state = seed | 1;
    let mut noise = move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_be_bytes()[0]
    };
    let (width, height) = (640_u32, 400_u32);
    let rows: Vec<u8> = (0..height)
        .flat_map(|_| std::iter::once(0).chain((0..width * 3).map(|_| noise())).collect::<Vec<_>>())
        .collect();
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packer, &rows).unwrap();
    png((width, height), 2, &[], &packer.finish().unwrap())
}

fn file(folder: &Path, name: &str) -> PathBuf {
    folder.join(name)
}

#[test]
fn a_photo_reaches_another_device_whole_over_a_line_that_breaks_and_a_killed_server() {
    let folder = tempfile::tempdir().unwrap();
    let mut served = Served::start(BINARY, folder.path()).unwrap();
    let mut phones = Vec::new();
    for name in ["one", "two"] {
        let code = served.invite(name, "worker", VILLAGES[0]).unwrap();
        let mut phone = Phone::enrol(&file(folder.path(), &format!("{name}.db")), &served.origin(), &code).unwrap();
        if name == "one" {
            let log = phone.village().unwrap();
            phone.record(&[door(log, 1)]).unwrap();
            phone.sync().unwrap();
        }
        phones.push(phone);
    }
    drop(phones);
    let one = Side::open(&file(folder.path(), "one.db"), &served.origin());
    let at = one.first_door();
    let (large, letter) = (picture(7), [&b"\x89PNG\r\n\x1A\n"[..], b"no picture after all"].concat());
    assert!(large.len() > 3 * 256 * 1024, "{} bytes: several chunks", large.len());
    let photos = vec![one.keep(&large), one.keep(&letter)];
    one.record(at, photos.clone());
    assert_eq!(one.status().sync.photos_waiting, 2);

    // The line breaks again and again, and in the middle the server dies.
    one.breaks_every.set(4);
    let mut tries = 0;
    while let Err(stopped) = one.sync() {
        assert!(matches!(stopped, Stopped::NoAnswer(_)), "{stopped}");
        tries += 1;
        assert!(tries < 20, "it does not end");
        if tries == 2 {
            served.kill().unwrap();
            served.resume().unwrap();
        }
    }
    assert!(tries >= 2, "nothing broke");
    let sync = one.status().sync;
    assert_eq!((sync.waiting, sync.photos_waiting, sync.photos_refused), (0, 0, 1), "the letter is refused and stays");
    one.breaks_every.set(0);
    one.exchanges.set(0);
    one.sync().unwrap();
    assert_eq!(one.exchanges.get(), 1, "a sync with nothing new takes one round trip");

    let two = Side::open(&file(folder.path(), "two.db"), &served.origin());
    two.sync().unwrap();
    let Ok(Reply::Door(view)) = two.ask(Request::Door { door: at }) else { panic!("no door") };
    assert_eq!(view.history.iter().flat_map(|line| line.photos.clone()).collect::<Vec<_>>(), photos);
    let look = |hash, whole| two.ask(Request::Photo { door: at, hash, whole });
    let Ok(Reply::Photo { kind, content }) = look(photos[0].hash, true) else { panic!("no photo") };
    assert_eq!((kind.as_str(), content.len()), ("image/png", large.len()));
    assert_eq!(content, large);
    let Ok(Reply::Photo { kind, content }) = look(photos[0].hash, false) else { panic!("no thumbnail") };
    assert!(kind == "image/jpeg" && content.len() < large.len() / 4);
    assert_eq!(look(photos[1].hash, true), Err(Failure::Refused { code: "unknown_blob".into() }));
}
