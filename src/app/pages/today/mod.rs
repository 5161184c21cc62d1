//! today

use dioxus::prelude::*;

/// The page.
#[component]
pub(crate) fn TodayPage() -> Element {
    rsx! { h1 {} }
}
