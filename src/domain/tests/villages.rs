//! Villages whose points were computed by hand, in the comments.
//!
//! The round is the year 2026, a Thursday to a Thursday. Its complete weeks are Monday 5 January to Sunday 27 December;
//! visit intervals that start with it are due on 31 March, 29 June, 27 September and 26 December.

use super::book::{
    Village, day, declined_pledge, entity, indicator, line, registered, registered_as, round, rules, signed, visited,
    withdrawn,
};
use crate::domain::{
    area::Class,
    day::Day,
    facts::{
        ActivityHeld, AwarenessAsked, CaseFiled, CaseKind, CaseRevisited, CaseTraced, DoorKind, Fact,
        InspectionChecked, MessageSent, Outcome, PointChecked, PointRegistered, SampleDrawn,
    },
    score::{Points, Score, Silence, Tier, YearBefore, score},
};

// Entities that are not doors.
const SAMPLE: u64 = 9_000;
const INSPECTION: u64 = 9_001;
const CASE: u64 = 9_100;
const POINT: u64 = 9_200;
const DEED: u64 = 10_000;

impl Village {
    fn met(&mut self, doors: impl IntoIterator<Item = u64>, on: &str) {
        doors.into_iter().for_each(|door| self.knocked(door, on, Outcome::Met));
    }

    fn knocked(&mut self, door: u64, on: &str, outcome: Outcome) {
        self.tell(door, day(on), &visited(outcome));
    }

    fn signs(&mut self, doors: impl IntoIterator<Item = u64>, on: &str) {
        doors.into_iter().for_each(|door| {
            self.tell(door, day(on), &signed());
        });
    }

    /// A sample of doors 1, 2, 3 … and the answers of the first ones; none = refused.
    fn sampled(&mut self, eligible: u32, drawn: u64, answers: impl IntoIterator<Item = Option<u8>>) {
        let doors = (1..=drawn).map(entity).collect();
        self.tell(SAMPLE, day("2026-05-04"), &Fact::SampleDrawn(SampleDrawn { eligible, doors, seed: String::new() }));
        for (door, correct) in (1..).zip(answers) {
            let asked = AwarenessAsked { door: entity(door), correct };
            self.tell(SAMPLE, day("2026-05-05"), &Fact::AwarenessAsked(asked));
        }
    }

    /// Points registered before the round; each checked on a day, present or not.
    fn points(&mut self, checks: &[(&str, bool)]) {
        for (n, (on, present)) in (POINT..).zip(checks) {
            let (place, name) = ("entrance".to_owned(), "gate".to_owned());
            self.tell(n, day("2025-10-01"), &Fact::PointRegistered(PointRegistered { place, name, at: None }));
            self.tell(n, day(on), &Fact::PointChecked(PointChecked { present: *present }));
        }
    }

    fn inspected(&mut self, on: &str, passed: u64, failed: u64) {
        for subject in 1..=passed + failed {
            let check = InspectionChecked { subject: entity(subject), passed: subject <= passed };
            self.tell(INSPECTION, day(on), &Fact::InspectionChecked(check));
        }
    }

    fn held(&mut self, duty: &str, on: Day) {
        let n = DEED + self.events.len() as u64;
        let (duty, title) = (duty.to_owned(), "talk".to_owned());
        self.tell(n, on, &Fact::ActivityHeld(ActivityHeld { duty, on, title, attendance: 20 }));
    }

    fn sent(&mut self, duty: &str, on: Day) {
        let n = DEED + self.events.len() as u64;
        self.tell(n, on, &Fact::MessageSent(MessageSent { duty: duty.to_owned(), on }));
    }

    /// Two messages in each of the first so many complete weeks, on Monday and Thursday.
    fn weekly_messages(&mut self, weeks: i32) {
        for week in 0..weeks {
            let monday = day("2026-01-05").plus(7 * week);
            self.sent("group_message", monday);
            self.sent("group_message", monday.plus(3));
        }
    }

