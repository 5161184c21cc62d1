//! Choosing a door by typing; what is chosen stays in sight.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::{ask, use_answer},
        components::{FailureBox, TextField},
        text::t,
    },
    device::messages::{DoorLine, DoorQuery, Request},
    domain::ids::{AreaId, EntityId},
};

/// A door and its village.
pub(crate) type Place = (EntityId, AreaId);

/// So many are offered; more typing makes them fewer.
const OFFERED: u32 = 8;

/// A field to type in, a few doors to tap on.
#[component]
pub(crate) fn PickDoor(label: String, id: &'static str, onpick: EventHandler<Option<Place>>) -> Element {
    let mut typed = use_signal(String::new);
    let mut chosen = use_signal(|| None::<DoorLine>);
    let answer = use_answer(move || {
        let query = DoorQuery { text: typed(), limit: OFFERED, ..DoorQuery::default() };
        async move {
            if query.text.trim().is_empty() { Ok(None) } else { ask!(Request::SearchDoors(query), Doors).map(Some) }
        }
    });
    let found = answer.read().clone();
    if let Some(door) = chosen() {
        return rsx! {
            div { class: "field", "data-testid": id, "data-chosen": "{door.id}",
                span { class: "label", {label} }
                p { class: "chosen", strong { {name(&door)} }
                    button { class: "button quiet", r#type: "button", onclick: move |_| {
                        chosen.set(None);
                        typed.set(String::new());
                        onpick.call(None);
                    }, {t!("move-choose-again")} }
                }
            }
        };
    }
    rsx! {
        TextField { label, hint: t!("move-door-hint"), id, testid: id, oninput: move |text| typed.set(text) }
        match found {
            Some(Err(failure)) => rsx! { FailureBox { failure } },
            Some(Ok(Some(page))) if page.rows.is_empty() => rsx! { p { class: "hint", role: "status", {t!("move-door-none")} } },
            Some(Ok(Some(page))) => rsx! {
                ul { class: "door-choices",
                    for door in page.rows {
                        li { key: "{door.id}",
                            button { class: "button choice", r#type: "button", "data-testid": "door-choice", "data-id": "{door.id}",
                                onclick: move |_| {
                                    onpick.call(Some((door.id, door.village)));
                                    chosen.set(Some(door.clone()));
                                },
                                {name(&door)}
                            }
                        }
                    }
                }
            },
            _ => rsx! {},
        }
    }
}

fn name(door: &DoorLine) -> String {
    t!("move-door-name", lane = door.lane.as_str(), number = door.number.as_str(), name = door.name.as_str())
}
