//! Recordings on a device: kept piece by piece, replaced, removed, never in the way of work.

use super::*;
use crate::{
    device::messages::RecordingLine,
    domain::{
        facts::{Fact, Outcome, VisitRecorded},
        photo::BlobHash,
    },
    store::{
        NewFact,
        tests::world::{VILLAGE, door_id, field_log, visit_of},
    },
    sync::recordings::{PIECE, Recording, RecordingList},
};

const TEXT: &str = "pledge-2026-1";
const HOUR: u64 = 3_600_000;

/// Label and content.
type Given = Vec<(String, Vec<u8>)>;

/// A county's shelf: label and content; it counts what is asked of it and can fall silent.
#[derive(Clone, Default)]
struct Shelf {
    given: Rc<RefCell<Given>>,
    lists: Rc<Cell<u32>>,
    pieces: Rc<Cell<u32>>,
    /// Answers so many pieces.
    breath: Rc<Cell<u32>>,
    /// What comes is not what was listed.
    damaged: Rc<Cell<bool>>,
}

impl Shelf {
    fn list(&self) -> RecordingList {
        let one = |(label, content): &(String, Vec<u8>)| Recording {
            hash: BlobHash::of(content),
            text: TEXT.into(),
            label: label.clone(),
            kind: "audio/wav".into(),
            size: content.len() as u32,
        };
        RecordingList { recordings: self.given.borrow().iter().map(one).collect() }
    }

    fn piece(&self, path: &str) -> Option<Vec<u8>> {
        let (hash, piece) = path.strip_prefix("/v1/recordings/")?.split_once('/')?;
        let given = self.given.borrow();
        let (_, content) = given.iter().find(|(_, content)| BlobHash::of(content).to_string() == hash)?;
        let mut piece = content.chunks(PIECE as usize).nth(piece.parse().ok()?)?.to_vec();
        if self.damaged.get() {
            piece[0] ^= 1;
        }
        Some(piece)
    }
}

impl Transport for Shelf {
    async fn send(&self, request: HttpRequest) -> Result<HttpReply, NoAnswer> {
        let reply = |status, body| Ok(HttpReply { status, retry_after: None, body });
        if request.path == "/v1/recordings" {
            self.lists.set(self.lists.get() + 1);
            return reply(200, serde_json::to_vec(&self.list()).unwrap());
        }
        let Some(left) = self.breath.get().checked_sub(1) else { return Err(NoAnswer("silence".into())) };
        self.breath.set(left);
        self.pieces.set(self.pieces.get() + 1);
        match self.piece(&request.path) {
            Some(content) => reply(200, content),
            None => reply(404, br#"{"code":"unknown_recording","message":""}"#.to_vec()),
        }
    }
}

struct Tablet {
    device: Device<Shelf, Wall, Dice>,
    shelf: Shelf,
    wall: Rc<Cell<u64>>,
    changes: Rc<Cell<u32>>,
}

impl Tablet {
    fn with(given: &[(&str, Vec<u8>)]) -> Self {
        let shelf = Shelf::default();
        shelf.breath.set(u32::MAX);
        let mut store = Store::in_memory().unwrap();
        enrol(&mut store, 1);
        let (wall, changes) = (Rc::new(Cell::new(NOON)), Rc::new(Cell::new(0)));
        let told = Rc::clone(&changes);
        let device = Device::new(store, shelf.clone(), Wall(Rc::clone(&wall)), Dice(5), move |notice| {
            told.set(told.get() + u32::from(notice == Notice::Changed));
        });
        let tablet = Self { device, shelf, wall, changes };
        tablet.give(given);
        tablet
    }

    fn give(&self, given: &[(&str, Vec<u8>)]) {
        let own = given.iter().map(|(label, content)| ((*label).to_owned(), content.clone()));
        *self.shelf.given.borrow_mut() = own.collect();
    }

    fn fetch(&self) -> Result<(), Failure> {
        pollster::block_on(self.device.fetch_recordings())
    }

    fn lines(&self) -> Vec<RecordingLine> {
        let Ok(Reply::Recordings(lines)) =
            pollster::block_on(self.device.handle(Request::Recordings { text: TEXT.into() }))
        else {
            panic!("no recordings")
        };
        lines
    }

    fn labels(&self) -> Vec<String> {
        self.lines().into_iter().map(|line| line.label).collect()
    }