    fn filed(&mut self, case: u64, kind: CaseKind, on: &str, loss: u64, since: Option<&str>) {
        let (resident_since, fraud) = (since.map(day), "rebate".to_owned());
        let filed = CaseFiled { case: kind, on: day(on), loss, resident_since, door: Some(entity(1)), fraud };
        self.tell(case, day(on).plus(1), &Fact::CaseFiled(filed));
    }
}

fn in_month(month: u8, on: u8) -> Day {
    Day::from_ymd(2026, month, on).unwrap()
}

fn lines(score: &Score) -> Vec<(&str, super::book::Line<'_>)> {
    score.indicators.iter().map(|indicator| (indicator.id.as_str(), line(indicator))).collect()
}

/// 250 households at the end of June.
///
/// Doors 1–250 are registered on 1 December 2025, so they count from 31 December. Door 251, registered on 15 June and
/// unreached, counts from 15 July only. Three units stand apart.
fn large() -> Village {
    let mut village = Village::new();
    let since = day("2025-12-01");
    for door in 1..=250 {
        let tags = if door <= 40 { "elderly" } else { "" };
        village.tell(door, since, &registered(&[("adults", "3"), ("tags", tags)]));
    }
    village.tell(251, day("2026-06-15"), &registered(&[]));
    for unit in 301..=303 {
        village.tell(unit, since, &registered_as(DoorKind::Unit, &[("tags", "")]));
    }
    village.met([301], "2026-02-01");

    // 1–236 met. Of the 40 elderly ones 1–38 by the end of March, and 1–32, 39 and 40 between April and 29 June.
    village.met(1..=38, "2026-03-30");
    village.met(1..=32, "2026-06-29");
    village.met(39..=236, "2026-05-10");
    // 237–246 not reached: 3 declined, 2 away, 3 tried, 2 never visited.
    (237..=239).for_each(|door| village.knocked(door, "2026-05-10", Outcome::Declined));
    (240..=241).for_each(|door| village.knocked(door, "2026-05-10", Outcome::Away { until: day("2027-02-01") }));
    (242..=244).for_each(|door| village.knocked(door, "2026-05-10", Outcome::NobodyHome));
    // 247–250 empty, as two persons saw on two days.
    for door in 247..=250 {
        village.knocked(door, "2026-05-10", Outcome::Empty);
        village.tell_by(2, door, day("2026-05-11"), &visited(Outcome::Moved));
    }

    // Pledges: 216 signed, one of them withdrawn; 6 declined. An exempt door's old signature does not count.
    village.signs(1..=215, "2026-05-10");
    village.tell(216, day("2026-05-10"), &signed());
    let last = village.events.len() as u64;
    village.tell(216, day("2026-05-12"), &withdrawn(last));
    for door in 217..=222 {
        village.tell(door, day("2026-05-10"), &declined_pledge());
    }
    village.signs([250], "2026-01-10");

    // 31 asked: the third refused, 2 of the other 30 had one answer right.
    let answer = |n: u64| if n == 3 { None } else { Some(if n <= 5 && n > 3 { 1 } else { 2 }) };
    village.sampled(246, 50, (1..=31).map(answer));

    // 10 points: 8 seen since 2 April, one last seen on 1 April, one gone.
    let mut checks = vec![("2026-04-02", true); 8];
    checks.extend([("2026-04-01", true), ("2026-06-01", false)]);
    village.points(&checks);

    for month in 1..=6 {
        village.held("meeting", in_month(month, 20));
        if month != 2 {
            village.held("activity", in_month(month, 10));
        }
        if month <= 4 {
            village.sent("parent_message", in_month(month, 15));
        }
    }
    village.weekly_messages(20);
    village.sent("group_message", day("2026-06-29"));

    village.filed(CASE, CaseKind::Prevented, "2026-04-01", 90_000, None);
    village.inspected("2026-06-10", 19, 1);
    village.year_before = Some(YearBefore { victim_cases: 2, loss: 30_000 });
    village.silence = Silence { devices: 2, doors: 4 };
    village
}

