//! Devices as their pages use them, against the real server process: coming in, a roster, a morning's work, two sides.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::path::Path;

use nfv::{
    device::{
        Device,
        messages::{Delivery, DoorLine, DoorList, DoorQuery, Failure, Reply, Request},
    },
    domain::{
        area::Level,
        facts::{Method, Outcome, VisitRecorded},
        ids::AreaId,
    },
    store::{Place, Store},
    sync::{
        driver::Stopped,
        imports::PlannedDoor,
        subscription::{Subscribe, Want},
    },
};
use nfv_tests::{
    http::{Http, SystemClock, SystemRng},
    served::{COUNTY, Served, TOWNSHIP, VILLAGES},
};

const BINARY: &str = env!("CARGO_BIN_EXE_served");

/// The second row has no number.
const ROSTER: &str = "巷道,门牌号,联系人\n永宁路,12号,陈小明\n永宁路,,林阿珍\n永宁路,2号,王大山\n";

struct Side(Device<Http, SystemClock, SystemRng>);

impl Side {
    fn open(database: &Path, origin: &str) -> Self {
        let store = Store::open(database, Place::Native).unwrap();
        Self(Device::new(store, Http::to(origin).unwrap(), SystemClock, SystemRng, |_| {}))
    }

    fn ask(&self, request: Request) -> Result<Reply, Failure> {
        pollster::block_on(self.0.handle(request))
    }

    fn enrol(&self, code: &str) -> Result<Reply, Failure> {
        self.ask(Request::Enrol { code: code.into(), label: "test".into() })
    }

    fn sync(&self) -> Result<(), Stopped<nfv::store::StoreError>> {
        pollster::block_on(self.0.sync_once()).map(drop)
    }

    fn doors(&self, text: &str) -> Vec<DoorLine> {
        let query = DoorQuery { text: text.into(), limit: 50, ..DoorQuery::default() };
        let Ok(Reply::Doors(page)) = self.ask(Request::SearchDoors(query)) else { panic!("no doors") };
        page.rows
    }

    fn village(&self) -> AreaId {
        let Ok(Reply::Areas(areas)) = self.ask(Request::Areas) else { panic!("no areas") };
        areas.iter().find(|area| area.level == Level::Village && area.code == VILLAGES[0]).unwrap().id
    }
}

fn met() -> VisitRecorded {
    VisitRecorded {
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
    }
}

fn import(desk: &Side) {
    let village = desk.village();
    let request =
        Request::PreviewRoster { village, file_name: "名册 1.csv".into(), content: ROSTER.as_bytes().to_vec() };
    let Ok(Reply::Roster(preview)) = desk.ask(request) else { panic!("no preview") };
    assert_eq!((preview.rows, preview.accepted), (3, 2), "{preview:?}");
    assert_eq!(preview.rejected.iter().map(|bad| bad.row).collect::<Vec<_>>(), [3]);
    assert!(preview.plan.iter().all(|planned| matches!(planned, PlannedDoor::Register { .. })));
    assert!(desk.doors("").is_empty(), "a preview writes nothing");
    assert_eq!(desk.ask(Request::ConfirmRoster { village, plan: preview.plan }), Ok(Reply::Imported(2)));
    desk.sync().unwrap();
}

