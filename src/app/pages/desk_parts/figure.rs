//! A share with what it is a share of, how fresh it is, and the counts behind it.

use dioxus::prelude::*;

use crate::{
    app::{components::StateShape, moment, text::t},
    device::{figures::Share, messages::CoverageView},
    domain::door::DoorState,
};

/// A percentage in words of the language, or that there is nothing to measure.
pub(crate) fn percent_text(share: Share) -> String {
    share.percent().map_or_else(|| t!("desk-nothing"), |percent| t!("desk-percent", percent = percent))
}

/// One measured share; stands in a `dl`.
#[component]
pub(crate) fn Figure(
    label: String,
    share: Share,
    #[props(default)] note: String,
    #[props(default)] testid: String,
) -> Element {
    rsx! {
        div { class: "desk-figure", "data-testid": testid, "data-done": "{share.done}", "data-of": "{share.of}",
            dt { {label} }
            dd {
                strong { {percent_text(share)} }
                span { class: "desk-figure-of", {t!("desk-of", done = share.done, of = share.of)} }
                progress { "aria-hidden": "true", max: "{share.of.max(1)}", value: "{share.done}" }
                if !note.is_empty() {
                    span { class: "desk-figure-note", {note} }
                }
            }
        }
    }
}

/// As of when figures hold, and what of them the server has not received yet.
#[component]
pub(crate) fn Freshness(as_of: Option<u64>, coverage: CoverageView) -> Element {
    let when = as_of.map_or_else(
        || t!("desk-as-of-never"),
        |ms| t!("desk-as-of", when = moment::at(ms), ago = moment::ago(ms, moment::now())),
    );
    rsx! {
        p { class: "desk-freshness", "data-testid": "freshness",
            {when}
            if coverage.unacknowledged > 0 {
                " "
                {t!("desk-unacknowledged", count = coverage.unacknowledged)}
            }
            if coverage.not_yet_counted > 0 {
                " "
                {t!("desk-not-yet-counted", count = coverage.not_yet_counted)}
            }
            if coverage.counting > 0 {
                " "
                span { "data-testid": "still-counting", "data-count": "{coverage.counting}",
                    {t!("desk-still-counting", count = coverage.counting, of = coverage.villages)}
                }
            }
        }
    }
}

/// How many doors are in which state: shape, word, number.
#[component]
pub(crate) fn StateCounts(label: String, coverage: CoverageView) -> Element {
    let count = move |state: DoorState| coverage.households.get(state.as_str()).copied().unwrap_or_default();
    rsx! {
        ul { class: "state-counts", "aria-label": label,
            for state in DoorState::ALL {
                li { key: "{state.as_str()}", "data-testid": "count-{state.as_str()}",
                    StateShape { state }
                    span { {t!(&format!("state-{}", state.as_str()))} }
                    strong { "{count(state)}" }
                }
            }
        }
    }
}