#[test]
fn a_village_of_250_households() {
    let village = large();
    let score = village.score(day("2026-06-30"));

    let expected = [
        // 250 − 4 exempt = 246; 236 ÷ 246 = 95.9 %: 27. All ten others would bring 30.
        ("household_coverage", (Some(2_700), 236, 246, None, Some(("visit", 10, 300)))),
        // 215 + 1 withdrawn + 6 declined = 222; 222 ÷ 246 = 90.2 %: 13. 95 % of 246 = 233.7: 12 more bring 15.
        ("pledges_answered", (Some(1_300), 222, 246, None, Some(("offer_pledge", 12, 200)))),
        // A tenth of 246 is below 30: 30 asked, 28 aware = 93.3 %: 13. The sample is complete.
        ("awareness", (Some(1_300), 28, 30, None, None)),
        // 40 doors × 2 intervals due by 30 June = 80; 38 + 34 = 72 kept; 10 × 72 ÷ 80 = 9.
        // One of the 40 that run: 1000 × 73 ÷ 81 = 901.2 against 1000 × 72 ÷ 81 = 888.9.
        ("key_groups", (Some(900), 72, 80, None, Some(("visit_key_group", 1, 13)))),
        // 8 of 10 seen within 90 days; 8 × 8 ÷ 10 = 6.4; one more brings 0.8.
        ("publicity_points", (Some(640), 8, 10, None, Some(("check_point", 1, 80)))),
        // 6 months × 2 duties; 6 meetings + 5 activities; 7 × 11 ÷ 12 = 6.416. June has ended, July not begun.
        ("activities", (Some(641), 11, 12, None, None)),
        // 25 weeks (5 January – 28 June) + 6 months = 31; 20 + 4 = 24; 5 × 24 ÷ 31 = 3.870.
        // The running week lacks one message: 500 × 25 ÷ 32 = 390.6 against 500 × 24 ÷ 32 = 375.
        ("group_messages", (Some(387), 24, 31, None, Some(("send_message", 1, 15)))),
        // A loss prevented is no case.
        ("case_handling", (None, 0, 0, Some("no_case"), None)),
        // 5 × 19 ÷ 20 = 4.75; one corrected brings 0.25.
        ("inspections", (Some(475), 19, 20, None, Some(("correct_finding", 1, 25)))),
    ];
    assert_eq!(lines(&score), expected);

    // 27 + 13 + 13 + 9 + 6.40 + 6.41 + 3.87 + 4.75 = 83.43 of 95: 83.43 × 100 ÷ 95 = 87.82.
    assert_eq!((score.earned, score.applicable, score.points), (Points(8_343), Points(9_500), Points(8_782)));
    // At least 80; no case against two the year before.
    assert_eq!(score.tier, Tier::OnTrack);
    assert_eq!(score.blocked_by, ["points"]);
    assert_eq!(score.next_tier_blocked_by, ["points"]);

    let c = score.households;
    assert_eq!((c.all, c.exempt, c.reached, c.declined, c.away, c.attempted, c.unreached), (250, 4, 236, 3, 2, 3, 2));
    // Doors 245 and 246 were never visited; the exempt ones were.
    assert_eq!((c.found, c.signed), (248, 215));
    // 246 × 3 adults, one met in each reached household.
    assert_eq!((c.adults, c.adults_met), (738, 236));
    assert_eq!((score.units.all, score.units.reached), (3, 1));
    // 4 of 250 are not above 10 %.
    assert!(!score.exempt_to_check);
    // Two silent devices look after 4 of the ten: between 236 and 240 of 246.
    assert_eq!((score.bounds.reached, score.bounds.reached_at_most, score.bounds.asked), (236, 240, 246));
    // Inspected in June only.
    assert_eq!(score.township_gaps.len(), 1);
    assert_eq!((score.township_gaps[0].fulfilled, score.township_gaps[0].due), (1, 6));
}

