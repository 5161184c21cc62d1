//! The way out of the kiosk: the resident hands the device back, and the worker's PIN opens the rest of it.

use dioxus::prelude::*;

use super::{collective, held};
use crate::app::{components::PinPad, routes::Route, text::t};

/// A button that leads out once the PIN was right; at once where none was chosen. An event waits for its list to go on.
#[component]
pub(super) fn Leave(to: Route, label: String, class: String, testid: String) -> Element {
    let mut asked = use_signal(|| false);
    rsx! {
        button { class, r#type: "button", "data-testid": testid, onclick: move |_| asked.set(true), {label} }
        if asked() {
            div { class: "kiosk-pin", role: "dialog", "aria-modal": "true", "aria-label": t!("pledge-pin"), "data-testid": "pledge-pin",
                p { class: "kiosk-label", {t!("pledge-pin")} }
                PinPad {
                    label: t!("pledge-pin"),
                    onright: move |()| {
                        collective::pause();
                        held::release();
                        navigator().replace(to.clone());
                    },
                }
                button { class: "button quiet", r#type: "button", onclick: move |_| asked.set(false), {t!("back")} }
            }
        }
    }
}
