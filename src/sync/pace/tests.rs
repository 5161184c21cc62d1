//! Phones of every speed read a village: no transaction is long enough for somebody who saves to notice.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use super::*;
use crate::{
    domain::{
        facts::Outcome,
        ids::{Incarnation, LogId},
    },
    store::{
        Store, StoreError,
        tests::world::{Log, NOON, VILLAGE, enrol, field_log, plain_door, visit},
    },
    sync::{
        messages::{Cursor, Epoch, Offer, Reset, Verdict},
        ports::Identity,
    },
};

/// The longest that a transaction may take, in milliseconds (sync.md).
const LONGEST_MS: u64 = 50;

/// A clock that stands still but for what the store does.
#[derive(Clone, Default)]
struct Time(Rc<Cell<u64>>);

impl Clock for Time {
    fn wall_ms(&self) -> u64 {
        NOON + self.0.get() / 1000
    }

    async fn sleep_ms(&self, _: u64) {}
}

/// A store on a machine that takes so many microseconds for a transaction and for each event in it.
struct Machine {
    store: Store,
    time: Time,
    commit_us: u64,
    event_us: u64,
    /// Microseconds of each transaction.
    took: RefCell<Vec<u64>>,
}

impl Machine {
    fn new(commit_us: u64, event_us: u64) -> Self {
        let mut store = Store::in_memory().unwrap();
        enrol(&mut store, 1);
        Self { store, time: Time::default(), commit_us, event_us, took: RefCell::default() }
    }

    fn at(&self) -> u64 {
        self.store.cursors().unwrap()[&field_log(VILLAGE)].0
    }
}

impl SyncStore for Machine {
    type Error = StoreError;

    fn apply_part(&mut self, page: &Page, at_most: usize) -> Result<PageOutcome, StoreError> {
        let before = self.at();
        let outcome = self.store.apply_part(page, at_most)?;
        let us = self.commit_us + (self.at() - before) * self.event_us;
        self.took.borrow_mut().push(us);
        self.time.0.set(self.time.0.get() + us);
        Ok(outcome)
    }

    fn identity(&self) -> Result<Option<Identity>, StoreError> {
        SyncStore::identity(&self.store)
    }

    fn cursors(&self) -> Result<BTreeMap<LogId, Cursor>, StoreError> {
        self.store.cursors()
    }

    fn take_batch(&mut self, max_events: usize, max_bytes: usize) -> Result<Vec<Offer>, StoreError> {
        self.store.take_batch(max_events, max_bytes)
    }

    fn requeue_sent(&mut self) -> Result<(), StoreError> {
        self.store.requeue_sent()
    }

    fn requeue_lost(&mut self) -> Result<u64, StoreError> {
        self.store.requeue_lost()
    }

    fn apply_verdicts(&mut self, verdicts: &[Verdict]) -> Result<(), StoreError> {
        self.store.apply_verdicts(verdicts)
    }

    fn apply_scope(&mut self, granted: &[LogId], removed: &[LogId], resets: &[Reset]) -> Result<(), StoreError> {
        self.store.apply_scope(granted, removed, resets)
    }

    fn observe_server(&mut self, epoch: Epoch, server_time: u64) -> Result<(), StoreError> {
        self.store.observe_server(epoch, server_time)
    }

    fn note_complete(&mut self) -> Result<(), StoreError> {
        self.store.note_complete()
    }

    fn begin_incarnation(&mut self, incarnation: Incarnation) -> Result<(), StoreError> {
        self.store.begin_incarnation(incarnation)
    }
}

/// The log of a village with so many doors, each visited twice, as somebody else wrote it.
fn village(doors: u32) -> Log {
    let mut store = Store::in_memory().unwrap();
    let mut dice = enrol(&mut store, 2);
    for n in 0..doors {
        let facts = [plain_door(n), visit(n, Outcome::NobodyHome), visit(n, Outcome::Met)];
        store.append(&facts, None, NOON, &mut dice).unwrap();
    }
    let mut log = Log::default();
    for offer in store.take_batch(usize::MAX >> 1, usize::MAX).unwrap() {
        log.store(&offer.event, NOON);
    }
    log
}

fn read(machine: &mut Machine, log: &Log, page: u64) -> Vec<u64> {
    read_while(machine, log, page, true)
}

