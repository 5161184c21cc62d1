//! Whether the browser keeps the data, and how much of its room is used.

use dioxus::prelude::*;

use crate::{app::text::t, platform::host::browser};

#[component]
pub(super) fn StorageCard() -> Element {
    let state = use_resource(|| async { (browser::ask_to_persist().await, browser::storage_estimate().await) });
    let Some((persisted, estimate)) = state() else { return rsx! {} };
    rsx! {
        section { class: "me-section", "aria-labelledby": "storage-title",
            h2 { id: "storage-title", {t!("storage-title")} }
            p {
                if persisted == Some(true) { {t!("storage-kept")} } else { {t!("storage-not-promised")} }
            }
            if let Some((used, granted)) = estimate {
                p { class: "hint", {t!("storage-used", used = megabytes(used), granted = megabytes(granted))} }
            }
        }
    }
}

fn megabytes(bytes: f64) -> u64 {
    (bytes / 1_048_576.0).ceil() as u64
}
