//! The desk: overview.

use dioxus::prelude::*;

use crate::app::text::t;

/// The page.
#[component]
pub(crate) fn DeskOverview() -> Element {
    rsx! {
        h1 { {t!("tab-desk")} }
    }
}
