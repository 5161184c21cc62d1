//! The map page.

use dioxus::prelude::*;

use super::text::t;

/// Doors on a map.
#[component]
pub(crate) fn MapPage() -> Element {
    rsx! {
        h1 { {t!("tab-map")} }
    }
}
