//! An address that leads nowhere.

use dioxus::prelude::*;

use crate::app::{routes::Route, text::t};

/// The page.
#[component]
pub(crate) fn NotFound(segments: Vec<String>) -> Element {
    rsx! {
        main { class: "plain-page",
            h1 { "data-testid": "not-found", {t!("not-found-title")} }
            p { {t!("not-found-advice", path = segments.join("/"))} }
            Link { to: Route::TodayPage {}, class: "button primary", {t!("tab-today")} }
        }
    }
}
