//! Erasing on legal demand: whose household, all of it or single records, why; asked twice, done by the server.
//!
//! Which records there are is read from this device's copy; the server erases every copy of them, also of those that were
//! forwarded. What only the server wrote (moves, erasures) says nothing about people and stays.
//!
//! Tests: `erase-door` (typing) `door-choice` · `erase-household` `erase-records` (radios) `erase-record` (checkboxes, with
//! `data-kind`) · `erase-reason` `erase-go` · `erase-ask` (with `data-count`) `erase-yes` `erase-no` · `erase-done` (with
//! `data-bodies`).

mod confirm;
mod demand;

use dioxus::prelude::*;

use self::demand::Demand;
use super::desk_parts::{PickDoor, Place, when_answered};
use crate::{
    app::{ask::ask, text::t},
    device::messages::Request,
    domain::ids::EntityId,
    sync::held::Erased,
};

/// The page.
#[component]
pub(crate) fn DeskErase() -> Element {
    let mut done = use_signal(|| None::<Erased>);
    let mut round = use_signal(|| 0_u32);
    rsx! {
        div { class: "desk narrow",
            h1 { {t!("erase-title")} }
            p { class: "desk-note", {t!("erase-note")} }
            if let Some(Erased { bodies }) = done() {
                p { class: "outcome-line", role: "status", "data-testid": "erase-done", "data-bodies": "{bodies}",
                    {t!("erase-done", bodies = bodies)}
                }
            }
            // Another key gives empty fields.
            for key in [round()] {
                Form { key: "{key}", ondone: move |erased| {
                    done.set(Some(erased));
                    round += 1;
                } }
            }
        }
    }
}

#[component]
fn Form(ondone: EventHandler<Erased>) -> Element {
    let mut door = use_signal(|| None::<Place>);
    rsx! {
        PickDoor { label: t!("erase-door"), id: "erase-door", onpick: move |picked| door.set(picked) }
        for (door, _) in door() {
            Household { key: "{door}", door, ondone }
        }
    }
}

/// Asked once: looking at a household is noted in the audit.
#[component]
fn Household(door: EntityId, ondone: EventHandler<Erased>) -> Element {
    let answer = use_resource(move || async move { ask!(Request::Door { door }, Door) });
    when_answered(answer, |view| rsx! { Demand { view: (**view).clone(), ondone } })
}
