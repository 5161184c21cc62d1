//! The six states of a household, its pledge, and from when it counts.

use rstest::rstest;

use super::book::{
    Village, at, day, declined_pledge, edited, entity, event_id, registered, retracted, round, rules, signed, stored,
    visited, visited_by, withdrawn,
};
use crate::domain::{
    day::Day,
    door::{Door, DoorInRound, DoorState, PledgeState},
    facts::{DoorClosed, Fact, FollowupDue, Method, Outcome, VisitRecorded},
    ids::EventId,
    rule_set::RuleSet,
    stored::StoredFact,
};

const MET: Outcome = Outcome::Met;
const NOBODY: Outcome = Outcome::NobodyHome;
const NO: Outcome = Outcome::Declined;
const EMPTY: Outcome = Outcome::Empty;
const MOVED: Outcome = Outcome::Moved;
const AWAY: Outcome = Outcome::Away { until: Day(20_800) };

/// (day of 2026, person, method, outcome)
type Knock = (u32, u64, Method, Outcome);

const fn door(on: u32, who: u64, outcome: Outcome) -> Knock {
    (on, who, Method::Door, outcome)
}

fn after(days: u32) -> Day {
    round().first.plus(days.cast_signed())
}

/// A door registered before the round, its visits as events 2, 3, 4 …
fn knocked(knocks: &[Knock], rules: &RuleSet) -> DoorInRound {
    let mut events = vec![stored(1, 1, at(day("2025-06-01"), 0), &registered(&[("name", "a")]))];
    for (n, (on, who, method, outcome)) in (2..).zip(knocks) {
        events.push(stored(n, *who, at(after(*on), n), &visited_by(*method, *outcome)));
    }
    Door::fold(events.iter()).unwrap().in_round(&round(), super::book::ZONE, rules)
}

#[rstest]
#[case::no_visit(&[], DoorState::Unreached, None)]
#[case::met(&[door(1, 1, MET)], DoorState::Reached, Some(2))]
#[case::met_first_decides(&[door(1, 1, NOBODY), door(2, 1, MET), door(3, 1, MET)], DoorState::Reached, Some(3))]
#[case::met_on_paper(&[(1, 1, Method::Paper, MET)], DoorState::Reached, Some(2))]
#[case::met_by_phone_is_none(&[(1, 1, Method::Phone, MET)], DoorState::Unreached, None)]
#[case::met_by_video_is_none(&[(1, 1, Method::Video, MET)], DoorState::Unreached, None)]
#[case::nobody(&[door(1, 1, NOBODY), door(5, 1, NOBODY)], DoorState::Attempted, Some(3))]
#[case::declined(&[door(1, 1, NO), door(2, 1, NOBODY)], DoorState::Declined, Some(2))]
#[case::away(&[door(1, 1, AWAY), door(2, 1, NOBODY)], DoorState::Away, Some(2))]
#[case::later_of_declined_and_away(&[door(1, 1, NO), door(2, 1, AWAY)], DoorState::Away, Some(3))]
#[case::later_of_away_and_declined(&[door(1, 1, AWAY), door(2, 1, NO)], DoorState::Declined, Some(3))]
#[case::met_after_declined(&[door(1, 1, NO), door(2, 1, MET)], DoorState::Reached, Some(3))]
#[case::declined_after_met(&[door(1, 1, MET), door(2, 1, NO)], DoorState::Reached, Some(2))]
#[case::empty_two_persons_two_days(&[door(1, 1, EMPTY), door(2, 2, MOVED)], DoorState::Exempt, Some(3))]
#[case::empty_one_person(&[door(1, 1, EMPTY), door(2, 1, EMPTY)], DoorState::Attempted, Some(3))]
#[case::empty_one_day(&[door(1, 1, EMPTY), door(1, 2, EMPTY)], DoorState::Attempted, Some(3))]
#[case::empty_one_inspection(&[(1, 1, Method::Inspection, EMPTY)], DoorState::Exempt, Some(2))]
#[case::nobody_home_never_exempts(&[door(1, 1, NOBODY), door(2, 2, NOBODY), door(3, 3, NOBODY)], DoorState::Attempted, Some(4))]
#[case::nobody_home_does_not_end_it(&[door(1, 1, EMPTY), door(2, 2, EMPTY), door(3, 1, NOBODY)], DoorState::Exempt, Some(3))]
#[case::a_sign_of_life_ends_it(&[door(1, 1, EMPTY), door(2, 2, EMPTY), door(3, 1, NO)], DoorState::Declined, Some(4))]
#[case::even_by_phone(&[door(1, 1, EMPTY), door(2, 2, EMPTY), (3, 1, Method::Phone, MET)], DoorState::Attempted, Some(3))]
#[case::met_ends_it(&[door(1, 1, EMPTY), door(2, 2, EMPTY), door(3, 1, MET)], DoorState::Reached, Some(4))]
#[case::empty_again_after_life(&[door(1, 1, EMPTY), door(2, 2, NO), door(3, 1, EMPTY)], DoorState::Declined, Some(3))]
#[case::empty_twice_after_life(&[door(1, 1, NO), door(2, 2, EMPTY), door(3, 1, EMPTY)], DoorState::Exempt, Some(4))]
#[case::empty_by_phone_is_none(&[(1, 1, Method::Phone, EMPTY), (2, 2, Method::Phone, EMPTY)], DoorState::Unreached, None)]
fn a_state_from_visits(#[case] knocks: &[Knock], #[case] state: DoorState, #[case] deciding: Option<u64>) {
    let door = knocked(knocks, &rules());
    assert_eq!(door.state, state);
    assert_eq!(door.deciding, deciding.map(event_id));
    assert_eq!(door.away_until.is_some(), state == DoorState::Away);
}

