//! Projections: rebuilt equals folded step by step, tallies equal their recount.

use std::collections::BTreeMap;

use nfv::domain::{
    day::{Day, Zone},
    door::Door,
    facts::{Fact, RoundOpened},
    ids::{AreaId, EntityId, LogId, RoundId},
    round::Round,
    rule_set::RuleSet,
    stored::StoredFact,
    tally::{Metric, Tally, contribution},
};
use nfv_tests::stream::{NOON, RULES, Stream, area, field_log, opening, round};
use sync_server::store::{Database, Store};

use crate::home::{Author, EVERYTHING, Home, Kind};

pub(crate) fn a_rebuild_gives_the_same_tables(kind: Kind) {
    let (home, mut stream) = (Home::of(kind), Stream::new(11));
    home.take(&Author::new(11).office(), NOON);
    for _ in 0..40 {
        let (batch, now) = stream.batch().unwrap();
        home.take(&batch, now);
    }
    let before = home.projection();
    assert!(before["tally"].len() > 20 && before["point_round"].len() > 1, "{before:?}");
    home.store.rebuild().unwrap();
    assert_eq!(home.projection(), before);
}

pub(crate) fn tallies_equal_their_recount(kind: Kind) {
    let (home, mut author) = (Home::of(kind), Author::new(12));
    home.take(&author.office(), NOON);
    let doors = author.doors(field_log(2), 60);
    // Visits before their registrations, in small batches.
    for batch in doors.rchunks(7) {
        home.take(batch, NOON);
    }
    assert_recounted(&home.store);
}

pub(crate) fn an_open_round_counts_what_is_there_already(kind: Kind) {
    let (home, mut author) = (Home::of(kind), Author::new(13));
    let office = author.office();
    home.take(&author.doors(field_log(2), 30), NOON);
    assert!(home.projection()["tally"].is_empty());
    for event in office {
        home.take(&[event], NOON);
    }
    assert_recounted(&home.store);
    let second = author.entity();
    home.take(&[author.write(field_log(1), second, &opening(-200, -100))], NOON);
    assert_eq!(home.projection()["door_round"].len(), 60);
}

pub(crate) fn another_zone_moves_days(kind: Kind) {
    let (home, mut author) = (Home::of(kind), Author::new(14));
    home.take(&author.office(), NOON);
    home.take(&author.doors(field_log(2), 5), NOON);
    let before = home.projection();
    // Noon in Shanghai is the day before in a zone ten hours west of Greenwich.
    home.store.set_zone(-600).unwrap();
    assert_ne!(home.projection()["tally"], before["tally"]);
    home.store.set_zone(480).unwrap();
    assert_eq!(home.projection(), before);
}

/// Adds up what the village's entities contribute, straight from the log.
pub(crate) fn assert_recounted(store: &Database) {
    let log = field_log(2);
    let rules = RuleSet::from_toml(RULES).unwrap();
    let Fact::RoundOpened(opened) = opening(-30, 30) else { unreachable!() };
    let round = the_round(&opened);
    let mut by_entity: BTreeMap<EntityId, Vec<StoredFact>> = BTreeMap::new();
    for event in Store::read(store, log, 0, EVERYTHING).unwrap() {
        let header = &event.event.header;
        let fact = StoredFact::new(header, &event.event.body, event.receipt.effective);
        by_entity.entry(header.entity_id).or_default().push(fact);
    }
    for counted in [area(2), area(4), area(5)] {
        let mut sum = Tally::default();
        for (entity, facts) in &by_entity {
            let grid = Door::fold(facts.iter()).and_then(|door| door.grid());
            if counted == area(2) || grid == Some(counted) {
                sum.add(&contribution(*entity, facts.iter(), &round, Zone::default(), &rules));
            }
        }
        assert_eq!(tally(store, log, round.id, counted), sum, "{counted}");
        assert!(counted == area(5) || !sum.is_empty());
    }
}

fn the_round(opened: &RoundOpened) -> Round {
    Round::new(RoundId::from(round()), opened)
}

fn tally(store: &Database, log: LogId, round: RoundId, area: AreaId) -> Tally {
    let sql = "SELECT metric, day, count FROM tally WHERE log_id = ?1 AND round_id = ?2 AND area_id = ?3";
    let rows: Vec<(String, i32, i64)> = store
        .read(|tx| tx.query(sql, &[&log, &round, &area], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))))
        .unwrap();
    rows.into_iter().map(|(metric, day, count)| (Metric::parse(&metric).unwrap(), Day(day), count)).collect()
}
