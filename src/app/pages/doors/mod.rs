//! doors

use dioxus::prelude::*;

/// The page.
#[component]
pub(crate) fn DoorsPage() -> Element {
    rsx! { h1 {} }
}
