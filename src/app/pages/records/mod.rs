//! records

use dioxus::prelude::*;

/// The page.
#[component]
pub(crate) fn Records() -> Element {
    rsx! { h1 {} }
}
