//! me

use dioxus::prelude::*;

/// The page.
#[component]
pub(crate) fn Me() -> Element {
    rsx! { h1 {} }
}
