//! When a device tries to sync by itself: soon after the network is back, whatever the browser said, and not without end.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::{Context, Poll, Waker},
};

use super::*;
use crate::{
    domain::facts::{Fact, Outcome},
    store::tests::world::{VILLAGE, door_id, field_log, visit_of},
    sync::messages::{Epoch, PROTOCOL, SyncReply},
};

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;

/// A time that passes as far as the test lets it, from sleep to sleep.
#[derive(Clone, Default)]
struct Passing {
    now: Rc<Cell<u64>>,
    until: Rc<Cell<u64>>,
}

impl Clock for Passing {
    fn wall_ms(&self) -> u64 {
        self.now.get()
    }

    async fn sleep_ms(&self, ms: u64) {
        let end = self.now.get() + ms;
        poll_fn(|_| {
            if end > self.until.get() {
                return Poll::Pending;
            }
            self.now.set(self.now.get().max(end));
            Poll::Ready(())
        })
        .await;
    }
}

/// A line that is dead until a moment and then answers that there is nothing new; it notes when it was used.
#[derive(Clone)]
struct Line {
    time: Passing,
    back_at: Rc<Cell<u64>>,
    used: Rc<RefCell<Vec<u64>>>,
}

impl Transport for Line {
    async fn send(&self, request: HttpRequest) -> Result<HttpReply, NoAnswer> {
        if request.path != "/v1/sync" {
            return Ok(HttpReply { status: 404, retry_after: None, body: b"{}".to_vec() });
        }
        let now = self.time.now.get();
        self.used.borrow_mut().push(now - NOON);
        if now < self.back_at.get() {
            return Err(NoAnswer("dead".into()));
        }
        let reply = SyncReply { v: PROTOCOL, epoch: Epoch::default(), server_time: now, ..SyncReply::default() };
        Ok(HttpReply { status: 200, retry_after: None, body: serde_json::to_vec(&reply).unwrap() })
    }
}

/// A phone that runs by itself.
struct Phone {
    device: Rc<Device<Line, Passing, Dice>>,
    line: Line,
    running: Pin<Box<dyn Future<Output = ()>>>,
}

impl Phone {
    fn with_line_from(back_at: u64) -> Self {
        let mut store = Store::in_memory().unwrap();
        enrol(&mut store, 1);
        let time = Passing::default();
        time.now.set(NOON);
        let line = Line { time: time.clone(), back_at: Rc::new(Cell::new(NOON + back_at)), used: Rc::default() };
        let device = Rc::new(Device::new(store, line.clone(), time, Dice(7), |_| {}));
        let own = Rc::clone(&device);
        Self { device, line, running: Box::pin(async move { own.run().await }) }
    }

    fn pass(&mut self, ms: u64) {
        let end = self.line.time.now.get() + ms;
        self.line.time.until.set(end);
        assert!(self.running.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        self.line.time.now.set(end);
    }

    fn hears(&self, online: bool) {
        pollster::block_on(self.device.handle(Request::NetworkChanged { online })).unwrap();
    }

    fn saves(&self, door: u32) {
        let fact = Fact::VisitRecorded(visit_of(Outcome::NobodyHome));
        self.device.append(&[NewFact { log: field_log(VILLAGE), entity: door_id(door), fact }], None).unwrap();
    }

    /// When the line was used, in milliseconds from the beginning; forgotten then.
    fn used(&self) -> Vec<u64> {
        self.line.used.take()
    }
}

#[test]
fn after_many_saves_in_a_cellar_the_network_is_noticed_within_a_minute() {
    let mut phone = Phone::with_line_from(31 * MINUTE);
    for door in 0..60 {
        phone.saves(door);
        phone.pass(30 * SECOND);
    }
    phone.pass(MINUTE);
    phone.used();
    phone.pass(64 * SECOND);
    assert!(!phone.used().is_empty(), "tried again");
}

#[test]
fn many_saves_within_seconds_lengthen_no_wait() {
    let mut phone = Phone::with_line_from(10 * SECOND);
    for door in 0..20 {
        phone.saves(door);
        phone.pass(SECOND / 2);
    }
    phone.used();
    phone.pass(5 * SECOND);
    assert!(!phone.used().is_empty(), "the next try is not a minute away");
}

#[test]
fn a_browser_that_forgets_to_say_that_the_network_is_back_is_not_believed_for_ever() {
    let mut phone = Phone::with_line_from(10 * MINUTE);
    phone.pass(0);
    phone.hears(false);
    phone.used();
    phone.pass(10 * MINUTE);
    assert!((5..=10).contains(&phone.used().len()), "now and then, to spare the battery");
    phone.pass(2 * MINUTE);
    phone.used();
    phone.saves(1);
    phone.pass(0);
    assert_eq!(phone.used(), [12 * MINUTE], "answered once: a save goes at once again");
}

#[test]
fn without_a_network_a_save_tries_nothing_and_a_person_who_asks_is_heard() {
    let mut phone = Phone::with_line_from(0);
    phone.pass(0);
    phone.hears(false);
    phone.used();
    phone.saves(1);
    phone.pass(SECOND);
    assert_eq!(phone.used(), [0; 0]);
    pollster::block_on(phone.device.handle(Request::SyncNow)).unwrap();
    phone.pass(SECOND);
    assert_eq!(phone.used().first(), Some(&SECOND));
}
