//! The desk: one village.

use dioxus::prelude::*;

use crate::{app::text::t, domain::ids::AreaId};

/// The page.
#[component]
pub(crate) fn DeskVillage(id: AreaId) -> Element {
    rsx! {
        h1 { "data-id": "{id}", {t!("tab-desk")} }
    }
}
