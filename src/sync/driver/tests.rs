//! The driver over a real store and a network made of promises: how many requests fly, in which order, and what is left
//! when some of them fail.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    future::poll_fn,
    io::Read,
    task::Poll,
};

use super::*;
use crate::{
    domain::{facts::Outcome as Met, ids::EventId},
    store::{
        NewFact, Store,
        tests::world::{Dice, Log, NOON, VILLAGE, enrol, field_log, visit},
    },
    sync::{
        messages::{Offer, PROTOCOL, Page, SyncRequest},
        ports::{HttpRequest, NoAnswer},
    },
};

/// What the network does with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Happening {
    Answers,
    Refuses(u16, Option<u32>),
    SaysNothing,
}

/// What happened in a sync that reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Course {
    Asked(u64),
    Read(u64),
}

/// A server with one log behind a slow line.
struct Line {
    log: RefCell<Log>,
    under_way: Cell<usize>,
    most: Cell<usize>,
    /// Numbers of the first and last event of each push, and whether cursors came with it while others were under way.
    pushes: RefCell<Vec<(u64, u64)>>,
    asked_too_early: Cell<bool>,
    /// Most events in a page.
    page: u64,
    /// Whether the next page has another print than its events.
    spoils: Cell<bool>,
    /// From where pages were asked for, and how far the device had read.
    course: RefCell<Vec<Course>>,
    /// What requests with and without events said of the queue.
    told: RefCell<BTreeMap<bool, Vec<BTreeMap<LogId, u64>>>>,
    /// Decides by how many events a request carries.
    judge: Box<dyn Fn(usize) -> Happening>,
}

impl Line {
    fn of(judge: impl Fn(usize) -> Happening + 'static) -> Self {
        let (log, under_way, most, pushes, asked_too_early, told) = Default::default();
        let (page, spoils, course) = (u64::MAX, Cell::new(false), RefCell::default());
        Self { log, under_way, most, pushes, asked_too_early, told, page, spoils, course, judge: Box::new(judge) }
    }

    fn answer(&self, request: &SyncRequest) -> SyncReply {
        let mut log = self.log.borrow_mut();
        let mut reply = SyncReply { v: PROTOCOL, epoch: 1, server_time: NOON, ..SyncReply::default() };
        let mut offered: Vec<EventId> = Vec::new();
        for Offer { event, .. } in &request.events {
            let (seq, receipt) = log.store(event, NOON);
            offered.push(event.header.event_id);
            reply.verdicts.push(Verdict { id: event.header.event_id, fate: Fate::Stored { seq, receipt } });
        }
        if let Some(cursors) = &request.cursors {
            reply.granted = cursors.keys().copied().collect();
            let at = cursors[&field_log(VILLAGE)].0;
            let head = log.rows.len() as u64;
            if at < head {
                let to = head.min(at.saturating_add(self.page));
                let mut page: Page = log.page(field_log(VILLAGE), at, to, &offered);
                page.print.0 ^= u64::from(self.spoils.take());
                reply.pages.push(page);
            }
        }
        reply.send_cursors = request.state.is_some();
        reply
    }
}

