//! The way out of the kiosk: the resident hands the device back, and the worker's PIN opens the rest of it.

use dioxus::prelude::*;

use super::{collective, held};
use crate::{
    app::{components::PinPad, routes::Route, text::t},
    domain::ids::EntityId,
};

/// A button that leads to the door once the PIN was right; at once where none was chosen.
#[component]
pub(super) fn Leave(door: EntityId, label: String, class: String, testid: String) -> Element {
    let mut asked = use_signal(|| false);
    rsx! {
        button { class, r#type: "button", "data-testid": testid, onclick: move |_| asked.set(true), {label} }
        if asked() {
            div { class: "kiosk-pin", role: "dialog", "aria-modal": "true", "aria-label": t!("pledge-pin"), "data-testid": "pledge-pin",
                p { class: "kiosk-label", {t!("pledge-pin")} }
                PinPad {
                    label: t!("pledge-pin"),
                    onright: move |()| {
                        collective::end();
                        held::release();
                        navigator().replace(Route::DoorPage { id: door });
                    },
                }
                button { class: "button quiet", r#type: "button", onclick: move |_| asked.set(false), {t!("back")} }
            }
        }
    }
}