#[test]
fn what_is_missing_and_what_it_rests_on() {
    let score = large().score(day("2026-06-30"));
    let coverage = indicator(&score, "household_coverage");
    assert_eq!(coverage.missing, (237..=246).map(entity).collect::<Vec<_>>());
    assert_eq!(coverage.evidence.len(), 236);
    let pledges = indicator(&score, "pledges_answered");
    assert_eq!(pledges.missing, (223..=246).map(entity).collect::<Vec<_>>());
    assert_eq!(indicator(&score, "publicity_points").missing, [entity(POINT + 8), entity(POINT + 9)]);
    assert_eq!(indicator(&score, "publicity_points").evidence.len(), 8);
    // The third interval runs since today for all forty.
    assert_eq!(indicator(&score, "key_groups").missing, (1..=40).map(entity).collect::<Vec<_>>());
    assert_eq!(indicator(&score, "inspections").missing, [entity(20)]);
    // 30 answers and the drawing; a refusal is no evidence.
    assert_eq!(indicator(&score, "awareness").evidence.len(), 31);
    assert!(score.indicators.iter().all(|indicator| indicator.evidence.is_sorted()));
}

/// 12 households, looked at two weeks after the round's end.
fn small() -> Village {
    let mut village = Village::new();
    for door in 1..=12 {
        let tags = ["elderly", "elderly student"].get(door as usize - 1).copied().unwrap_or("");
        village.tell(door, day("2025-06-01"), &registered(&[("tags", tags)]));
    }
    // Door 3 is tagged on 1 March: its intervals are due on 29 May, 27 August and 25 November.
    village.tell(3, day("2026-03-01"), &super::book::edited("tags", "elderly", &[3]));

    village.met(1..=11, "2026-03-15");
    village.met(1..=3, "2026-06-15");
    village.met(1..=3, "2026-09-15");
    village.met(1..=2, "2026-12-15");
    // Door 12 first opens after the round: too late.
    village.met([12], "2027-01-05");

    village.signs(1..=4, "2025-08-01");
    village.signs(5..=9, "2026-03-15");
    village.tell(10, day("2026-03-15"), &declined_pledge());

    // Everybody is asked; one refuses.
    village.sampled(12, 12, (1..=12).map(|n| (n != 7).then_some(3)));
    for month in 1..=12 {
        village.held("activity", in_month(month, 10));
        village.held("meeting", in_month(month, 20));
        village.sent("parent_message", in_month(month, 15));
    }
    village.weekly_messages(51);

    village.filed(CASE, CaseKind::Victim, "2026-08-01", 8_000, Some("2020-01-01"));
    village.tell(CASE, day("2026-08-03"), &Fact::CaseTraced(CaseTraced { on: day("2026-08-03") }));
    village.tell(CASE, day("2026-08-09"), &Fact::CaseRevisited(CaseRevisited { on: day("2026-08-09") }));
    // 29 days here, and a case without a loss: neither counts.
    village.filed(CASE + 1, CaseKind::Victim, "2026-08-30", 70_000, Some("2026-08-01"));
    village.filed(CASE + 2, CaseKind::Victim, "2026-08-30", 0, None);
    village.year_before = Some(YearBefore { victim_cases: 2, loss: 16_000 });
    village
}

