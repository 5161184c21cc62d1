//! A door of the building: four taps, or what one of them said and the way back.

use dioxus::prelude::*;

use super::{Hands, more::More};
use crate::{
    app::{
        components::{Icon, IconKind, StateShape},
        moment,
        routes::Route,
        text::{t, text_of_code},
    },
    device::messages::{DoorLine, SweepRow, SweepTold, Tap},
    domain::ids::EventId,
};

#[component]
pub(super) fn Row(row: SweepRow, hands: Hands) -> Element {
    let door = row.line.id;
    let code = row.told.as_ref().map(|told| told.code.clone()).unwrap_or_default();
    let (line, number) = (row.line.clone(), row.line.number.clone());
    let label = format!("{} {}", line.number, line.name);
    let (own, other) = match row.told.clone() {
        Some(told) if told.own => (Some(told), None),
        told => (None, told),
    };
    rsx! {
        article {
            class: "sweep-row",
            "data-testid": "sweep-row",
            "data-id": "{door}",
            "data-number": number,
            "data-told": "{code}",
            "aria-label": label,
            Title { line: line.clone(), met_by_other: row.met_by_other }
            if let Some(told) = other {
                p { class: "hint", "data-testid": "sweep-other",
                    {t!("sweep-other", found = found(&told.code), at = moment::time(told.at))}
                }
            }
            if let Some(told) = own {
                Told { row, told, hands }
            } else {
                Taps { line, hands }
            }
        }
    }
}

/// What was found, in the word of its tap.
fn found(code: &str) -> String {
    let tap = Tap::ALL.into_iter().find(|tap| tap.code() == code);
    tap.map_or_else(|| text_of_code("outcome", code), word)
}

fn word(tap: Tap) -> String {
    t!(&format!("sweep-{}", tap.code().replace('_', "-")))
}

/// Leads to the door, where all the rest is recorded.
#[component]
fn Title(line: DoorLine, met_by_other: bool) -> Element {
    rsx! {
        Link { to: Route::DoorPage { id: line.id }, class: "sweep-title", "data-testid": "sweep-door",
            StateShape { state: line.state }
            span { class: "visually-hidden", {t!(&format!("state-{}", line.state.as_str()))} }
            span { class: "door-number", {line.number} }
            span { class: "door-name", {line.name} }
            if met_by_other {
                span { class: "badge signed", "data-testid": "sweep-met", {t!("sweep-met-by-other")} }
            }
            Icon { kind: IconKind::Forward }
        }
    }
}

#[component]
fn Taps(line: DoorLine, hands: Hands) -> Element {
    let door = line.id;
    let busy = hands.busy.read().contains(&door);
    rsx! {
        div { class: "sweep-taps", role: "group", "aria-label": t!("sweep-found", number = line.number.as_str()),
            for tap in Tap::ALL {
                button {
                    key: "{tap.code()}",
                    class: "button",
                    r#type: "button",
                    disabled: busy,
                    "data-testid": "sweep-{tap.code()}",
                    onclick: move |_| hands.say.call((door, tap)),
                    {word(tap)}
                }
            }
        }
    }
}

/// What this account said, and how to take it back or add to it.
#[component]
fn Told(row: SweepRow, told: SweepTold, hands: Hands) -> Element {
    let mut open = use_signal(|| false);
    let asks = matches!(told.code.as_str(), "occupied" | "changed");
    let number = row.line.number.clone();
    rsx! {
        div { class: "sweep-told",
            p { role: "status", "data-testid": "sweep-told",
                Icon { kind: IconKind::Received }
                strong { {found(&told.code)} }
                span { class: "hint", {moment::time(told.at)} }
            }
            if asks {
                button {
                    class: "button quiet small",
                    r#type: "button",
                    "aria-expanded": open(),
                    "data-testid": "sweep-more",
                    "aria-label": t!("sweep-more-label", number = number.as_str()),
                    onclick: move |_| open.toggle(),
                    {t!("sweep-more")}
                }
            }
            if !row.undo.is_empty() {
                Undo { row: row.clone(), targets: row.undo.clone(), hands }
            }
        }
        if asks && open() {
            More { row, onclose: move |()| open.set(false) }
        }
    }
}

#[component]
fn Undo(row: SweepRow, targets: Vec<EventId>, hands: Hands) -> Element {
    let door = row.line.id;
    let waits = *hands.resting.read() > 0 || hands.busy.read().contains(&door);
    rsx! {
        button {
            class: "button small",
            r#type: "button",
            disabled: waits,
            "data-testid": "sweep-undo",
            "aria-label": t!("sweep-undo-label", number = row.line.number.as_str()),
            onclick: move |_| hands.undo.call((door, targets.clone())),
            {t!("sweep-undo")}
        }
    }
}
