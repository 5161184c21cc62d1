//! The rule set document: what ships, and what a wrong document is told.

use rstest::rstest;

use super::book::rules;
use crate::domain::{
    rule_set::{Measure, Problem, RuleSet, RuleSetError, SHIPPED, Share},
    score::{Points, Tier},
    tally::Metric,
};

#[test]
fn the_shipped_rule_set_is_worth_a_hundred_points() {
    let rules = rules();
    assert_eq!(rules.version, "2026-1");
    assert_eq!(rules.indicators.iter().map(|indicator| indicator.worth.0).sum::<i64>(), 10_000);
    let worth: Vec<_> = rules.indicators.iter().map(|i| (i.measure.as_str(), i.worth.0 / 100)).collect();
    let expected = [
        ("household_coverage", 30),
        ("pledges_answered", 15),
        ("awareness", 15),
        ("key_groups", 10),
        ("publicity_points", 8),
        ("activities", 7),
        ("group_messages", 5),
        ("case_handling", 5),
        ("inspections", 5),
    ];
    assert_eq!(worth, expected);
    let bands = |measure| -> Vec<(u64, i64)> {
        let indicator = rules.indicator(measure).unwrap();
        indicator.bands.iter().map(|band| (band.share.0 / 100, band.points.0 / 100)).collect()
    };
    assert_eq!(bands(Measure::HouseholdCoverage), [(100, 30), (95, 27), (90, 24), (80, 18), (60, 9)]);
    assert_eq!(bands(Measure::PledgesAnswered), [(95, 15), (90, 13), (80, 10), (60, 5)]);
    assert_eq!(bands(Measure::Awareness), [(100, 15), (92, 13), (80, 10), (60, 5)]);
    assert_eq!(bands(Measure::KeyGroups), [], "proportional");
    let tiers: Vec<_> = rules.tiers.iter().map(|tier| (tier.tier, tier.points)).collect();
    let expected = [(Tier::NoFraud, Points(9_000)), (Tier::OnTrack, Points(8_000)), (Tier::Underway, Points(0))];
    assert_eq!(tiers, expected);
}

#[rstest]
#[case::nobody(0, 0)]
#[case::fewer_than_the_minimum(12, 12)]
#[case::the_minimum(250, 30)]
#[case::a_tenth(600, 60)]
#[case::a_tenth_rounded_up(601, 61)]
#[case::the_maximum(5_000, 100)]
fn sample_sizes(#[case] eligible: u64, #[case] size: u64) {
    assert_eq!(rules().awareness.sample_size(eligible), size);
}

#[test]
fn shares_are_compared_without_rounding() {
    assert!(Share(9_500).is_met_by(19, 20));
    assert!(!Share(9_500).is_met_by(94_999, 100_000));
    assert!(!Share(0).is_met_by(0, 0));
    assert!(!Share(1_000).is_exceeded_by(25, 250) && Share(1_000).is_exceeded_by(26, 250));
    assert!(!Share(0).is_exceeded_by(0, 0));
}

/// The shipped document with one text replaced by another.
fn broken(from: &str, to: &str) -> RuleSetError {
    assert!(SHIPPED.contains(from));
    RuleSet::from_toml(&SHIPPED.replacen(from, to, 1)).unwrap_err()
}

fn key(key: &str, problem: Problem) -> RuleSetError {
    RuleSetError::Key { key: key.to_owned(), problem }
}

#[rstest]
#[case::misspelt("counts_after_days", "count_after_days", "doors.counts_after_days", Problem::Missing)]
#[case::unknown("[doors]", "[doors]\nbonus = 3", "doors.bonus", Problem::Unknown)]
#[case::a_text_for_a_number(
    "sample_min = 30",
    "sample_min = \"30\"",
    "awareness.sample_min",
    Problem::Expected("a whole number")
)]
#[case::a_fraction("points = 30", "points = 30.5", "indicator[0].points", Problem::Expected("a whole number"))]
#[case::too_much("share = 95", "share = 950", "indicator[0].bands[1].share", Problem::NotAllowed("950, not in 0..=100".to_owned()))]
#[case::negative("interval_days = 90", "interval_days = -90", "key_groups.interval_days", Problem::NotAllowed("-90, not in 1..=3660".to_owned()))]
#[case::no_such_group("\"trader\"", "\"trade\"", "key_groups.groups[3]", Problem::NotAllowed("\"trade\"".to_owned()))]
#[case::no_such_indicator("id = \"awareness\"", "id = \"aware\"", "indicator[2].id", Problem::NotAllowed("aware".to_owned()))]
#[case::twice("id = \"awareness\"", "id = \"key_groups\"", "indicator[3].id", Problem::NotAllowed("key_groups twice".to_owned()))]
#[case::no_source("handle_days = 7\nsource", "handle_days = 7\norigin", "cases.source", Problem::Missing)]
#[case::no_day("2026-01-01", "2026-02-30", "effective_from", Problem::NotAllowed("2026-02-30".to_owned()))]
#[case::no_such_veto("vetoes = [\"suspect\", \"den\"]", "vetoes = [\"rumour\"]", "tier[1].vetoes[0]", Problem::NotAllowed("\"rumour\"".to_owned()))]
fn a_wrong_document_is_told_its_key(#[case] from: &str, #[case] to: &str, #[case] at: &str, #[case] problem: Problem) {
    assert_eq!(broken(from, to), key(at, problem));
}

#[test]
fn bands_have_to_fall() {
    let error = broken("{ share = 95, points = 27 }", "{ share = 95, points = 20 }");
    assert!(matches!(error, RuleSetError::Key { key, .. } if key == "indicator[0].bands"));
    assert!(matches!(RuleSet::from_toml("version = "), Err(RuleSetError::Syntax(_))));
}

#[test]
fn codes_of_metrics_read_back() {
    for metric in Metric::ALL {
        assert_eq!(Metric::parse(metric.as_str()), Some(*metric));
    }
    assert!(Metric::ALL.is_sorted());
    assert_eq!(Metric::parse("household.happy"), None);
}