/// Three turns of the executor, as a round trip.
async fn round_trip() {
    let mut left = 3;
    poll_fn(|context| {
        context.waker().wake_by_ref();
        left -= 1;
        if left == 0 { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

impl Transport for &Line {
    async fn send(&self, request: HttpRequest) -> Result<HttpReply, NoAnswer> {
        let mut body = Vec::new();
        if request.gzip {
            flate2::read::GzDecoder::new(request.body.as_slice()).read_to_end(&mut body).unwrap();
        } else {
            body = request.body;
        }
        let request: SyncRequest = serde_json::from_slice(&body).unwrap();
        self.told.borrow_mut().entry(request.events.is_empty()).or_default().push(request.unsent.clone());
        self.asked_too_early.set(self.asked_too_early.get() || request.cursors.is_some() && self.under_way.get() > 0);
        if let Some(cursors) = &request.cursors {
            self.course.borrow_mut().push(Course::Asked(cursors[&field_log(VILLAGE)].0));
        }
        if let (Some(first), Some(last)) = (request.events.first(), request.events.last()) {
            self.pushes.borrow_mut().push((first.event.header.n, last.event.header.n));
        }
        self.under_way.set(self.under_way.get() + 1);
        self.most.set(self.most.get().max(self.under_way.get()));
        round_trip().await;
        self.under_way.set(self.under_way.get() - 1);
        let refused = |status, retry_after, code: &str| {
            let body = format!(r#"{{"code":"{code}","message":""}}"#).into_bytes();
            Ok(HttpReply { status, retry_after, body })
        };
        match (self.judge)(request.events.len()) {
            Happening::Answers => {
                let body = serde_json::to_vec(&self.answer(&request)).unwrap();
                Ok(HttpReply { status: 200, retry_after: None, body })
            }
            Happening::Refuses(status, after) => refused(status, after, "too_large"),
            Happening::SaysNothing => Err(NoAnswer("nothing".into())),
        }
    }
}

/// How long the first record lies before the sync.
const WAITED: u64 = 90_000;

struct Still;

impl Clock for Still {
    fn wall_ms(&self) -> u64 {
        NOON + WAITED
    }

    async fn sleep_ms(&self, _: u64) {}
}

/// A device with so many long records, about twelve of which fill a request.
fn device(records: u32) -> (Store, Dice) {
    let mut store = Store::in_memory().unwrap();
    let mut dice = enrol(&mut store, 5);
    for n in 0..records {
        let mut fact = visit(n, Met::Met);
        if let crate::domain::facts::Fact::VisitRecorded(visit) = &mut fact.fact {
            visit.note = "long ".repeat(6000);
        }
        store.append(&[NewFact { log: field_log(VILLAGE), ..fact }], None, NOON, &mut dice).unwrap();
    }
    (store, dice)
}

fn run(store: &mut Store, line: &Line, dice: &mut Dice) -> Result<Outcome, Stopped<crate::store::StoreError>> {
    pollster::block_on(sync_once(store, &line, &Still, dice, &mut ()))
}

#[test]
fn a_long_queue_flies_four_at_a_time_and_pages_are_asked_for_at_the_end() {
    let (mut store, mut dice) = device(100);
    let line = Line::of(|_| Happening::Answers);
    let done = run(&mut store, &line, &mut dice).unwrap();
    assert_eq!((done.acknowledged, store.unsent().unwrap()), (100, 0));
    assert_eq!(line.most.get(), flights::MOST);
    assert!(!line.asked_too_early.get());
    let pushes = line.pushes.borrow();
    assert!(pushes.len() >= 8, "{pushes:?}");
    // On the wire, the numbers of a life go in their order.
    assert!(pushes.windows(2).all(|pair| pair[0].1 < pair[1].0), "{pushes:?}");
    assert_eq!(store.cursors().unwrap()[&field_log(VILLAGE)].0, 100);
}

#[test]
fn too_much_is_halved_until_it_goes() {
    let (mut store, mut dice) = device(60);
    let line = Line::of(|events| if events > 3 { Happening::Refuses(413, None) } else { Happening::Answers });
    let done = run(&mut store, &line, &mut dice).unwrap();
    assert_eq!((done.acknowledged, done.quarantined, store.unsent().unwrap()), (60, 0, 0));
    assert_eq!(line.log.borrow().rows.len(), 60, "nothing twice");
}

#[test]
fn a_busy_server_is_waited_for_as_long_as_it_says_and_keeps_what_it_took() {
    let (mut store, mut dice) = device(60);
    let count = Cell::new(0);
    let line = Line::of(move |_| {
        count.set(count.get() + 1);
        if count.get() == 2 { Happening::Refuses(503, Some(7)) } else { Happening::Answers }
    });
    let stopped = run(&mut store, &line, &mut dice).unwrap_err();
    assert!(matches!(stopped, Stopped::Busy { status: 503, retry_after: Some(7) }), "{stopped}");
    assert!(stopped.wait_ms(1, 0).unwrap() >= 7000);
    // The three that were under way beside it have landed, and are not sent again.
    let (taken, unsent) = (line.log.borrow().rows.len() as u64, store.unsent().unwrap());
    assert!(taken > 0 && unsent == 60 - taken, "{taken} {unsent}");
    let line = Line { log: RefCell::new(line.log.borrow().clone()), ..Line::of(|_| Happening::Answers) };
    assert_eq!(run(&mut store, &line, &mut dice).unwrap().acknowledged, 60 - taken);
    assert_eq!(line.log.borrow().rows.len(), 60);
}

#[test]
fn without_an_answer_everything_is_queued_again() {
    let (mut store, mut dice) = device(40);
    let line = Line::of(|_| Happening::SaysNothing);
    assert!(matches!(run(&mut store, &line, &mut dice), Err(Stopped::NoAnswer(_))));
    assert_eq!(store.unsent().unwrap(), 40);
    assert_eq!(store.take_batch(1000, usize::MAX).unwrap().len(), 40, "all of it, and in its order");
}

#[test]
fn progress_moves_with_every_reply() {
    struct Seen(BTreeMap<u64, usize>);
    impl Observer for Seen {
        fn progress(&mut self, progress: Progress) {
            if let Progress::Sending { acknowledged } = progress {
                *self.0.entry(acknowledged).or_default() += 1;
            }
        }
    }
    let (mut store, mut dice) = device(60);
    let line = Line::of(|_| Happening::Answers);
    let mut seen = Seen(BTreeMap::new());
    pollster::block_on(sync_once(&mut store, &&line, &Still, &mut dice, &mut seen)).unwrap();
    assert!(seen.0.len() >= 5 && seen.0.contains_key(&60), "{:?}", seen.0);
}

impl Observer for &Line {
    fn progress(&mut self, progress: Progress) {
        if let Progress::Reading { read, .. } = progress {
            self.course.borrow_mut().push(Course::Read(read));
        }
    }
}

/// A server with so many events of somebody else, which gives out ten in a reply.
fn library(events: u32) -> Line {
    let (mut author, mut log) = (Store::in_memory().unwrap(), Log::default());
    let mut dice = enrol(&mut author, 9);
    let facts: Vec<NewFact> = (0..events).map(|n| visit(n, Met::Met)).collect();
    author.append(&facts, None, NOON, &mut dice).unwrap();
    for offer in author.take_batch(1000, usize::MAX).unwrap() {
        log.store(&offer.event, NOON);
    }
    Line { log: RefCell::new(log), page: 10, ..Line::of(|_| Happening::Answers) }
}

#[test]
fn what_follows_is_asked_for_before_pages_are_applied() {
    let (mut store, mut dice) = device(0);
    let line = library(25);
    let done = pollster::block_on(sync_once(&mut store, &&line, &Still, &mut dice, &mut &line)).unwrap();
    let course = line.course.borrow();
    let expected =
        [Course::Asked(0), Course::Asked(10), Course::Read(10), Course::Asked(20), Course::Read(20), Course::Read(25)];
    assert_eq!(*course, expected);
    assert_eq!((done.read, done.round_trips), (25, 3));
}

#[test]
fn what_was_recorded_meanwhile_goes_along_with_what_is_asked_ahead() {
    let (mut store, mut dice) = device(1);
    let line = library(25);
    let done = pollster::block_on(sync_once(&mut store, &&line, &Still, &mut dice, &mut &line)).unwrap();
    assert_eq!((done.acknowledged, store.unsent().unwrap(), line.log.borrow().rows.len()), (1, 0, 26));
    assert_eq!(store.cursors().unwrap()[&field_log(VILLAGE)].0, 26);
}

#[test]
fn what_was_asked_ahead_of_a_page_that_does_not_fit_is_given_up() {
    let (mut store, mut dice) = device(0);
    let line = library(25);
    line.spoils.set(true);
    let done = pollster::block_on(sync_once(&mut store, &&line, &Still, &mut dice, &mut &line)).unwrap();
    let asked: Vec<Course> =
        line.course.borrow().iter().copied().filter(|step| matches!(step, Course::Asked(_))).collect();
    assert_eq!(asked, [0, 10, 0, 10, 20].map(Course::Asked));
    assert_eq!((done.read, store.cursors().unwrap()[&field_log(VILLAGE)].0), (25, 25));
}

#[test]
fn a_sync_counts_as_one_when_everything_is_here_and_not_before() {
    let (mut store, mut dice) = device(0);
    let mut line = library(25);
    // The third request is not answered: two pages of three are here.
    let asked = Cell::new(0);
    line.judge = Box::new(move |_| {
        asked.set(asked.get() + 1);
        if asked.get() == 3 { Happening::SaysNothing } else { Happening::Answers }
    });
    assert!(matches!(run(&mut store, &line, &mut dice), Err(Stopped::NoAnswer(_))));
    let figures = store.sync_figures().unwrap();
    assert_eq!((store.cursors().unwrap()[&field_log(VILLAGE)].0, figures.last_sync), (20, None));
    run(&mut store, &line, &mut dice).unwrap();
    assert_eq!(store.cursors().unwrap()[&field_log(VILLAGE)].0, 25);
    assert!(store.sync_figures().unwrap().last_sync.is_some());
}

#[test]
fn how_long_the_queue_has_waited_is_said_with_events_and_never_without() {
    let (mut store, mut dice) = device(40);
    let line = Line::of(|_| Happening::Answers);
    run(&mut store, &line, &mut dice).unwrap();
    run(&mut store, &line, &mut dice).unwrap();
    let told = line.told.borrow();
    let waits = BTreeMap::from([(field_log(VILLAGE), WAITED)]);
    assert!(told[&false].len() > 2 && told[&false].iter().all(|said| *said == waits), "{:?}", told[&false]);
    assert!(told[&true].iter().all(BTreeMap::is_empty), "an idle sync says nothing of it");
}
