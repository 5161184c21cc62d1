//! What a sweep sees: a sign of life that is no visit, and what was said last of a door on a day.

use proptest::prelude::*;
use rstest::rstest;

use super::book::{
    ZONE, at, day, entity, event_id, person, registered, retracted, round, rules, stored, visited, visited_by,
};
use crate::domain::{
    day::Day,
    door::{Door, DoorState},
    facts::{DoorOccupied, Fact, Method, Outcome, People},
    stored::StoredFact,
    sweep::{Found, SweptOnDay},
    tally::{Tally, contribution},
};

const MET: Outcome = Outcome::Met;
const EMPTY: Outcome = Outcome::Empty;
const NOBODY: Outcome = Outcome::NobodyHome;
const NO: Outcome = Outcome::Declined;

fn lives() -> Fact {
    Fact::DoorOccupied(DoorOccupied { people: People::Same })
}

/// A door registered before the round, then facts on days after its first one by persons, as events 2, 3, 4 …
fn told(facts: &[(i32, u64, Fact)]) -> Vec<StoredFact> {
    let mut events = vec![stored(1, 1, at(day("2025-06-01"), 0), &registered(&[("adults", "2")]))];
    for (n, (on, who, fact)) in (2..).zip(facts) {
        events.push(stored(n, *who, at(round().first.plus(*on), n), fact));
    }
    events
}

fn tally(events: &[StoredFact]) -> Tally {
    contribution(entity(1), events.iter(), &round(), ZONE, &rules())
}

/// Whatever stands at a door, being seen there changes its figures only by ending an exemption.
#[rstest]
#[case::alone(&[], DoorState::Unreached, true)]
#[case::after_nobody(&[(1, 1, visited(NOBODY))], DoorState::Attempted, true)]
#[case::after_a_no(&[(1, 1, visited(NO))], DoorState::Declined, true)]
#[case::after_being_met(&[(1, 1, visited(MET))], DoorState::Reached, true)]
#[case::after_one_saw_it_empty(&[(1, 1, visited(EMPTY))], DoorState::Attempted, true)]
#[case::after_two_saw_it_empty(&[(1, 1, visited(EMPTY)), (2, 2, visited(EMPTY))], DoorState::Attempted, false)]
#[case::after_an_inspection(&[(1, 1, visited_by(Method::Inspection, EMPTY))], DoorState::Attempted, false)]
fn being_seen_is_no_visit(#[case] before: &[(i32, u64, Fact)], #[case] state: DoorState, #[case] same: bool) {
    let seen = [before, &[(9, 3, lives())]].concat();
    let (without, with) = (told(before), told(&seen));
    assert_eq!(tally(&with) == tally(&without), same);
    let in_round =
        |events: &[StoredFact]| Door::fold(<[StoredFact]>::iter(events)).unwrap().in_round(&round(), ZONE, &rules());
    let (without, with) = (in_round(&without), in_round(&with));
    assert_eq!((with.state, with.gone.len()), (state, 0), "nobody is gone who was seen");
    assert_eq!(
        (with.found, with.attempts, with.last_visit, with.adults_met),
        (without.found, without.attempts, without.last_visit, without.adults_met)
    );
}

#[test]
fn empty_is_seen_anew_after_a_sign_of_life() {
    let state = |facts: &[(i32, u64, Fact)]| {
        let events = told(facts);
        Door::fold(events.iter()).unwrap().in_round(&round(), ZONE, &rules()).state
    };
    let once = [(1, 1, visited(EMPTY)), (2, 3, lives()), (3, 2, visited(EMPTY))];
    assert_eq!(state(&once), DoorState::Attempted, "the first one saw it before");
    assert_eq!(state(&[&once[..], &[(4, 1, visited(EMPTY))]].concat()), DoorState::Exempt);
    // Seen in the year before: another round's business.
    let before = [(-5, 3, lives()), (1, 1, visited(EMPTY)), (2, 2, visited(EMPTY))];
    assert_eq!(state(&before), DoorState::Exempt);
    let back =
        [&[(1, 1, visited(EMPTY)), (2, 2, visited(EMPTY)), (3, 3, lives())][..], &[(4, 3, retracted(4))]].concat();
    assert_eq!(state(&back), DoorState::Exempt, "what was taken back never was");
}

/// By day: who, what; what shows last, and who met somebody.
#[rstest]
#[case::nothing(&[], None, None)]
#[case::yesterday(&[(4, 1, lives())], None, None)]
#[case::seen(&[(5, 1, lives())], Some((2, 1, Found::Occupied(People::Same))), None)]
#[case::the_last_shows(&[(5, 1, lives()), (5, 2, visited(NOBODY))], Some((3, 2, Found::Visited(NOBODY))), None)]
#[case::met_before(&[(5, 2, visited(MET)), (5, 1, lives())], Some((3, 1, Found::Occupied(People::Same))), Some(2))]
#[case::met_yesterday(&[(4, 2, visited(MET)), (5, 1, lives())], Some((3, 1, Found::Occupied(People::Same))), None)]
#[case::taken_back(&[(5, 1, visited(EMPTY)), (5, 1, lives()), (5, 1, retracted(3))], Some((2, 1, Found::Visited(EMPTY))), None)]
fn what_was_said_of_a_door_on_a_day(
    #[case] facts: &[(i32, u64, Fact)],
    #[case] last: Option<(u64, u64, Found)>,
    #[case] met_by: Option<u64>,
) {
    let events = told(facts);
    let swept = SweptOnDay::of(&Door::fold(events.iter()).unwrap(), fifth(), ZONE);
    let found = swept.last.map(|told| (told.event_id, told.actor, told.found));
    assert_eq!(found, last.map(|(event, who, found)| (event_id(event), person(who), found)));
    assert_eq!(swept.met_by, met_by.map(person));
}

fn fifth() -> Day {
    round().first.plus(5)
}

proptest! {
    #![proptest_config(super::config())]

    #[test]
    fn whatever_arrives_first_the_sweep_is_the_same(
        history in super::generated::history(40),
        at in any::<prop::sample::Index>(),
        days in prop::collection::vec(4_i32..7, 40),
    ) {
        // All at one door and on few days, so that much is said of it on one.
        let facts: Vec<StoredFact> = history
            .into_iter()
            .zip(days)
            .map(|((_, fact), on)| StoredFact { effective: super::book::at(round().first.plus(on), 0), ..fact })
            .collect();
        let mut turned = facts.clone();
        turned.rotate_left(at.index(facts.len().max(1)));
        turned.extend(facts.first().cloned());
        let swept = |facts: &[StoredFact]| {
            Door::fold(facts.iter()).map(|door| SweptOnDay::of(&door, fifth(), ZONE))
        };
        prop_assert_eq!(swept(&facts), swept(&turned));
    }
}
