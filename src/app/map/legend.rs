//! What shapes and shades on the map mean.

use dioxus::prelude::*;

use crate::{
    app::{components::StateShape, text::t},
    domain::door::DoorState,
};

/// The six door states: shape, colour and word.
#[component]
pub(crate) fn DoorLegend() -> Element {
    rsx! {
        ul { class: "map-legend", "aria-label": t!("map-legend"),
            for state in DoorState::ALL {
                li { key: "{state.as_str()}",
                    StateShape { state }
                    span { {t!(&format!("state-{}", state.as_str()))} }
                }
            }
        }
    }
}

/// The five shades of coverage, and none.
#[component]
pub(crate) fn CoverageLegend() -> Element {
    rsx! {
        ul { class: "map-legend", "aria-label": t!("map-legend"),
            for band in 0..5_u8 {
                li { key: "{band}",
                    span { class: "coverage-shade", "data-band": "{band}", "aria-hidden": "true" }
                    span { {t!(&format!("map-band-{band}"))} }
                }
            }
            li {
                span { class: "coverage-shade", "data-band": "none", "aria-hidden": "true" }
                span { {t!("map-band-none")} }
            }
        }
    }
}
