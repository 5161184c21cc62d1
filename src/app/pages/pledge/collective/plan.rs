//! The list for an event: its name, and who signs in which order.

use dioxus::prelude::*;

use super::begin;
use crate::{
    app::{
        ask::{ask, use_answer},
        components::{TextField, place},
        saving::{Refused, use_saving},
        text::t,
    },
    device::messages::{DoorLine, DoorQuery, Request},
    domain::ids::EntityId,
};

/// Most doors offered for what was typed.
const OFFERED: u32 = 8;

#[component]
pub(super) fn Plan() -> Element {
    let mut occasion = use_signal(String::new);
    let mut typed = use_signal(String::new);
    let mut doors = use_signal(Vec::<DoorLine>::new);
    let saving = use_saving();
    let found = use_answer(move || {
        let query = DoorQuery { text: typed(), limit: OFFERED, ..DoorQuery::default() };
        async move { ask!(Request::SearchDoors(query), Doors) }
    });
    let listed = move |id: EntityId| doors.read().iter().any(|door| door.id == id);
    let offered: Vec<DoorLine> = match &*found.read() {
        Some(Ok(page)) if !typed.read().trim().is_empty() => {
            page.rows.iter().filter(|door| !listed(door.id)).cloned().collect()
        }
        _ => Vec::new(),
    };
    let start = move || async move {
        let waiting: Vec<EntityId> = doors.peek().iter().map(|door| door.id).collect();
        let name = occasion.peek().trim().to_owned();
        begin(name, waiting).await
    };
    let ready = !doors.read().is_empty() && !occasion.read().trim().is_empty();
    rsx! {
        h1 { {t!("collective-title")} }
        p { class: "hint", {t!("collective-advice")} }
        TextField {
            label: t!("collective-occasion"),
            id: "collective-occasion",
            testid: "collective-occasion",
            oninput: move |text| occasion.set(text),
        }
        TextField { label: t!("collective-find"), id: "collective-find", testid: "collective-find", oninput: move |text| typed.set(text) }
        div { class: "chips wrap", "aria-label": t!("collective-find"), role: "group",
            for door in offered {
                button {
                    key: "{door.id}",
                    class: "chip",
                    r#type: "button",
                    "data-testid": "collective-add",
                    onclick: move |_| doors.write().push(door.clone()),
                    "＋ {place(&door)} {door.name}"
                }
            }
        }
        h2 { {t!("collective-list", count = doors.read().len())} }
        ol { class: "history-lines",
            for door in doors.read().iter().cloned() {
                li { key: "{door.id}", class: "history-line", "data-testid": "collective-door",
                    div { class: "history-what",
                        strong { {place(&door)} }
                        span { {door.name.clone()} }
                        button {
                            class: "link",
                            r#type: "button",
                            onclick: move |_| doors.write().retain(|other| other.id != door.id),
                            {t!("collective-remove")}
                        }
                    }
                }
            }
        }
        Refused { saving }
        button {
            class: "button primary large wide",
            r#type: "button",
            disabled: !ready || saving.is_busy(),
            "data-testid": "collective-begin",
            onclick: move |_| saving.run(start()),
            {t!("collective-begin")}
        }
    }
}
