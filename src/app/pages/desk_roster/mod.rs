//! The desk: roster.

use dioxus::prelude::*;

use crate::app::text::t;

/// The page.
#[component]
pub(crate) fn DeskRoster() -> Element {
    rsx! {
        h1 { {t!("tab-roster")} }
    }
}