#[test]
fn a_village_of_12_households() {
    let score = small().score(day("2027-01-14"));
    assert_eq!(score.as_of, day("2026-12-31"), "nothing counts after the round's last day");

    let small = Some("small_village");
    let expected = [
        // 11 ÷ 12 = 91.7 % would be 24; one missing household is 27.
        ("household_coverage", (Some(2_700), 11, 12, small, Some(("visit", 1, 300)))),
        // 4 of the round before + 5 + 1 declined = 10 of 12 = 83.3 % would be 10; two missing are 13, one 15.
        ("pledges_answered", (Some(1_300), 10, 12, small, Some(("offer_pledge", 1, 200)))),
        // All 12 were drawn and one refused: 11 ÷ 11.
        ("awareness", (Some(1_500), 11, 11, None, None)),
        // Doors 1 and 2 elderly: 4 intervals each, all kept. Door 2 student: 4, all kept. Door 3: due on 29 May, 27
        // August and 25 November, kept by 15 March, 15 June and 15 September: 3. 15 of 15.
        ("key_groups", (Some(1_000), 15, 15, None, None)),
        ("publicity_points", (Some(0), 0, 0, Some("nothing_registered"), Some(("register_point", 1, 800)))),
        // 12 months × 2.
        ("activities", (Some(700), 24, 24, None, None)),
        // 51 weeks + 12 months.
        ("group_messages", (Some(500), 63, 63, None, None)),
        // Filed on 2 August: handled until the 9th.
        ("case_handling", (Some(500), 1, 1, None, None)),
        ("inspections", (None, 0, 0, Some("no_inspection"), None)),
    ];
    assert_eq!(lines(&score), expected);

    // 27 + 13 + 15 + 10 + 0 + 7 + 5 + 5 = 82 of 95: 82 × 100 ÷ 95 = 86.31.
    assert_eq!((score.earned, score.applicable, score.points), (Points(8_200), Points(9_500), Points(8_631)));
    // One case against two, 8,000 against 16,000 yuan: both halved.
    assert_eq!(score.tier, Tier::OnTrack);
    // 91.7 % is below the floor of 95 % also in a small village.
    assert_eq!(score.blocked_by, ["points", "floor.household_coverage", "victim_case"]);
}

#[test]
fn cases_against_the_year_before() {
    let blocked = |change: &dyn Fn(&mut Village)| {
        let mut village = small();
        change(&mut village);
        let score = village.score(day("2027-01-14"));
        (score.tier, score.next_tier_blocked_by)
    };
    let not = |codes: &[&str]| (Tier::Underway, codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>());
    let before = |victim_cases, loss| Some(YearBefore { victim_cases, loss });
    assert_eq!(blocked(&|village| village.year_before = None), not(&["year_before_unknown"]));
    assert_eq!(blocked(&|village| village.year_before = before(1, 16_000)), not(&["cases_not_halved"]));
    assert_eq!(blocked(&|village| village.year_before = before(2, 15_999)), not(&["loss_not_halved"]));
    assert_eq!(blocked(&|village| village.year_before = before(0, 0)), not(&["cases_not_halved", "loss_not_halved"]));
    let large = |village: &mut Village| {
        village.year_before = before(9, 9_000_000);
        village.filed(CASE + 3, CaseKind::Victim, "2026-10-01", 500_000, None);
    };
    // The unhandled case also costs 2.5 points: 79.5 of 95 are still 83.68.
    assert_eq!(blocked(&large), not(&["large_loss"]));
    let suspect = |village: &mut Village| village.filed(CASE + 3, CaseKind::Suspect, "2026-10-01", 0, None);
    assert_eq!(blocked(&suspect), not(&["suspect"]));
    let den = |village: &mut Village| village.filed(CASE + 3, CaseKind::Den, "2025-10-01", 0, None);
    assert_eq!(blocked(&den).0, Tier::OnTrack, "a den of another round does not count");
}

/// 60 households without a key group, everything done by the end of the round.
fn plain() -> Village {
    let mut village = Village::new();
    for door in 1..=60 {
        village.tell(door, day("2025-06-01"), &registered(&[("tags", "corner")]));
    }
    village.met(1..=60, "2026-03-15");
    village.signs(1..=57, "2026-03-15");
    village.sampled(60, 40, (1..=30).map(|_| Some(2)));
    village.points(&[("2026-12-01", true), ("2026-10-03", true), ("2026-12-01", true), ("2026-12-31", true)]);
    for month in 1..=12 {
        village.held("activity", in_month(month, 1));
        village.held("meeting", in_month(month, 28));
        village.sent("parent_message", in_month(month, 15));
        village.inspected(&in_month(month, 5).to_string(), 10, 0);
    }
    village.weekly_messages(51);
    village
}