    fn sound(&self, hash: BlobHash) -> Answer {
        pollster::block_on(self.device.handle(Request::Recording { hash }))
    }
}

/// Three pieces, told apart by a number.
fn sound(number: u8) -> Vec<u8> {
    (0..2 * PIECE + 7).map(|at| (at % 251) as u8 ^ number).collect()
}

#[test]
fn a_recording_is_offered_once_it_is_whole_and_a_broken_line_costs_a_piece() {
    let tablet = Tablet::with(&[("闽南话", sound(1))]);
    tablet.shelf.breath.set(2);
    assert_eq!(tablet.fetch(), Err(Failure::Offline));
    assert_eq!((tablet.labels(), tablet.changes.get()), (vec![], 0), "two of three pieces are no recording");
    tablet.shelf.breath.set(9);
    tablet.fetch().unwrap();
    assert_eq!((tablet.labels(), tablet.changes.get()), (vec!["闽南话".to_owned()], 1));
    assert_eq!((tablet.shelf.pieces.get(), tablet.shelf.lists.get()), (3, 1), "no piece comes twice");
    let kept = tablet.sound(BlobHash::of(&sound(1)));
    assert_eq!(kept, Ok(Reply::Sound { kind: "audio/wav".into(), content: sound(1) }));
    let other = pollster::block_on(tablet.device.handle(Request::Recordings { text: "pledge-2026-1-en".into() }));
    assert_eq!(other, Ok(Reply::Recordings(vec![])), "a recording belongs to its text");
}

#[test]
fn what_is_replaced_or_removed_on_the_server_goes_here_too() {
    let tablet = Tablet::with(&[("普通话", sound(1)), ("闽南话", sound(2))]);
    tablet.fetch().unwrap();
    assert_eq!(tablet.labels(), ["普通话", "闽南话"]);
    tablet.give(&[("普通话", sound(3)), ("莆仙话", sound(2))]);
    tablet.fetch().unwrap();
    assert_eq!(tablet.labels(), ["普通话", "闽南话"], "the list is asked for once an hour");
    tablet.wall.set(NOON + HOUR);
    tablet.fetch().unwrap();
    assert_eq!(tablet.labels(), ["普通话", "莆仙话"]);
    assert_eq!(tablet.shelf.pieces.get(), 9, "a new label is no new sound");
    assert_eq!(tablet.sound(BlobHash::of(&sound(1))), Err(Failure::NotFound));
    tablet.give(&[]);
    tablet.wall.set(NOON + 2 * HOUR);
    tablet.fetch().unwrap();
    assert_eq!(tablet.labels(), [""; 0]);
    let store = tablet.device.store.get();
    let left: u32 = store.conn().query_row("SELECT count(*) FROM recording_piece", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0, "its bytes are gone");
}

#[test]
fn what_is_damaged_or_gone_is_not_kept_and_does_not_stop_the_rest() {
    let tablet = Tablet::with(&[("普通话", sound(1))]);
    tablet.shelf.damaged.set(true);
    tablet.fetch().unwrap();
    assert_eq!((tablet.labels(), tablet.shelf.pieces.get()), (vec![], 3));
    tablet.fetch().unwrap();
    assert_eq!(tablet.shelf.pieces.get(), 3, "it is not fetched again and again");
    tablet.shelf.damaged.set(false);
    tablet.wall.set(NOON + HOUR);
    tablet.fetch().unwrap();
    assert_eq!(tablet.labels(), ["普通话"]);

    let list = tablet.shelf.list();
    tablet.give(&[("闽南话", sound(2))]);
    let gone = Recording { hash: BlobHash([7; 32]), label: "a".into(), ..list.recordings[0].clone() };
    let both = [vec![gone], tablet.shelf.list().recordings].concat();
    tablet.device.store.get().keep_recording_list(&both, NOON + HOUR).unwrap();
    tablet.fetch().unwrap();
    assert_eq!(tablet.labels(), ["闽南话"]);
}

#[test]
fn nothing_is_fetched_while_somebody_works() {
    let tablet = Tablet::with(&[("普通话", sound(1))]);
    pollster::block_on(tablet.device.handle(Request::PledgeText)).unwrap();
    tablet.fetch().unwrap();
    assert_eq!(tablet.shelf.pieces.get(), 0);
    tablet.wall.set(NOON + 60_000);
    tablet.fetch().unwrap();
    assert_eq!(tablet.labels(), ["普通话"]);
    // A sync that somebody asked for goes first.
    tablet.give(&[("闽南话", sound(2))]);
    tablet.wall.set(NOON + 2 * HOUR);
    pollster::block_on(tablet.device.handle(Request::SyncNow)).unwrap();
    tablet.fetch().unwrap();
    assert_eq!((tablet.labels(), tablet.shelf.pieces.get()), (vec![], 3));
}

#[test]
fn records_come_before_recordings_where_room_is_short() {
    let tablet = Tablet::with(&[("普通话", sound(1))]);
    tablet.fetch().unwrap();
    assert_eq!(tablet.labels(), ["普通话"]);
    let full = "SELECT page_count FROM pragma_page_count";
    let pages: u32 = tablet.device.store.get().conn().query_row(full, [], |row| row.get(0)).unwrap();
    tablet.device.store.get().conn().pragma_update(None, "max_page_count", pages).unwrap();
    for n in 0..20 {
        let visit = VisitRecorded { note: "x".repeat(4000), ..visit_of(Outcome::NobodyHome) };
        let fact = NewFact { log: field_log(VILLAGE), entity: door_id(n), fact: Fact::VisitRecorded(visit) };
        tablet.device.append(&[fact], None).unwrap();
    }
    assert_eq!(tablet.labels(), [""; 0], "they made room");
    tablet.wall.set(NOON + 2 * HOUR);
    tablet.fetch().unwrap();
    assert_eq!(tablet.shelf.lists.get(), 1, "what had no room has none two hours later");
    tablet.wall.set(NOON + 25 * HOUR);
    tablet.fetch().unwrap();
    assert_eq!(tablet.shelf.lists.get(), 2, "the day after it is asked for again");
}

#[test]
fn whoever_signs_out_leaves_no_sound_behind() {
    let tablet = Tablet::with(&[("普通话", sound(1))]);
    tablet.fetch().unwrap();
    let mut store = tablet.device.store.get();
    store.clear().unwrap();
    assert_eq!(store.recordings(TEXT).unwrap(), []);
    assert!(store.is_recording_list_due(NOON).unwrap());
}

#[test]
fn no_device_keeps_more_than_there_is_room_for() {
    let tablet = Tablet::with(&[]);
    let one = |number: u8, size| Recording {
        hash: BlobHash([number; 32]),
        text: TEXT.into(),
        label: number.to_string(),
        kind: "audio/wav".into(),
        size,
    };
    let mut store = tablet.device.store.get();
    store.keep_recording_list(&[one(1, 33 << 20), one(2, 1 << 20)], NOON).unwrap();
    let next = store.next_recording_piece().unwrap().unwrap();
    assert_eq!((next.hash, next.piece, next.length), (BlobHash([2; 32]), 0, PIECE));
}
