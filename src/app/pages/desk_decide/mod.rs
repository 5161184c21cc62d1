//! What waits for a decision at the desk: records that the server holds, and fields that two people changed.
//!
//! Held records are on the server and need it; a conflict is decided by an event like all others and works offline.
//!
//! Tests: `held-export` · `held-row` (with `data-id`, `data-kind`, `data-reason`, `data-refused`) `held-reason` `held-admit` `held-refuse` ·
//! `conflict-line`.

mod held;

use dioxus::prelude::*;

use self::held::Held;
use super::conflicts::ConflictLines;
use crate::app::text::t;

/// The page.
#[component]
pub(crate) fn DeskDecide() -> Element {
    rsx! {
        div { class: "desk",
            h1 { {t!("decide-title")} }
            section { class: "desk-section",
                h2 { {t!("held-title")} }
                p { class: "desk-note", {t!("held-note")} }
                Held {}
            }
            section { class: "desk-section",
                h2 { {t!("conflicts-title")} }
                p { class: "desk-note", {t!("decide-conflicts-note")} }
                ConflictLines {}
            }
        }
    }
}
