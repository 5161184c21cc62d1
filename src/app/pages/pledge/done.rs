//! It is over: thanks, and the device goes back to the worker.

use dioxus::prelude::*;

use crate::{
    app::{
        components::{Mark, MarkKind},
        routes::Route,
        text::t,
    },
    domain::ids::{EntityId, EventId},
};

/// The record's number as people copy it: the random end of its id, in groups of four.
fn number(event: EventId) -> String {
    let hex = event.0.simple().to_string().to_uppercase();
    let end = hex.get(20..).unwrap_or_default().to_owned();
    let groups: Vec<_> = [0, 4, 8].into_iter().filter_map(|at| end.get(at..at + 4)).collect();
    groups.join(" ")
}

#[component]
pub(super) fn Signed(door: EntityId, event: EventId) -> Element {
    rsx! {
        div { class: "kiosk-done", role: "status", "data-testid": "pledge-done", "data-event": "{event}",
            Mark { kind: MarkKind::Done }
            h1 { class: "kiosk-title", {t!("pledge-signed")} }
            p { class: "kiosk-label", {t!("pledge-number")} }
            p { class: "kiosk-number", {number(event)} }
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
    rsx! {
        Link { to: Route::DoorPage { id: door }, class: "button primary large wide", "data-testid": "pledge-finish", {t!("pledge-finish")} }
    }
}
