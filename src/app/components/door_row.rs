//! A door as a line in a list.

use dioxus::prelude::*;

use super::{Icon, IconKind, StateShape};
use crate::{
    app::{
        moment::on_day,
        routes::Route,
        text::{t, text_of_code},
    },
    device::messages::DoorLine,
    domain::door::{DoorState, PledgeState},
};

/// Lane and number, as on the plate.
pub(crate) fn place(line: &DoorLine) -> String {
    t!("door-place", lane = line.lane.as_str(), number = line.number.as_str()).trim().to_owned()
}

/// The line; `why` says why the door is listed, else its last visit does.
#[component]
pub(crate) fn DoorRow(line: DoorLine, why: Option<String>, #[props(default)] with_lane: bool) -> Element {
    let state = t!(&format!("state-{}", line.state.as_str()));
    let title = if with_lane { place(&line) } else { line.number.clone() };
    let detail = why.unwrap_or_else(|| situation(&line));
    rsx! {
        Link {
            to: Route::DoorPage { id: line.id },
            class: "door-row",
            "data-testid": "door-row",
            "data-id": "{line.id}",
            "data-state": line.state.as_str(),
            StateShape { state: line.state }
            span { class: "door-row-main",
                span { class: "door-row-title",
                    span { class: "door-number", {title} }
                    span { class: "door-name", {line.name.clone()} }
                }
                span { class: "door-row-detail",
                    span { class: "visually-hidden", {state} }
                    span { {detail} }
                    PledgeBadge { pledge: line.pledge }
                }
            }
            span { class: "door-row-marks",
                if line.conflict {
                    span { class: "badge attention", {t!("badge-conflict")} }
                }
                if line.unsent {
                    span { class: "badge", title: t!("badge-unsent"), Icon { kind: IconKind::Waiting } span { class: "visually-hidden", {t!("badge-unsent")} } }
                }
            }
            Icon { kind: IconKind::Forward }
        }
    }
}

fn situation(line: &DoorLine) -> String {
    let mut parts = vec![t!(&format!("state-{}", line.state.as_str()))];
    if let Some(day) = line.revisit {
        parts.push(t!("promised-on", day = on_day(day)));
    }
    if let (DoorState::Away, Some(day)) = (line.state, line.away_until) {
        parts.push(t!("away-until", day = on_day(day)));
    }
    if line.state == DoorState::Attempted && line.attempts > 1 {
        parts.push(t!("attempts", count = line.attempts));
    }
    parts.extend(line.tags.iter().take(2).map(|tag| text_of_code("tag", tag)));
    parts.join(" · ")
}

/// Whether the pledge was answered.
#[component]
pub(crate) fn PledgeBadge(pledge: PledgeState) -> Element {
    let (class, key) = match pledge {
        PledgeState::Open => return rsx! {},
        PledgeState::Signed => ("badge signed", "pledge-state-signed"),
        PledgeState::Declined => ("badge", "pledge-state-declined"),
        PledgeState::Withdrawn => ("badge", "pledge-state-withdrawn"),
    };
    rsx! {
        span { class, {t!(key)} }
    }
}

/// Key groups and tags.
#[component]
pub(crate) fn TagList(tags: Vec<String>) -> Element {
    rsx! {
        if !tags.is_empty() {
            ul { class: "tags", "aria-label": t!("tags-label"),
                for tag in tags {
                    li { key: "{tag}", class: "tag", {text_of_code("tag", &tag)} }
                }
            }
        }
    }
}
