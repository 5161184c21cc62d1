//! What needs attention on every page: revoked, a wrong clock, a new version. Nothing leads away from a form.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::ask,
        components::{Mark, MarkKind, toast},
        routes::Route,
        state::{STATUS, SYNC, UPDATE_READY},
        text::{t, text_of_code},
    },
    device::messages::Request,
    platform::host::browser,
};

#[component]
pub(super) fn Banners() -> Element {
    let in_form = use_route::<Route>().is_form();
    let revoked = STATUS.read().as_ref().is_some_and(|status| status.revoked);
    let sync = SYNC.read();
    let clock_off = sync.clock_off_minutes.filter(|minutes| minutes.abs() >= 3);
    let problem = sync.problem.clone().filter(|code| !matches!(code.as_str(), "offline" | "revoked" | "clock_off"));
    rsx! {
        if revoked {
            div { class: "banner loss", role: "alert", "data-testid": "banner-revoked",
                Mark { kind: MarkKind::Warning }
                div {
                    strong { {t!("banner-revoked")} }
                    p { {t!("banner-revoked-do")} }
                    if !in_form {
                        Link { to: Route::Records {}, class: "link", {t!("banner-revoked-export")} }
                        EraseHere {}
                    }
                }
            }
        }
        if let Some(minutes) = clock_off {
            div { class: "banner", role: "status",
                Mark { kind: MarkKind::Warning }
                div {
                    strong { {t!("banner-clock", minutes = minutes.abs())} }
                    p { {t!("banner-clock-do")} }
                }
            }
        }
        if let Some(code) = problem {
            div { class: "banner", role: "status", "data-code": "{code}",
                Mark { kind: MarkKind::Warning }
                p { {text_of_code("sync-problem", &code)} }
            }
        }
        if UPDATE_READY() && !in_form {
            div { class: "banner update", role: "status", "data-testid": "update-ready",
                p { {t!("update-ready")} }
                button {
                    class: "button small",
                    r#type: "button",
                    "data-testid": "update-apply",
                    onclick: move |_| browser::apply_update(),
                    {t!("update-apply")}
                }
            }
        }
    }
}

/// What could not be handed over was exported: then nothing keeps the data here.
#[component]
fn EraseHere() -> Element {
    let mut asking = use_signal(|| false);
    let erase = move |_| async move {
        if let Err(failure) = ask!(Request::EraseRevoked, Done) {
            toast::show_failure(&failure);
        }
    };
    rsx! {
        if asking() {
            p { strong { {t!("revoked-erase-sure")} } }
            div { class: "actions",
                button { class: "button danger", r#type: "button", "data-testid": "revoked-erase-yes", onclick: erase, {t!("revoked-erase-yes")} }
                button { class: "button quiet", r#type: "button", onclick: move |_| asking.set(false), {t!("cancel")} }
            }
        } else {
            button { class: "link", r#type: "button", "data-testid": "revoked-erase", onclick: move |_| asking.set(true), {t!("revoked-erase")} }
        }
    }
}
