//! The desk of a county: sums of all villages from notices, the doors of those that were opened here.

use super::*;
use crate::{
    device::messages::{CoverageView, DoorList, Overview, VillageView},
    domain::{
        area::{Area, Level},
        facts::{Fact, Outcome, RoundOpened, RuleSetAdopted},
        ids::AreaId,
        round::Round,
        score::{Points, Tier},
        tally::{Count, Metric, Tally},
    },
    store::tests::world::{
        Log, TOWNSHIP, VILLAGE, area, area_id, day, enrolled, field_log, plain_door, round_id, visit,
    },
    sync::{
        enrolment::{Enrolled, Role},
        messages::{Fate, Receipt, Verdict},
        notices::{AreaNotice, Figures, Notices, VillageStanding},
        ports::SyncStore,
    },
};

const COUNTY: u8 = 30;
const OTHER: u8 = 31;

fn define(n: u8, parent: u8, level: Level, name: &str) -> NewFact {
    let NewFact { entity, fact, .. } = area(n, Some(parent), level, name);
    NewFact { log: field_log(parent), entity, fact }
}

fn round() -> RoundOpened {
    let [first, last] = ["2026-01-01", "2026-12-31"].map(|day| day.parse().unwrap());
    RoundOpened { name: "2026".into(), first, last, rule_set: "2026-1".into() }
}

/// A county with a township and two villages, of which nothing was told yet.
fn county() -> Bench {
    let mut store = Store::in_memory().unwrap();
    let mut dice = Dice(5);
    store.device_key(&mut dice).unwrap();
    let mut grants = enrolled().grants;
    grants.retain(|grant| grant.area == area_id(TOWNSHIP));
    grants.push(crate::sync::enrolment::Grant { log: field_log(COUNTY), area: area_id(COUNTY), ..grants[0] });
    store.enrol(&Enrolled { role: Role::County, area: area_id(COUNTY), grants, ..enrolled() }).unwrap();
    let rules =
        RuleSetAdopted { version: "2026-1".into(), toml: include_str!("../../../assets/rules/2026-1.toml").into() };
    let top = Area {
        id: area_id(COUNTY),
        parent: None,
        level: Level::County,
        name: "County".into(),
        codes: Vec::new(),
        outline: Vec::new(),
    };
    let facts = [
        NewFact { log: field_log(COUNTY), entity: area_id(COUNTY).into(), fact: Fact::AreaDefined(top) },
        define(TOWNSHIP, COUNTY, Level::Township, "Township"),
        define(VILLAGE, TOWNSHIP, Level::Village, "Village"),
        define(OTHER, TOWNSHIP, Level::Village, "Other"),
        NewFact { log: field_log(COUNTY), entity: area_id(60).into(), fact: Fact::RuleSetAdopted(rules) },
        NewFact { log: field_log(COUNTY), entity: round_id().into(), fact: Fact::RoundOpened(round()) },
    ];
    store.append(&facts, None, NOON - 60 * 86_400_000, &mut dice).unwrap();
    Bench::over(store)
}

/// What the server tells of a village: so many households reached of so many.
fn told(village: u8, reached: i64, of: i64) -> AreaNotice {
    let from = round().first;
    let entry = |count, value| (Metric::Household(count), from, value);
    let tally: Tally = [entry(Count::All, of), entry(Count::Reached, reached), entry(Count::Unreached, of - reached)]
        .into_iter()
        .collect();
    let standing = VillageStanding {
        as_of: day(),
        points: Points(8_350),
        tier: Tier::OnTrack,
        blocked_by: vec!["points".into()],
        next_tier_blocked_by: Vec::new(),
    };
    let figures = Figures { round: Round::new(round_id(), &round()), tally };
    AreaNotice { area: area_id(village), heard: Vec::new(), standing: Some(standing), figures: Some(figures) }
}

impl Bench {
    fn tell(&self, tag: &str, areas: Vec<AreaNotice>) {
        let notices = Notices { tag: tag.into(), areas, ..Notices::default() };
        self.device.store.get().apply_notices(&notices).unwrap();
    }

    fn overview(&self, of: Option<AreaId>) -> Overview {
        let Ok(Reply::Overview(overview)) = self.ask(Request::Overview { area: of }) else { panic!("no overview") };
        overview
    }

    fn village(&self, n: u8) -> VillageView {
        let Ok(Reply::Village(view)) = self.ask(Request::Village { area: area_id(n) }) else { panic!("no village") };
        *view
    }
}

fn sums(coverage: &CoverageView) -> [u32; 4] {
    [coverage.reached, coverage.of, coverage.counting, coverage.villages]
}

/// Ten doors of the village, three reached, as its log on the server.
fn log_of_village() -> Log {
    let mut store = Store::in_memory().unwrap();
    let mut dice = crate::store::tests::world::enrol(&mut store, 3);
    let mut facts = vec![NewFact { log: field_log(VILLAGE), ..define(VILLAGE, TOWNSHIP, Level::Village, "Village") }];
    facts.extend((0..10).map(plain_door));
    facts.extend([0, 1, 2].map(|n| visit(n, Outcome::Met)));
    store.append(&facts, None, NOON - 50 * 86_400_000, &mut dice).unwrap();
    let mut log = Log::default();
    for offer in store.take_batch(100, 1 << 20).unwrap() {
        log.store(&offer.event, NOON - 49 * 86_400_000);
    }
    log
}

