//! door

use dioxus::prelude::*;

use crate::domain::ids::EntityId;

/// The page.
#[component]
pub(crate) fn DoorPage(id: EntityId) -> Element {
    rsx! { h1 { "{id}" } }
}