fn read_while(machine: &mut Machine, log: &Log, page: u64, working: bool) -> Vec<u64> {
    let (mut pace, head, time) = (Pace::default(), log.rows.len() as u64, machine.time.clone());
    while machine.at() < head {
        let page = log.page(field_log(VILLAGE), machine.at(), head.min(machine.at() + page), &[]);
        let outcome = pollster::block_on(pace.apply(machine, &time, &page, async |_| working)).unwrap();
        assert_eq!((outcome, machine.at()), (PageOutcome::Applied, page.next_seq));
    }
    machine.took.take()
}

#[test]
fn no_transaction_is_longer_than_somebody_who_saves_would_notice() {
    let log = village(350);
    // From a quick laptop to a phone of ten years ago that flushes slowly.
    for (commit_us, event_us) in [(300, 40), (4_000, 200), (12_000, 500), (8_000, 650)] {
        let took = read(&mut Machine::new(commit_us, event_us), &log, 500);
        let longest = took.iter().max().copied().unwrap() / 1000;
        assert!(longest <= LONGEST_MS, "{longest} ms at {commit_us} + {event_us} us: {took:?}");
    }
}

#[test]
fn a_quick_machine_reads_in_few_transactions_and_a_slow_one_gets_nowhere_slower() {
    let log = village(350);
    let transactions = |machine: &mut Machine| read(machine, &log, 500).len();
    assert!(transactions(&mut Machine::new(300, 5)) <= 8);
    // One that is slower than anybody planned for still goes on, a few events at once.
    let took = read(&mut Machine::new(1_000, 9_000), &village(30), 500);
    assert!(took[1..].iter().all(|us| *us <= 1_000 + 9_000 * *STEPS.start() as u64), "{took:?}");
}

#[test]
fn while_nobody_works_transactions_are_few_and_the_first_touch_makes_them_short() {
    let log = village(350);
    // As a browser: what a transaction costs is mostly the same for few events and for many.
    let machine = || Machine::new(20_000, 60);
    let (working, calm) = (read(&mut machine(), &log, 500), read_while(&mut machine(), &log, 500, false));
    assert!(calm.len() * 2 < working.len(), "{} and {}", calm.len(), working.len());
    assert!(calm.iter().all(|us| *us <= 1000 * CALM_MS), "{calm:?}");
    let mut pace = Pace { step: 1000, step_ms: CALM_MS };
    pace.heed(true);
    assert_eq!(pace, Pace::default());
    pace.heed(false);
    assert_eq!(pace.step(), FIRST_STEP, "and nothing is known yet of long ones");
}

#[test]
fn a_part_leaves_the_cursor_where_it_ends_and_a_page_that_does_not_fit_leaves_nothing() {
    let log = village(10);
    let mut machine = Machine::new(0, 0);
    let good = log.page(field_log(VILLAGE), 0, 30, &[]);
    let bad = Page { print: crate::sync::messages::Print(good.print.0 ^ 1), ..good.clone() };
    assert_eq!(machine.apply_part(&bad, 4).unwrap(), PageOutcome::Mismatch);
    assert_eq!(machine.at(), 0, "found out before the first part is written");
    assert_eq!(machine.apply_part(&good, 4).unwrap(), PageOutcome::Partly);
    let four = log.page(field_log(VILLAGE), 0, 4, &[]);
    assert_eq!(machine.cursors().unwrap()[&field_log(VILLAGE)], Cursor(4, four.print));
    assert_eq!(machine.apply_part(&good, 1000).unwrap(), PageOutcome::Applied);
    assert_eq!(machine.cursors().unwrap()[&field_log(VILLAGE)], Cursor(30, good.print));
}

#[test]
fn the_step_grows_while_it_is_quick_and_shrinks_at_once() {
    let next = |step, events, ms| {
        let mut pace = Pace { step, ..Pace::default() };
        pace.took(events, ms);
        pace.step()
    };
    assert_eq!(next(250, 250, 5), 500);
    assert_eq!(next(1000, 1000, 1), 1000);
    assert_eq!(next(1000, 1000, 100), 250);
    assert_eq!(next(64, 64, 400), 8);
    assert_eq!(next(400, 10, 5), 400, "the rest of a page");
    let pace = Pace { step: 300, ..Pace::default() };
    assert_eq!(pace.part_of(500), 250, "equal parts");
    assert_eq!((pace.part_of(300), pace.part_of(0)), (300, 1));
}