#[test]
fn villages_are_sums_until_somebody_opens_one() {
    let bench = county();
    assert_eq!(sums(&bench.overview(None).coverage), [0, 0, 2, 2], "still being counted, not zero");
    assert_eq!(bench.village(OTHER).coverage.counting, 1);
    bench.tell("a", vec![told(OTHER, 40, 50)]);
    assert_eq!(sums(&bench.overview(None).coverage), [40, 50, 1, 2]);
    bench.tell("b", vec![told(OTHER, 40, 50), told(VILLAGE, 3, 9)]);
    let overview = bench.overview(None);
    assert_eq!((sums(&overview.coverage), sums(&overview.children[0].coverage)), ([43, 59, 0, 2], [43, 59, 0, 2]));
    let township = bench.overview(Some(area_id(TOWNSHIP)));
    assert_eq!(sums(&township.coverage), [43, 59, 0, 2]);
    assert!(
        township
            .children
            .iter()
            .all(|line| line.points == Some(Points(8_350)) && line.doors == Some(DoorList::OnServer))
    );
    let view = bench.village(VILLAGE);
    assert_eq!((sums(&view.coverage), view.doors, view.score), ([3, 9, 0, 1], DoorList::OnServer, None));
    assert_eq!((view.standing.unwrap().tier, view.round.unwrap().name.as_str()), (Tier::OnTrack, "2026"));
    // Nothing is written where it would be gone again.
    let grid = Request::DefineGrid { village: area_id(VILLAGE), name: "North".into() };
    assert_eq!(bench.ask(grid), Err(Failure::Invalid { code: "village_not_here".into() }));
    let open = Request::Subscribe(crate::sync::subscription::Subscribe {
        area: area_id(VILLAGE),
        want: crate::sync::subscription::Want::Keep,
    });
    assert_eq!(bench.ask(open), Err(Failure::Offline));
    assert_eq!(bench.village(VILLAGE).doors, DoorList::OnServer);
}

#[test]
fn an_opened_village_is_counted_here_and_let_go_it_is_as_before() {
    let (bench, log) = (county(), log_of_village());
    bench.tell("a", vec![told(OTHER, 40, 50), told(VILLAGE, 2, 9)]);
    let village = field_log(VILLAGE);
    bench.device.store.get().apply_scope(&[village], &[], &[]).unwrap();
    let view = bench.village(VILLAGE);
    assert_eq!(
        (sums(&view.coverage), view.doors),
        ([2, 9, 0, 1], DoorList::Arriving),
        "the told figures hold meanwhile"
    );
    bench.device.store.get().apply_page(&log.page(village, 0, 6, &[])).unwrap();
    assert_eq!(sums(&bench.village(VILLAGE).coverage), [2, 9, 0, 1], "half of the doors are no figures");
    bench.device.store.get().apply_page(&log.page(village, 6, 14, &[])).unwrap();
    let view = bench.village(VILLAGE);
    assert_eq!((sums(&view.coverage), view.doors), ([3, 10, 0, 1], DoorList::Opened));
    assert_eq!((view.missing.len(), view.score.is_some(), view.standing), (7, true, None));
    assert_eq!(sums(&bench.overview(None).coverage), [43, 60, 0, 2], "of both kinds, each once");

    // A record that is not sent yet counts here, and stays when the village is let go, until it is delivered.
    let door = crate::store::tests::world::door_id(5);
    bench.ask(Request::RecordVisit { door, visit: crate::store::tests::world::visit_of(Outcome::Met) }).unwrap();
    let view = bench.village(VILLAGE);
    assert_eq!((view.coverage.reached, view.coverage.unacknowledged), (4, 1));
    let waiting = bench.status().sync.waiting;
    bench.device.store.get().apply_scope(&[], &[village], &[]).unwrap();
    let view = bench.village(VILLAGE);
    assert_eq!((sums(&view.coverage), view.doors), ([2, 9, 0, 1], DoorList::OnServer));
    assert_eq!((view.missing, view.coverage.unacknowledged), (Vec::new(), 0), "the server's sums do not have it");
    assert_eq!(bench.status().sync.waiting, waiting);
    let sent = bench.device.store.get().take_batch(1000, 1 << 20).unwrap();
    let late = sent.iter().find(|offer| offer.event.header.log_id == village).unwrap().event.header.event_id;
    let receipt = Receipt { effective: crate::store::tests::world::at(NOON), received_at: NOON, mac: [1; 16] };
    let stored = Verdict { id: late, fate: Fate::Stored { seq: 15, receipt } };
    bench.device.store.get().apply_verdicts(&[stored]).unwrap();
    assert_eq!(bench.status().sync.waiting, waiting - 1);
    assert!(bench.device.store.get().events_of(village, door).unwrap().is_empty());
}
