//! It is over: thanks, the code to take home, and the device goes back to the worker.

use dioxus::prelude::*;

use super::{Leave, collective, out_of};
use crate::{
    app::{
        ask::ask,
        components::{Mark, MarkKind, QrImage, Waiting},
        text::t,
    },
    device::messages::Request,
    domain::ids::{EntityId, EventId},
    platform::host::browser,
};

/// The page where a stranger's phone checks this code; none where it would meet a warning.
pub(crate) fn verify_link(link: bool, code: &str) -> Option<String> {
    let origin = browser::public_origin().filter(|_| link)?;
    Some(format!("{origin}/verify?code={code}"))
}

#[component]
pub(super) fn Signed(door: EntityId, event: EventId) -> Element {
    let certificate = use_resource(move || async move { ask!(Request::Certificate { event }, Certificate) });
    let known =
        certificate.read().as_ref().and_then(|answer| answer.as_ref().ok().map(|view| (view.code.clone(), view.link)));
    rsx! {
        div { class: "kiosk-done", role: "status", "data-testid": "pledge-done", "data-event": "{event}",
            Mark { kind: MarkKind::Done }
            h1 { class: "kiosk-title", {t!("pledge-signed")} }
            if let Some((code, link)) = known {
                p { class: "kiosk-label", {t!("pledge-code")} }
                p { class: "kiosk-number", "data-testid": "pledge-code", {code.clone()} }
                if let Some(link) = verify_link(link, &code) {
                    QrImage { text: link, label: t!("pledge-code-qr"), testid: "pledge-qr" }
                    p { {t!("pledge-code-scan")} }
                } else {
                    p { {t!("pledge-code-copy")} }
                }
            }
            p { {t!("pledge-signed-advice")} }
        }
        Finish { door }
    }
}

#[component]
pub(super) fn Declined(door: EntityId) -> Element {
    rsx! {
        div { class: "kiosk-done", role: "status", "data-testid": "pledge-declined",
            h1 { class: "kiosk-title", {t!("pledge-declined")} }
            p { {t!("pledge-declined-advice")} }
        }
        Finish { door }
    }
}

#[component]
fn Finish(door: EntityId) -> Element {
    let next = use_resource(move || collective::next_after(door));
    let to = out_of(door);
    match &*next.read() {
        None => rsx! { Waiting {} },
        Some(Ok(Some(next))) => {
            let next = *next;
            rsx! {
                button {
                    class: "button primary large wide",
                    r#type: "button",
                    "data-testid": "collective-next",
                    onclick: move |_| collective::go_on(next),
                    {t!("collective-next")}
                }
                Leave { to, label: t!("collective-end"), class: "button quiet", testid: "pledge-finish" }
            }
        }
        // The list says what could not be read.
        Some(Ok(None) | Err(_)) => rsx! {
            Leave { to, label: t!("pledge-finish"), class: "button primary large wide", testid: "pledge-finish" }
        },
    }
}
