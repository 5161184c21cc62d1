//! pledge

use dioxus::prelude::*;

use crate::domain::ids::EntityId;

/// The page.
#[component]
pub(crate) fn PledgePage(id: EntityId) -> Element {
    rsx! { h1 { "{id}" } }
}
