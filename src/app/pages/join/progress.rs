//! The first reading of the village's doors, with its progress.

use dioxus::prelude::*;

use crate::app::{
    components::{Mark, MarkKind},
    state::SYNC,
    text::t,
};

/// How far it is; work can start at any moment.
#[component]
pub(super) fn FirstSync(onnext: EventHandler<()>) -> Element {
    let sync = SYNC.read().clone();
    let done = sync.last_sync.is_some();
    rsx! {
        Mark { kind: MarkKind::Done }
        h1 { "data-testid": "join-done", {t!("join-done")} }
        div { class: "card", role: "status", "data-testid": "join-progress", "data-done": "{done}",
            if done {
                p { {t!("join-all-here")} }
            } else if let Some((read, all)) = sync.progress {
                p { {t!("sync-reading", read = read, all = all)} }
                progress { max: "{all.max(1)}", value: "{read}", "aria-label": t!("join-progress") }
            } else {
                p { {t!("sync-reading-start")} }
                progress { "aria-label": t!("join-progress") }
            }
        }
        p { class: "hint", {t!("join-add-to-home")} }
        button { class: "button primary large", r#type: "button", "data-testid": "join-go-on", onclick: move |_| onnext.call(()),
            {t!("join-go-on")}
        }
    }
}
