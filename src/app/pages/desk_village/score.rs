//! The score: the sum, what it comes to, what stands in the way, and every indicator.

use dioxus::prelude::*;

use super::indicator::Indicator;
use crate::{
    app::{
        moment::on_day,
        pages::desk_parts::percent_text,
        text::{t, text_of_code},
    },
    device::figures::{Share, points},
    domain::score::{CoverageBounds, Points, Score, Tier},
    sync::notices::VillageStanding,
};

/// Indicators that all apply are worth this together.
const WHOLE: Points = Points(10_000);

/// The score, or that no round is open.
#[component]
pub(super) fn ScoreCard(score: Option<Score>) -> Element {
    rsx! {
        section { class: "desk-section",
            h2 { {t!("score-title")} }
            if let Some(score) = score {
                Total { score: score.clone() }
                ol { class: "indicators",
                    for indicator in score.indicators {
                        Indicator { key: "{indicator.id}", indicator }
                    }
                }
            } else {
                p { {t!("score-no-round")} }
            }
        }
    }
}

/// What the server says that the village comes to; what it is made of comes with the doors.
#[component]
pub(super) fn StandingCard(standing: VillageStanding) -> Element {
    rsx! {
        section { class: "desk-section",
            h2 { {t!("score-title")} }
            Head { points: standing.points, tier: standing.tier,
                note: t!("score-by-server", day = on_day(standing.as_of)) }
            if standing.next_tier_blocked_by != standing.blocked_by {
                Blocked { title: t!("score-blocked-next"), codes: standing.next_tier_blocked_by }
            }
            Blocked { title: t!("score-blocked"), codes: standing.blocked_by }
        }
    }
}

/// Points and tier, and whose word that is.
#[component]
fn Head(points: Points, tier: Tier, note: String) -> Element {
    let points = crate::device::figures::points(points);
    rsx! {
        div { class: "score-total", "data-testid": "village-score", "data-points": "{points}", "data-tier": tier_code(tier),
            p { class: "score-points",
                strong { "{points}" }
                span { {t!("score-of-hundred")} }
            }
            div {
                p { class: "score-tier", {text_of_code("tier", tier_code(tier))} }
                p { class: "desk-note", {note} }
            }
        }
    }
}

#[component]
fn Total(score: Score) -> Element {
    rsx! {
        Head { points: score.points, tier: score.tier,
            note: t!("score-as-of", day = on_day(score.as_of), rules = score.rule_set.as_str()) }
        if score.applicable != WHOLE {
            p { class: "desk-note", {t!("score-scaled", earned = points(score.earned), applicable = points(score.applicable))} }
        }
        Silent { bounds: score.bounds }
        if score.exempt_to_check {
            p { class: "desk-note", "data-testid": "village-exempt", {t!("score-exempt-to-check")} }
        }
        if score.next_tier_blocked_by != score.blocked_by {
            Blocked { title: t!("score-blocked-next"), codes: score.next_tier_blocked_by }
        }
        Blocked { title: t!("score-blocked"), codes: score.blocked_by }
        for gap in score.township_gaps {
            p { key: "{gap.kind}", class: "desk-note",
                {t!("score-township-gap", duty = text_of_code("duty", &gap.kind), done = gap.fulfilled, due = gap.due)}
            }
        }
    }
}

/// What devices that have been silent may still bring.
#[component]
fn Silent(bounds: CoverageBounds) -> Element {
    if bounds.silent_devices == 0 {
        return rsx! {};
    }
    let low = percent_text(Share { done: bounds.reached, of: bounds.asked });
    let high = percent_text(Share { done: bounds.reached_at_most, of: bounds.asked });
    rsx! {
        p { class: "desk-note", "data-testid": "village-bounds", {t!("score-silent", count = bounds.silent_devices, low = low, high = high)} }
    }
}

#[component]
fn Blocked(title: String, codes: Vec<String>) -> Element {
    if codes.is_empty() {
        return rsx! {};
    }
    rsx! {
        div { class: "score-blocked",
            h3 { {title} }
            ul {
                for code in codes {
                    li { key: "{code}", "data-testid": "score-blocked-by", "data-code": "{code}", {blocked_text(&code)} }
                }
            }
        }
    }
}

fn blocked_text(code: &str) -> String {
    match code.strip_prefix("floor.") {
        Some(indicator) => t!("score-blocked-floor", indicator = text_of_code("indicator", indicator)),
        None => text_of_code("score-blocked", code),
    }
}

const fn tier_code(tier: Tier) -> &'static str {
    match tier {
        Tier::Underway => "underway",
        Tier::OnTrack => "on_track",
        Tier::NoFraud => "no_fraud",
    }
}
