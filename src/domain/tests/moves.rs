//! What moves and merges: counted in exactly one place in every round, whatever the way.

use proptest::prelude::*;
use uuid::Uuid;

use super::{
    book::{ZONE, at, entity, event_id, round, rules, stored, visited},
    generated::{ENTITIES, History, history},
};
use crate::domain::{
    day::Day,
    event::{Event, Header},
    facts::{EntityMoved, EntityReceived, Fact, FactForwarded, Outcome},
    ids::AreaId,
    round::Round,
    stored::StoredFact,
    tally::{Tally, contribution},
};

/// The round, the one before and the one after.
fn rounds() -> [Round; 3] {
    let (now, length) = (round(), round().last.0 - round().first.0 + 1);
    [-1, 0, 1].map(|nth| Round {
        first: now.first.plus(nth * length),
        last: now.last.plus(nth * length),
        ..now.clone()
    })
}

fn area(n: usize) -> AreaId {
    AreaId(Uuid::from_u128(0xE_0000_0000 + n as u128))
}

/// The logs of three villages after an entity went this way, beginning in the first: whoever left left a marker, whoever
/// came brought all facts along.
fn logs(facts: &[StoredFact], way: &[(usize, i32)]) -> [Vec<StoredFact>; 3] {
    let mut logs = [facts.to_vec(), Vec::new(), Vec::new()];
    let (mut here, mut day) = (0, round().first.plus(-500));
    for (n, (to, days)) in (90_000..).step_by(2).zip(way) {
        day = day.plus(1 + days);
        if *to == here {
            continue;
        }
        let stamp = at(day, 1);
        let left = Fact::EntityMoved(EntityMoved { to: area(*to), on: day, reason: String::new() });
        let came = Fact::EntityReceived(EntityReceived { from: area(here), on: day });
        logs[here].push(stored(n, 9, stamp, &left));
        logs[*to].push(stored(n + 1, 9, stamp, &came));
        // Facts that come later are forwarded as well: the same as if they had been there.
        logs[*to].extend(facts.iter().cloned());
        here = *to;
    }
    logs
}

proptest! {
    #![proptest_config(super::config())]

    #[test]
    fn what_moves_counts_once_in_every_round(
        history in history(60),
        way in prop::collection::vec((0_usize..3, 0_i32..400), 0..5),
    ) {
        let rules = rules();
        for about in (1..=ENTITIES).map(entity) {
            let facts = of(&history, about);
            let logs = logs(&facts, &way);
            for round in rounds() {
                let unmoved = contribution(about, facts.iter(), &round, ZONE, &rules);
                let mut sum = Tally::default();
                let mut counting = 0;
                for log in &logs {
                    let part = contribution(about, log.iter(), &round, ZONE, &rules);
                    counting += usize::from(!part.is_empty());
                    sum.add(&part);
                }
                prop_assert_eq!(&sum, &unmoved, "in the round from {}", round.first);
                prop_assert!(counting <= 1, "in one place only");
            }
        }
    }
}

fn of(history: &History, about: crate::domain::ids::EntityId) -> Vec<StoredFact> {
    history.iter().filter(|(entity, _)| *entity == about).map(|(_, fact)| fact.clone()).collect()
}

fn original(n: u64, day: Day) -> (Event, StoredFact) {
    let fact = stored(n, 3, at(day, 5), &visited(Outcome::Met));
    let header = Header {
        version: 1,
        event_id: fact.event_id,
        log_id: crate::domain::ids::LogId(Uuid::max()),
        kind: fact.fact.kind().to_owned(),
        entity_id: entity(1),
        actor_id: fact.actor,
        device_id: fact.device,
        incarnation: crate::domain::ids::Incarnation(Uuid::nil()),
        n,
        stamp: fact.stamp,
    };
    let body = fact.fact.to_body([1; 8]).unwrap();
    (Event { header, body, proof: None }, fact)
}

fn forwarded(n: u64, day: Day, since: Option<Day>) -> StoredFact {
    let (event, fact) = original(n, day);
    let around = Header { event_id: event_id(n + 1000), kind: Fact::FORWARDED.to_owned(), ..event.header.clone() };
    let inner = FactForwarded { event, effective: fact.effective, entity: entity(1), since };
    let body = Fact::FactForwarded(Box::new(inner)).to_body([2; 8]).unwrap();
    StoredFact::new(&around, &body, at(day.plus(90), 0))
}

#[test]
fn a_forwarded_fact_is_its_original() {
    let day = round().first;
    assert_eq!(forwarded(1, day, None), original(1, day).1);
}

#[test]
fn what_came_by_a_merge_counts_from_that_round_on() {
    let (day, rules) = (round().first.plus(3), rules());
    let door = stored(1, 1, at(day.plus(-400), 1), &super::book::registered(&[("adults", "2")]));
    let merged = forwarded(2, day, Some(round().last.plus(5)));
    let direct = forwarded(2, day, Some(round().last));
    let reached = |visit: &StoredFact| {
        let facts = [door.clone(), visit.clone()];
        let tally = contribution(entity(1), facts.iter(), &round(), ZONE, &rules);
        tally.coverage(crate::domain::facts::DoorKind::Household, round().last).reached
    };
    assert_eq!((reached(&merged), reached(&direct)), (0, 1));
}

#[test]
fn nobody_takes_a_move_back_but_another_move() {
    let day = round().first.plus(3);
    let door = stored(1, 1, at(day, 1), &super::book::registered(&[]));
    let left = Fact::EntityMoved(EntityMoved { to: area(1), on: day, reason: String::new() });
    let left = stored(2, 9, at(day, 2), &left);
    let retraction = crate::domain::facts::FactRetracted { target: left.event_id, reason: "mine".into() };
    let retraction = stored(3, 1, at(day, 3), &Fact::FactRetracted(retraction));
    let facts = [door, left, retraction];
    assert!(contribution(entity(1), facts.iter(), &round(), ZONE, &rules()).is_empty());
}