#[test]
fn a_village_with_no_key_group_tagged() {
    let score = plain().score(round().last);
    let expected = [
        ("household_coverage", (Some(3_000), 60, 60, None, None)),
        // 57 ÷ 60 = 95 %.
        ("pledges_answered", (Some(1_500), 57, 60, None, None)),
        // max(30, 6) = 30.
        ("awareness", (Some(1_500), 30, 30, None, None)),
        ("key_groups", (None, 0, 0, Some("no_key_group"), None)),
        // 3 October is the first of the last 90 days.
        ("publicity_points", (Some(800), 4, 4, None, None)),
        ("activities", (Some(700), 24, 24, None, None)),
        ("group_messages", (Some(500), 63, 63, None, None)),
        ("case_handling", (None, 0, 0, Some("no_case"), None)),
        // The same ten subjects in one inspection, checked each month: the last results hold.
        ("inspections", (Some(500), 10, 10, None, None)),
    ];
    assert_eq!(lines(&score), expected);
    // 30 + 15 + 15 + 8 + 7 + 5 + 5 = 85 of 85.
    assert_eq!((score.earned, score.applicable, score.points), (Points(8_500), Points(8_500), Points(10_000)));
    assert_eq!(score.tier, Tier::NoFraud);
    assert!(score.blocked_by.is_empty() && score.next_tier_blocked_by.is_empty() && score.township_gaps.is_empty());
}

#[test]
fn floors_and_vetoes_take_the_title_away() {
    let blocked = |village: &Village| village.score(round().last).blocked_by;
    let mut village = plain();
    village.filed(CASE, CaseKind::Victim, "2026-10-01", 1, None);
    // 85 of 90 points are 94.4.
    assert_eq!(blocked(&village), ["victim_case"]);

    let mut village = plain();
    for door in 61..=64 {
        village.tell(door, day("2025-06-01"), &registered(&[]));
    }
    // 60 ÷ 64 = 93.75 %: 24 points; 57 ÷ 64 = 89.1 %: 10 points; 74 of 85 are 87.05. Silent devices do not help.
    village.silence = Silence { devices: 1, doors: 4 };
    let score = village.score(round().last);
    assert_eq!(score.blocked_by, ["points", "floor.household_coverage"]);
    assert_eq!((score.points, score.bounds.reached_at_most), (Points(8_705), 64));

    // One elderly door never visited again: its group has 1 of 4 = 25 %, the migrants' group 4 of 4.
    let mut village = plain();
    village.tell(1, day("2025-06-01"), &super::book::edited("tags", "elderly", &[1]));
    village.tell(2, day("2025-06-01"), &super::book::edited("tags", "migrant", &[2]));
    ["2026-04-15", "2026-07-15", "2026-10-15"].into_iter().for_each(|on| village.met([2], on));
    let score = village.score(round().last);
    assert_eq!(line(indicator(&score, "key_groups")), (Some(625), 5, 8, None, None));
    // 91.25 of 95 points are 96.05.
    assert_eq!((score.points, score.blocked_by), (Points(9_605), vec!["floor.key_groups".to_owned()]));
}

#[test]
fn a_sample_counts_only_in_drawn_order_and_when_complete() {
    let awareness = |eligible, drawn, answers: Vec<(u64, Option<u8>)>| {
        let mut village = Village::new();
        (1..=60).for_each(|door| {
            village.tell(door, day("2025-06-01"), &registered(&[]));
        });
        village.sampled(eligible, drawn, []);
        for (door, correct) in answers {
            let asked = AwarenessAsked { door: entity(door), correct };
            village.tell(SAMPLE, day("2026-05-06"), &Fact::AwarenessAsked(asked));
        }
        let score = village.score(day("2026-06-30"));
        let awareness = indicator(&score, "awareness").clone();
        (awareness.points, awareness.numerator, awareness.denominator, awareness.next.map(|next| next.count))
    };
    let all = |doors: std::ops::RangeInclusive<u64>| doors.map(|door| (door, Some(3))).collect::<Vec<_>>();
    assert_eq!(awareness(60, 40, vec![]), (Some(Points(0)), 0, 0, Some(30)));
    assert_eq!(awareness(60, 40, all(1..=29)), (Some(Points(0)), 29, 29, Some(1)));
    assert_eq!(awareness(60, 40, all(1..=30)), (Some(Points(1_500)), 30, 30, None));
    assert_eq!(awareness(60, 40, all(11..=40)), (Some(Points(0)), 20, 20, Some(10)), "the first ten cannot be skipped");
    // Door 1 refuses, and may not be asked again until it answers well; door 31 takes its place.
    let mut refused = all(1..=30);
    refused[0].1 = None;
    refused.push((1, Some(3)));
    assert_eq!(awareness(60, 40, refused.clone()), (Some(Points(0)), 29, 29, Some(1)));
    refused.push((31, Some(1)));
    // 29 ÷ 30 = 96.7 %.
    assert_eq!(awareness(60, 40, refused), (Some(Points(1_300)), 29, 30, None));
    // Drawn too short a list: one place stays open.
    let mut short = all(1..=30);
    short[0].1 = None;
    assert_eq!(awareness(60, 30, short), (Some(Points(0)), 29, 29, Some(1)));
}