#[test]
fn a_rule_set_may_count_the_telephone() {
    let mut rules = rules();
    rules.doors.count_phone = true;
    assert_eq!(knocked(&[(1, 1, Method::Phone, MET)], &rules).state, DoorState::Reached);
    assert_eq!(knocked(&[(1, 1, Method::Video, MET)], &rules).state, DoorState::Unreached);
}

#[test]
fn only_the_days_of_the_round_count_for_the_state() {
    let mut village = Village::new();
    village.tell(1, day("2025-01-05"), &registered(&[]));
    village.tell(1, day("2025-12-31"), &visited(MET));
    village.tell(1, day("2027-01-01"), &visited(NO));
    let in_round = only(&village);
    assert_eq!((in_round.state, in_round.found), (DoorState::Unreached, false));
    assert_eq!(in_round.last_visit, Some(day("2025-12-31")), "the last visit is of whatever round");
    village.tell(1, day("2026-12-31"), &visited(MET));
    assert_eq!(only(&village).state, DoorState::Reached);
}

#[test]
fn the_day_is_that_of_the_zone() {
    // 2025-12-31 16:30 UTC is 2026-01-01 00:30 in Shanghai.
    let ms = (u64::try_from(day("2025-12-31").0).unwrap() * 86_400 + 16 * 3_600 + 1_800) * 1_000;
    let events = [
        stored(1, 1, at(day("2025-01-05"), 0), &registered(&[])),
        stored(2, 1, crate::domain::stamp::Stamp::new(ms, 0), &visited(MET)),
    ];
    let door = Door::fold(events.iter()).unwrap();
    assert_eq!(door.in_round(&round(), super::book::ZONE, &rules()).state, DoorState::Reached);
    assert_eq!(door.in_round(&round(), crate::domain::day::Zone(0), &rules()).state, DoorState::Unreached);
}

fn only(village: &Village) -> DoorInRound {
    let book = village.book(&round(), &rules());
    assert_eq!(book.doors.len(), 1);
    assert_eq!(book.doors[0].0, entity(1));
    book.doors[0].1.clone()
}

#[rstest]
#[case::long_registered("2025-01-01", &[], Some("2026-01-01"))]
#[case::thirty_days_after("2026-03-01", &[], Some("2026-03-31"))]
#[case::or_when_first_reached("2026-03-01", &[("2026-03-10", MET)], Some("2026-03-10"))]
#[case::not_when_merely_tried("2026-03-01", &[("2026-03-10", NOBODY)], Some("2026-03-31"))]
#[case::reached_after_thirty_days("2026-03-01", &[("2026-06-10", MET)], Some("2026-03-31"))]
#[case::reached_in_the_round_before("2025-12-20", &[("2025-12-21", MET)], Some("2026-01-01"))]
#[case::too_late("2026-12-02", &[], None)]
#[case::just_in_time("2026-12-01", &[], Some("2026-12-31"))]
#[case::too_late_but_reached("2026-12-20", &[("2026-12-24", MET)], Some("2026-12-24"))]
fn counts_from(#[case] registration: &str, #[case] visits: &[(&str, Outcome)], #[case] from: Option<&str>) {
    let mut village = Village::new();
    village.tell(1, day(registration), &registered(&[]));
    for (on, outcome) in visits {
        village.tell(1, day(on), &visited(*outcome));
    }
    assert_eq!(only(&village).counts_from, from.map(day));
}

