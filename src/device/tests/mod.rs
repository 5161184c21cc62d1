//! The use cases of a device on a real store with no network: everything that is not marked online.

mod calls;
mod clues;
mod county;
mod days;
mod desk;
mod doorstep;
mod ending;
mod network;
mod notes;
mod recordings;
mod registry;
mod sample;
mod sweeps;
mod today;

use std::{
    cell::{Cell, RefCell},
    future::pending,
    rc::Rc,
};

use super::{
    Device,
    messages::{Answer, DoorView, Failure, Notice, Reply, Request, Status},
};
use crate::{
    store::{
        NewFact, Store,
        tests::world::{Dice, NOON, enrol, frame},
    },
    sync::{
        audit::NotedAction,
        ports::{Clock, HttpReply, HttpRequest, NoAnswer, Transport},
        relay::{self, ServerSecret},
    },
};

/// No network at all.
struct NoNetwork;

impl Transport for NoNetwork {
    async fn send(&self, _: HttpRequest) -> Result<HttpReply, NoAnswer> {
        Err(NoAnswer("no network".into()))
    }
}

/// A wall clock that stands where the test puts it.
struct Wall(Rc<Cell<u64>>);

impl Clock for Wall {
    fn wall_ms(&self) -> u64 {
        self.0.get()
    }

    async fn sleep_ms(&self, _: u64) {
        pending().await
    }
}

/// A device, its clock, and what it has told.
struct Bench {
    device: Device<NoNetwork, Wall, Dice>,
    wall: Rc<Cell<u64>>,
    told: Rc<RefCell<Vec<Notice>>>,
}

impl Bench {
    fn over(store: Store) -> Self {
        let wall = Rc::new(Cell::new(NOON));
        let told: Rc<RefCell<Vec<Notice>>> = Rc::default();
        let heard = Rc::clone(&told);
        let device = Device::new(store, NoNetwork, Wall(Rc::clone(&wall)), Dice(77), move |notice| {
            heard.borrow_mut().push(notice);
        });
        Self { device, wall, told }
    }

    /// Enrolled, with the frame and these facts.
    fn with(facts: &[NewFact]) -> Self {
        let mut store = Store::in_memory().unwrap();
        let mut dice = enrol(&mut store, 1);
        store.append(&frame(), None, NOON - 60 * 86_400_000, &mut dice).unwrap();
        store.append(facts, None, NOON - 50 * 86_400_000, &mut dice).unwrap();
        Self::over(store)
    }

    fn ask(&self, request: Request) -> Answer {
        pollster::block_on(self.device.handle(request))
    }

    fn status(&self) -> Status {
        let Ok(Reply::Status(status)) = self.ask(Request::Status) else { panic!("no status") };
        *status
    }

    fn door(&self, n: u32) -> DoorView {
        let door = crate::store::tests::world::door_id(n);
        let Ok(Reply::Door(view)) = self.ask(Request::Door { door }) else { panic!("no door {n}") };
        *view
    }
}

#[test]
fn before_enrolment_there_is_a_status_and_little_else() {
    let bench = Bench::over(Store::in_memory().unwrap());
    let status = bench.status();
    assert_eq!((status.enrolled, status.sync.saved, status.drafts), (None, 0, 0));
    assert_eq!(status.today.to_string(), "2026-06-15");
    assert_eq!(bench.ask(Request::Today), Err(Failure::NotEnrolled));
    let enrol = Request::Enrol { code: "abc".into(), label: "test".into() };
    assert_eq!(bench.ask(enrol), Err(Failure::Offline), "the invitation is not spent");
    let strange = Request::LookAtInvitation { code: "../accounts".into() };
    assert_eq!(bench.ask(strange), Err(Failure::Invalid { code: "invitation_code".into() }));
    assert!(pollster::block_on(bench.device.sync_once()).is_err());
    assert_eq!(bench.status().sync.problem, None, "nothing to sync is no problem");
}

#[test]
fn a_failed_sync_is_said_and_nothing_is_lost() {
    let bench = Bench::with(&[]);
    assert!(pollster::block_on(bench.device.sync_once()).is_err());
    let sync = bench.status().sync;
    assert_eq!((sync.problem.as_deref(), sync.waiting), (Some("offline"), frame().len() as u64));
    assert!(bench.told.borrow().iter().any(|notice| matches!(notice, Notice::Sync(_))));
    assert_eq!(bench.ask(Request::SignOut), Err(Failure::Unsent { count: frame().len() as u64 }));
    let Ok(Reply::Export(name, content)) = bench.ask(Request::ExportUnsent) else { panic!("no export") };
    assert_eq!(name, "unsent-2026-06-15.json");
    let export: serde_json::Value = serde_json::from_str(&content).unwrap();
    assert_eq!(export["events"].as_array().unwrap().len(), frame().len());
    assert_eq!(export["events"][0]["header"]["kind"], "area.defined");
    let noted = bench.device.store.get().notes().unwrap();
    assert_eq!(noted.iter().map(|note| note.action).collect::<Vec<_>>(), [NotedAction::Exported]);
    // The key came with the enrolment, so a relay file needs no network, and is no answer for anybody but the server.
    let Ok(Reply::RelayFile { content, events, .. }) = bench.ask(Request::MakeRelayFile) else { panic!("no file") };
    assert_eq!(events, frame().len() as u64);
    let opened = relay::open(&ServerSecret::from_seed(&[1; 32]), &content).unwrap();
    let key = bench.device.store.get().device_key(&mut Dice(1)).unwrap();
    assert_eq!(opened.requests(&key.public()).unwrap().len(), 1);
}
