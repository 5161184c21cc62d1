//! What was tapped on the map, as links: one door, or all doors of a building.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::{ask, use_answer},
        components::{FailureBox, StateShape},
        routes::Route,
        text::t,
    },
    device::messages::{MapDoor, Request},
    domain::ids::EntityId,
};

/// Asks for what was tapped.
#[component]
pub(crate) fn TappedDoors(ids: ReadSignal<Vec<EntityId>>, onclose: EventHandler<()>) -> Element {
    let answer = use_answer(move || {
        let ids = ids();
        async move { ask!(Request::TappedDoors { ids }, TappedDoors) }
    });
    match &*answer.read() {
        None => rsx! {},
        Some(Ok(doors)) => rsx! { DoorsHere { doors: doors.clone(), onclose } },
        Some(Err(failure)) => rsx! { FailureBox { failure: failure.clone() } },
    }
}

/// The doors at the tapped place; nothing when nothing was tapped.
#[component]
pub(crate) fn DoorsHere(doors: Vec<MapDoor>, onclose: EventHandler<()>) -> Element {
    if doors.is_empty() {
        return rsx! {};
    }
    let count = doors.len();
    rsx! {
        section { class: "doors-here", "aria-live": "polite", "data-testid": "village-place-list",
            header {
                h3 { {t!("map-here", count = count)} }
                button { class: "button quiet", r#type: "button", onclick: move |_| onclose.call(()), {t!("map-here-close")} }
            }
            ul { class: "plain-list",
                for door in doors {
                    li { key: "{door.id}",
                        Link { class: "map-door", to: Route::DoorPage { id: door.id }, "data-id": "{door.id}",
                            StateShape { state: door.state }
                            span { class: "map-door-label", {door.label} }
                            span { class: "map-door-state", {t!(&format!("state-{}", door.state.as_str()))} }
                        }
                    }
                }
            }
        }
    }
}