#[rstest]
#[case::before_the_round("2025-05-01", false)]
#[case::in_the_round("2026-05-01", false)]
#[case::after_the_round("2027-01-01", true)]
fn a_closed_door_counts_no_more(#[case] closing: &str, #[case] counts: bool) {
    let mut village = Village::new();
    village.tell(1, day("2025-01-01"), &registered(&[]));
    village.tell(1, day("2026-02-01"), &visited(MET));
    let closed = Fact::DoorClosed(DoorClosed { reason: "occupants_changed".to_owned(), successor: None });
    let closing = village.tell(1, day(closing), &closed);
    assert_eq!(only(&village).counts_from.is_some(), counts);
    assert_eq!(village.book(&round(), &rules()).tally.is_empty(), !counts);
    village.tell(1, day("2027-02-01"), &retracted(closing));
    assert!(only(&village).counts_from.is_some(), "a retracted closing closes nothing");
}

#[rstest]
#[case::nothing(&[], PledgeState::Open, None)]
#[case::signed(&[("2026-02-01", signed())], PledgeState::Signed, Some(2))]
#[case::declined(&[("2026-02-01", declined_pledge())], PledgeState::Declined, Some(2))]
#[case::declined_then_signed(&[("2026-02-01", declined_pledge()), ("2026-03-01", signed())], PledgeState::Signed, Some(3))]
#[case::withdrawn(&[("2026-02-01", signed()), ("2026-03-01", withdrawn(2))], PledgeState::Withdrawn, Some(3))]
#[case::signed_again(&[("2026-02-01", signed()), ("2026-03-01", withdrawn(2)), ("2026-04-01", signed())], PledgeState::Signed, Some(4))]
#[case::of_the_round_before(&[("2025-02-01", signed())], PledgeState::Signed, Some(2))]
#[case::withdrawn_now(&[("2025-02-01", signed()), ("2026-03-01", withdrawn(2))], PledgeState::Withdrawn, Some(3))]
#[case::withdrawn_then(&[("2025-02-01", signed()), ("2025-03-01", withdrawn(2))], PledgeState::Open, None)]
#[case::withdrawn_later(&[("2026-02-01", signed()), ("2027-03-01", withdrawn(2))], PledgeState::Signed, Some(2))]
#[case::too_old(&[("2024-12-31", signed())], PledgeState::Open, None)]
#[case::too_new(&[("2027-01-01", signed())], PledgeState::Open, None)]
#[case::a_no_of_last_year_is_past(&[("2025-02-01", declined_pledge())], PledgeState::Open, None)]
fn a_pledge(#[case] told: &[(&str, Fact)], #[case] state: PledgeState, #[case] by: Option<u64>) {
    let mut village = Village::new();
    village.tell(1, day("2024-01-01"), &registered(&[]));
    for (on, fact) in told {
        village.tell(1, day(on), fact);
    }
    let door = only(&village);
    assert_eq!((door.pledge, door.pledged_by), (state, by.map(event_id)));
    assert_eq!(door.pledge_answered(), state != PledgeState::Open);
}

#[test]
fn a_promise_stands_until_somebody_answers() {
    let promise = |on: &str| {
        let Fact::VisitRecorded(visit) = visited(NO) else { unreachable!() };
        Fact::VisitRecorded(VisitRecorded { revisit: Some(day(on)), ..visit })
    };
    let mut village = Village::new();
    village.tell(1, day("2025-01-01"), &registered(&[]));
    village.tell(1, day("2026-02-01"), &promise("2026-02-10"));
    village.tell(1, day("2026-02-10"), &visited(NOBODY));
    assert_eq!(only(&village).revisit, Some(day("2026-02-10")));
    village.tell(1, day("2026-02-11"), &promise("2026-03-01"));
    assert_eq!(only(&village).revisit, Some(day("2026-03-01")));
    village.tell(1, day("2026-03-01"), &visited(MET));
    assert_eq!(only(&village).revisit, None);
}

