//! Where one stands, on the map: asked when tapped, shown as long as the page is open, recorded and sent nowhere.

use dioxus::prelude::*;

use crate::{
    app::{components::use_finding, text::t},
    platform::standpoint::{NoStandpoint, Standpoint},
};

/// The button, and in words what it found or why it found nothing.
#[component]
pub(super) fn OwnPosition(here: Signal<Option<Standpoint>>) -> Element {
    let mut here = here;
    let finding = use_finding();
    let shown = here();
    rsx! {
        div { class: "map-own", "aria-busy": finding.is_busy(),
            button { class: "button", r#type: "button", disabled: finding.is_busy(), "data-testid": "map-own",
                onclick: move |_| finding.ask(move |found| here.set(Some(found))),
                if finding.is_busy() { {t!("standpoint-asking")} } else { {t!("map-own")} }
            }
            match (finding.refused(), shown) {
                (Some(NoStandpoint::Denied), _) => rsx! { p { role: "alert", "data-testid": "map-own-none", {t!("map-own-denied")} } },
                (Some(NoStandpoint::Nowhere), _) => rsx! { p { role: "alert", "data-testid": "map-own-none", {t!("map-own-nowhere")} } },
                (None, Some(found)) => rsx! { p { role: "status", "data-testid": "map-own-here", {t!("map-own-here", metres = found.within_m)} } },
                (None, None) => rsx! {},
            }
        }
    }
}