#[test]
fn an_empty_village_has_nothing_to_measure_but_its_duties() {
    let score = Village::new().score(day("2026-02-01"));
    // January: two duties of activities, four weeks (5 January – 1 February) and a month of messages.
    assert_eq!(line(indicator(&score, "activities")), (Some(0), 0, 2, None, Some(("hold_activity", 1, 233))));
    assert_eq!(line(indicator(&score, "group_messages")).2, 5);
    for id in ["household_coverage", "pledges_answered", "awareness"] {
        assert_eq!(line(indicator(&score, id)), (None, 0, 0, Some("no_household"), None));
    }
    assert_eq!((score.points, score.tier), (Points(0), Tier::Underway));
}

#[test]
fn a_duty_asks_for_days_as_well_as_for_a_number() {
    let mut village = Village::new();
    // Three messages on one day of the first week; one on each of two days of the second.
    for on in ["2026-01-06", "2026-01-06", "2026-01-06", "2026-01-12", "2026-01-18"] {
        village.sent("group_message", day(on));
    }
    // Told of before its day: it does not count.
    let on = day("2026-01-21");
    let early = Fact::MessageSent(MessageSent { duty: "group_message".to_owned(), on });
    village.tell(DEED + 500, day("2026-01-20"), &early);
    village.sent("group_message", day("2026-01-20"));
    let score = village.score(day("2026-01-25"));
    assert_eq!(line(indicator(&score, "group_messages")).1, 1);
    assert_eq!(line(indicator(&score, "group_messages")).2, 3);
}

#[test]
fn nothing_is_claimed_about_logs_that_cannot_be_read() {
    let (rules, round) = (rules(), round());
    let mut book = plain().book(&round, &rules);
    book.facts.checks.clear();
    let seen = score(&rules, &round, round.last, &book);
    assert_eq!((seen.tier, seen.township_gaps.len()), (Tier::NoFraud, 1));
    book.unread = vec![Class::Cases, Class::Review];
    let blind = score(&rules, &round, round.last, &book);
    assert_eq!(line(indicator(&blind, "case_handling")).3, Some("cases_unread"));
    assert_eq!(line(indicator(&blind, "inspections")).3, Some("review_unread"));
    assert_eq!((blind.tier, blind.township_gaps.len()), (Tier::Underway, 0));
    assert_eq!(blind.blocked_by, ["cases_unread"]);
    assert_eq!(blind.points, seen.points);
}

#[test]
fn a_score_without_the_doors_has_the_same_points() {
    let (rules, round) = (rules(), round());
    for (village, as_of) in
        [(large(), "2026-06-30"), (large(), "2026-02-01"), (small(), "2026-12-31"), (plain(), "2026-09-09")]
    {
        let mut book = village.book(&round, &rules);
        let full = score(&rules, &round, day(as_of), &book);
        book.doors.clear();
        let listed = score(&rules, &round, day(as_of), &book);
        assert_eq!((full.points, full.tier, full.blocked_by), (listed.points, listed.tier, listed.blocked_by));
        for (full, listed) in full.indicators.iter().zip(&listed.indicators) {
            assert_eq!((full.points, &full.note), (listed.points, &listed.note));
        }
    }
}