#[test]
fn what_a_worker_records_offline_reaches_the_desk() {
    let folder = tempfile::tempdir().unwrap();
    let mut served = Served::start(BINARY, folder.path()).unwrap();
    let file = |name: &str| folder.path().join(name);
    let desk = Side::open(&file("desk.db"), &served.origin());
    desk.enrol(&served.invite("reviewer", "reviewer", TOWNSHIP).unwrap()).unwrap();
    desk.sync().unwrap();
    import(&desk);

    let code = served.invite("worker", "worker", VILLAGES[0]).unwrap();
    let phone = Side::open(&file("phone.db"), &served.origin());
    let look = phone.ask(Request::LookAtInvitation { code: code.clone() });
    assert!(matches!(look, Ok(Reply::Invitation(info)) if info.state == "open"), "looking spends nothing");
    phone.enrol(&code).unwrap();
    let other = Side::open(&file("other.db"), &served.origin());
    assert!(matches!(other.enrol(&code), Err(Failure::Refused { code }) if code == "invitation_spent"));
    phone.sync().unwrap();
    assert_eq!(phone.doors("").iter().map(|door| door.number.as_str()).collect::<Vec<_>>(), ["2号", "12号"]);

    served.kill().unwrap();
    let door = phone.doors("cxm")[0].id;
    let Ok(Reply::Saved(visit)) = phone.ask(Request::RecordVisit { door, visit: met() }) else { panic!("not saved") };
    assert!(phone.sync().is_err());
    let Ok(Reply::Status(status)) = phone.ask(Request::Status) else { panic!("no status") };
    assert_eq!((status.sync.waiting, status.sync.problem.as_deref()), (1, Some("offline")));

    // The phone dies and comes back; so does the network.
    drop(phone);
    served.resume().unwrap();
    let phone = Side::open(&file("phone.db"), &served.origin());
    phone.sync().unwrap();
    let Ok(Reply::Status(status)) = phone.ask(Request::Status) else { panic!("no status") };
    assert_eq!((status.sync.saved, status.sync.received, status.sync.waiting), (1, 1, 0));
    desk.sync().unwrap();
    assert!(desk.doors("cxm")[0].last_visit.is_some());
    let Ok(Reply::Door(view)) = desk.ask(Request::Door { door }) else { panic!("no door") };
    let line = view.history.iter().find(|line| line.event == visit).unwrap();
    assert_eq!((line.detail.as_str(), line.own, &line.delivery), ("met", false, &Delivery::Received));

    // Revoked: told so, and what is unsent can still be taken along.
    phone.ask(Request::RecordVisit { door, visit: met() }).unwrap();
    let Ok(Reply::Devices(devices)) = desk.ask(Request::Devices) else { panic!("no devices") };
    let own = devices.iter().find(|device| device.name == "worker").unwrap();
    desk.ask(Request::RevokeDevice { device: own.id }).unwrap();
    assert!(matches!(phone.sync(), Err(Stopped::Revoked)));
    let Ok(Reply::Status(status)) = phone.ask(Request::Status) else { panic!("no status") };
    assert!(status.revoked);
    assert!(
        matches!(phone.ask(Request::ExportUnsent), Ok(Reply::Export(_, content)) if content.contains("visit.recorded"))
    );
    assert_eq!(phone.ask(Request::SignOut), Err(Failure::Unsent { count: 1 }));
}

#[test]
fn a_county_sees_sums_and_opens_one_village_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(BINARY, folder.path()).unwrap();
    let file = |name: &str| folder.path().join(name);
    let desk = Side::open(&file("desk.db"), &served.origin());
    desk.enrol(&served.invite("reviewer", "reviewer", TOWNSHIP).unwrap()).unwrap();
    desk.sync().unwrap();
    import(&desk);

    let clerk = Side::open(&file("clerk.db"), &served.origin());
    clerk.enrol(&served.invite("clerk", "county", COUNTY).unwrap()).unwrap();
    clerk.sync().unwrap();
    let area = clerk.village();
    let doors = |side: &Side| {
        let Ok(Reply::Village(view)) = side.ask(Request::Village { area }) else { panic!("no village") };
        view.doors
    };
    assert_eq!((doors(&clerk), doors(&desk)), (DoorList::OnServer, DoorList::Here));
    assert!(clerk.doors("").is_empty(), "no household");
    let roster =
        Request::PreviewRoster { village: area, file_name: "x.csv".into(), content: ROSTER.as_bytes().to_vec() };
    assert_eq!(clerk.ask(roster), Err(Failure::Invalid { code: "village_not_here".into() }));

    clerk.ask(Request::Subscribe(Subscribe { area, want: Want::Keep })).unwrap();
    assert_eq!(doors(&clerk), DoorList::Arriving);
    clerk.sync().unwrap();
    assert_eq!(doors(&clerk), DoorList::Opened);
    let door = clerk.doors("cxm")[0].id;
    clerk.ask(Request::RecordVisit { door, visit: met() }).unwrap();

    // Let go with a record that is not sent: the doors go, the record is delivered, and the others have it.
    clerk.ask(Request::Subscribe(Subscribe { area, want: Want::LetGo })).unwrap();
    assert_eq!(doors(&clerk), DoorList::OnServer);
    let waiting = |side: &Side| {
        let Ok(Reply::Status(status)) = side.ask(Request::Status) else { panic!("no status") };
        (status.sync.saved, status.sync.waiting)
    };
    assert_eq!(waiting(&clerk), (1, 1));
    clerk.sync().unwrap();
    assert_eq!(waiting(&clerk), (1, 0));
    assert!(clerk.doors("").is_empty());
    desk.sync().unwrap();
    assert!(desk.doors("cxm")[0].last_visit.is_some());
    let before = desk.ask(Request::Subscribe(Subscribe { area, want: Want::LetGo }));
    assert_eq!(before, Err(Failure::Refused { code: "forbidden".into() }), "a reviewer's villages stay");
}
