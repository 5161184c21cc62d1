//! The desk: people.

use dioxus::prelude::*;

use crate::app::text::t;

/// The page.
#[component]
pub(crate) fn DeskPeople() -> Element {
    rsx! {
        h1 { {t!("tab-people")} }
    }
}
