//! visit

use dioxus::prelude::*;

use crate::domain::ids::EntityId;

/// The page.
#[component]
pub(crate) fn VisitPage(id: EntityId, outcome: String) -> Element {
    rsx! { h1 { "{id} {outcome}" } }
}
