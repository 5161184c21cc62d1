//! One indicator: points of its worth, what was measured, what is missing, the next step, and the records it rests on.

use dioxus::prelude::*;

use crate::{
    app::text::{t, text_of_code},
    device::figures::{Share, points},
    domain::{
        ids::EventId,
        score::{IndicatorScore, NextStep},
    },
};

/// Records listed by their number; the rest is counted.
const LISTED: usize = 50;
/// Steps that have words of their own.
const STEPS: [&str; 11] = [
    "visit",
    "offer_pledge",
    "draw_sample",
    "ask_sample",
    "register_point",
    "visit_key_group",
    "check_point",
    "hold_activity",
    "send_message",
    "revisit_case",
    "correct_finding",
];

/// An indicator as a list item.
#[component]
pub(super) fn Indicator(indicator: IndicatorScore) -> Element {
    let earned = indicator.points.map_or_else(|| t!("indicator-not-applicable"), points);
    let share = Share { done: indicator.numerator, of: indicator.denominator };
    rsx! {
        li { class: "indicator", "data-testid": "indicator-{indicator.id}", "data-points": indicator.points.map(points),
            "data-numerator": "{indicator.numerator}", "data-denominator": "{indicator.denominator}",
            div { class: "indicator-head",
                h3 { {text_of_code("indicator", &indicator.id)} }
                p { class: "indicator-points",
                    strong { {earned} }
                    if indicator.points.is_some() {
                        " "
                        span { {t!("indicator-worth", worth = points(indicator.worth))} }
                    }
                }
            }
            if indicator.points.is_some() {
                Measured { share, missing: indicator.missing.len() }
            }
            if let Some(note) = &indicator.note {
                p { class: "indicator-note", {text_of_code("indicator-note", note)} }
            }
            if let Some(next) = indicator.next.clone() {
                p { class: "next-step", "data-testid": "next-step", {step_text(&next)} }
            }
            Evidence { events: indicator.evidence }
        }
    }
}

#[component]
fn Measured(share: Share, missing: usize) -> Element {
    rsx! {
        p { class: "indicator-measured",
            {t!("indicator-measured", done = share.done, of = share.of)}
            if let Some(percent) = share.percent() {
                " · "
                {t!("desk-percent", percent = percent)}
            }
            if missing > 0 {
                " · "
                {t!("indicator-missing", count = missing)}
            }
        }
        progress { "aria-hidden": "true", max: "{share.of.max(1)}", value: "{share.done}" }
    }
}

#[component]
fn Evidence(events: Vec<EventId>) -> Element {
    let rest = events.len().saturating_sub(LISTED);
    let all = events.len();
    if events.is_empty() {
        return rsx! {};
    }
    rsx! {
        details { class: "evidence",
            summary { {t!("indicator-evidence", count = all)} }
            ul {
                for event in events.into_iter().take(LISTED) {
                    li { key: "{event}", code { "{event}" } }
                }
            }
            if rest > 0 {
                p { class: "desk-note", {t!("indicator-evidence-rest", count = rest)} }
            }
        }
    }
}

fn step_text(next: &NextStep) -> String {
    let known = STEPS.contains(&next.action.as_str());
    let step = if known { next.action.replace('_', "-") } else { "other".to_owned() };
    let step = t!(&format!("next-step-{step}"), count = next.count);
    t!("next-step", step = step, gain = points(next.gain))
}
