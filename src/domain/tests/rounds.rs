//! Rounds as their openings state them.

use super::book::{at, day, entity, retracted, stored};
use crate::domain::{
    facts::{Fact, RoundOpened},
    ids::{EntityId, RoundId},
    round::Round,
    stored::StoredFact,
};

fn opened(n: u64, round: u64, first: &str, last: &str) -> (EntityId, StoredFact) {
    let (name, rule_set) = (format!("{round}"), "2026-1".to_owned());
    let fact = Fact::RoundOpened(RoundOpened { name, first: day(first), last: day(last), rule_set });
    (entity(round), stored(n, 1, at(day("2024-01-01"), n), &fact))
}

fn all(events: &[(EntityId, StoredFact)]) -> Vec<(RoundId, String, Option<String>)> {
    let rounds = Round::all(events.iter().map(|(entity, fact)| (*entity, fact)));
    let text = |day: crate::domain::day::Day| day.to_string();
    rounds.into_iter().map(|round| (round.id, text(round.first), round.previous_first.map(text))).collect()
}

fn expected(round: u64, first: &str, previous: Option<&str>) -> (RoundId, String, Option<String>) {
    (entity(round).into(), first.to_owned(), previous.map(str::to_owned))
}

#[test]
fn rounds_follow_each_other_by_their_days() {
    let mut events = vec![
        opened(1, 7, "2027-01-01", "2027-12-31"),
        opened(2, 5, "2025-01-01", "2025-12-31"),
        opened(3, 6, "2026-01-01", "2026-12-31"),
    ];
    let three = [
        expected(5, "2025-01-01", None),
        expected(6, "2026-01-01", Some("2025-01-01")),
        expected(7, "2027-01-01", Some("2026-01-01")),
    ];
    assert_eq!(all(&events), three);
    events.reverse();
    events.push(events[0].clone());
    assert_eq!(all(&events), three);
    // The opening of 2026 is taken back.
    events.push((entity(6), stored(4, 1, at(day("2024-01-02"), 0), &retracted(3))));
    assert_eq!(all(&events), [three[0].clone(), expected(7, "2027-01-01", Some("2025-01-01"))]);
}

#[test]
fn opened_again_the_later_opening_holds() {
    let events = [opened(1, 5, "2025-01-01", "2025-12-31"), opened(2, 5, "2025-03-01", "2025-12-31")];
    assert_eq!(all(&events), [expected(5, "2025-03-01", None)]);
}

#[test]
fn a_round_beside_another_does_not_precede_it() {
    let events = [opened(1, 5, "2025-01-01", "2025-12-31"), opened(2, 6, "2025-07-01", "2026-06-30")];
    assert_eq!(all(&events), [expected(5, "2025-01-01", None), expected(6, "2025-07-01", None)]);
}
