//! conflicts

use dioxus::prelude::*;

/// The page.
#[component]
pub(crate) fn Conflicts() -> Element {
    rsx! { h1 {} }
}
