//! The PIN of this device: whether there is one, changing it, and after how long it is asked for.

use dioxus::prelude::*;

use crate::app::{
    components::{Mark, MarkKind},
    idle,
    routes::Route,
    state::{LOCK, close},
    text::t,
};

/// Stands until a PIN is chosen.
#[component]
pub(super) fn PinReminder() -> Element {
    if LOCK.read().pin {
        return rsx! {};
    }
    rsx! {
        div { class: "banner", "data-testid": "pin-reminder",
            Mark { kind: MarkKind::Warning }
            div {
                strong { {t!("pin-none")} }
                p { {t!("pin-none-what")} }
                Link { to: Route::PinPage {}, class: "button small", "data-testid": "pin-choose", {t!("pin-choose")} }
            }
        }
    }
}

#[component]
pub(super) fn LockSettings() -> Element {
    let lock = *LOCK.read();
    let mut chosen = use_signal(idle::minutes);
    if !lock.pin {
        return rsx! {};
    }
    rsx! {
        section { class: "me-section", "aria-labelledby": "lock-title",
            h2 { id: "lock-title", {t!("lock-settings")} }
            p { if lock.releasable { {t!("lock-releasable")} } else { {t!("lock-not-releasable")} } }
            p { id: "lock-after", {t!("lock-after")} }
            div { class: "segments", role: "group", "aria-labelledby": "lock-after",
                for minutes in idle::MINUTES {
                    button {
                        key: "{minutes}",
                        class: "segment",
                        r#type: "button",
                        "aria-pressed": chosen() == minutes,
                        "data-testid": "lock-minutes-{minutes}",
                        onclick: move |_| {
                            idle::choose_minutes(minutes);
                            chosen.set(minutes);
                        },
                        {t!("lock-minutes", count = minutes)}
                    }
                }
            }
            div { class: "actions",
                Link { to: Route::PinPage {}, class: "button", "data-testid": "pin-change", {t!("pin-change")} }
                button { class: "button", r#type: "button", "data-testid": "lock-now", onclick: move |_| close(), {t!("lock-now")} }
            }
        }
    }
}
