//! The six states of a door: shape first, colour second, word third. Everywhere the same.

use dioxus::prelude::*;

use crate::{app::text::t, domain::door::DoorState};

/// The state as a shape.
#[component]
pub(crate) fn StateShape(state: DoorState) -> Element {
    rsx! {
        svg {
            class: "state-shape state-{state.as_str()}",
            view_box: "0 0 24 24",
            width: "24",
            height: "24",
            "aria-hidden": "true",
            match state {
                DoorState::Reached => rsx! {
                    circle { cx: "12", cy: "12", r: "10", fill: "currentColor" }
                    path { d: "M7 12.4l3.4 3.4L17 9", fill: "none", stroke: "var(--surface)", stroke_width: "2.4", stroke_linecap: "round", stroke_linejoin: "round" }
                },
                DoorState::Unreached => rsx! {
                    circle { cx: "12", cy: "12", r: "8.8", fill: "none", stroke: "currentColor", stroke_width: "2.4" }
                },
                DoorState::Attempted => rsx! {
                    path { d: "M12 2.6L22.4 21H1.6z", fill: "currentColor" }
                },
                DoorState::Declined => rsx! {
                    path { d: "M12 1.4L22.6 12 12 22.6 1.4 12z", fill: "currentColor" }
                },
                DoorState::Away => rsx! {
                    circle { cx: "12", cy: "12", r: "8.8", fill: "none", stroke: "currentColor", stroke_width: "2.4" }
                    path { d: "M12 6.8V12l3.6 2.4", fill: "none", stroke: "currentColor", stroke_width: "2.2", stroke_linecap: "round", stroke_linejoin: "round" }
                },
                DoorState::Exempt => rsx! {
                    path { d: "M4 12h16", fill: "none", stroke: "currentColor", stroke_width: "4", stroke_linecap: "round" }
                },
            }
        }
    }
}

/// Shape and word.
#[component]
pub(crate) fn StateLabel(state: DoorState) -> Element {
    rsx! {
        span { class: "state-label", "data-testid": "door-state", "data-state": state.as_str(),
            StateShape { state }
            span { {t!(&format!("state-{}", state.as_str()))} }
        }
    }
}