#[test]
fn adults_are_counted_beside_the_door() {
    let met = |met, adults| {
        let Fact::VisitRecorded(visit) = visited(MET) else { unreachable!() };
        Fact::VisitRecorded(VisitRecorded { adults_met: met, adults, ..visit })
    };
    let mut village = Village::new();
    let registration = village.tell(1, day("2025-01-01"), &registered(&[]));
    village.tell(1, day("2026-02-01"), &met(2, 5));
    village.tell(1, day("2026-03-01"), &met(1, 0));
    let door = only(&village);
    assert_eq!((door.adults_met, door.adults), (2, 5), "as told at the door, where the register is silent");
    village.tell(1, day("2026-04-01"), &met(9, 0));
    village.tell(1, day("2026-04-02"), &edited("adults", "4", &[registration]));
    let door = only(&village);
    assert_eq!((door.adults_met, door.adults), (4, 4), "never more than there are");
}

/// (first, due, kept by) of a door tagged elderly on a day, and visited on some.
fn intervals(tagged: &str, met: &[&str]) -> Vec<(String, String, Option<EventId>)> {
    let mut village = Village::new();
    village.tell(1, day("2024-01-01"), &registered(&[("tags", "corner")]));
    village.tell(1, day(tagged), &edited("tags", "corner elderly", &[1]));
    village.tell(1, day("2026-12-30"), &edited("tags", "elderly student", &[2]));
    for on in met {
        village.tell(1, day(on), &visited(MET));
    }
    let door = only(&village);
    assert_eq!(door.key_groups.len(), 2);
    let elderly = door.key_groups[0].intervals.iter();
    elderly.map(|i| (i.first.to_string(), i.due.to_string(), i.kept_by)).collect()
}

#[test]
fn intervals_follow_each_other_from_the_tagging_or_the_rounds_first_day() {
    let at = |first: &str, due: &str, kept: Option<u64>| (first.to_owned(), due.to_owned(), kept.map(event_id));
    assert_eq!(
        intervals("2024-05-05", &["2026-03-31", "2026-04-01", "2026-05-01"]),
        [
            at("2026-01-01", "2026-03-31", Some(4)),
            at("2026-04-01", "2026-06-29", Some(5)),
            at("2026-06-30", "2026-09-27", None),
            at("2026-09-28", "2026-12-26", None),
        ]
    );
    // Tagged within the round: a visit before the tagging keeps nothing.
    assert_eq!(intervals("2026-09-30", &["2026-09-29"]), [at("2026-09-30", "2026-12-28", None)]);
    assert_eq!(intervals("2026-10-10", &[]), [], "no interval ends within the round");
}

/// A follow-up on day 10 for day 12, among visits on the days before and after.
#[rstest]
#[case::alone(&[], Some(12))]
#[case::after_being_met(&[door(1, 1, MET)], Some(12))]
#[case::answered_by_meeting(&[door(1, 1, MET), door(11, 1, MET)], None)]
#[case::answered_by_a_no(&[door(11, 1, NO)], None)]
#[case::not_answered_by_knocking(&[door(11, 1, NOBODY)], Some(12))]
fn a_follow_up_is_a_promised_re_visit(#[case] knocks: &[Knock], #[case] due: Option<u32>) {
    let mut events = vec![stored(1, 1, at(day("2025-06-01"), 0), &registered(&[("name", "a")]))];
    for (n, (on, who, method, outcome)) in (2..).zip(knocks) {
        events.push(stored(n, *who, at(after(*on), n), &visited_by(*method, *outcome)));
    }
    let followup = |n, on| {
        let due = Fact::FollowupDue(FollowupDue { on: after(on), reason: "warning".to_owned() });
        stored(n, 1, at(after(10), n), &due)
    };
    events.push(followup(50, 12));
    let seen = |events: &[_]| {
        Door::fold(<[StoredFact]>::iter(events)).unwrap().in_round(&round(), super::book::ZONE, &rules())
    };
    let before = seen(&events);
    assert_eq!(before.revisit, due.map(after));
    // It says nothing about who was reached, and a later one does not put off an earlier one.
    assert_eq!(before.state, knocked(knocks, &rules()).state);
    events.push(followup(51, 20));
    assert_eq!(seen(&events).revisit, due.map(after));
}
