//! Two entries for one household become one, and one becomes two; what was merged can be taken apart again.

use dioxus::prelude::*;
use std::collections::BTreeMap;

use crate::{
    app::{
        ask::ask,
        components::{FailureBox, TextField, toast},
        pages::{PeopleFields, desk_parts::PickDoor},
        routes::Route,
        text::{t, text_of_code},
    },
    device::messages::{Failure, MergedLine, Request},
    domain::{
        facts::field,
        ids::{EntityId, EventId},
    },
};

/// What is asked about the second household.
const SECOND: &[&str] = &[field::NAME, field::PHONE, field::ADULTS];

/// Where this entry was closed because another one stands for it.
#[component]
pub(super) fn StandsForIt(door: EntityId) -> Element {
    rsx! {
        section { class: "card", "data-testid": "door-merged-away",
            p { {t!("merged-away")} }
            Link { to: Route::DoorPage { id: door }, class: "button", {t!("merged-away-open")} }
        }
    }
}

/// The doubles that were merged into this entry.
#[component]
pub(super) fn Merged(merged: Vec<MergedLine>) -> Element {
    let undo = move |target: EventId| async move {
        match ask!(Request::Retract { target, reason: t!("merge-undo-reason") }, Saved) {
            Ok(_) => toast::show_saved(t!("saved-here")),
            Err(failure) => toast::show_failure(&failure),
        }
    };
    rsx! {
        section { class: "card", "aria-labelledby": "merged-title", "data-testid": "door-merged",
            h2 { id: "merged-title", {t!("merged-title")} }
            for line in merged {
                div { key: "{line.door}", class: "fact-row",
                    div {
                        Link { to: Route::DoorPage { id: line.door }, class: "link", {line.label} }
                        p { class: "hint", {t!("merged-hint")} }
                    }
                    button { class: "button small", r#type: "button", "data-testid": "merge-undo", onclick: move |_| undo(line.closing), {t!("merge-undo")} }
                }
            }
        }
    }
}

/// "These two are the same household."
#[component]
pub(super) fn Merge(door: EntityId) -> Element {
    let mut other = use_signal(|| None::<EntityId>);
    let mut failure = use_signal(|| None::<Failure>);
    let save = move || async move {
        let Some(other) = other() else { return };
        match ask!(Request::MergeDoors { door, other }, Registered) {
            Ok(id) => {
                toast::show_saved(t!("saved-here"));
                navigator().replace(Route::DoorPage { id });
            }
            Err(refused) => failure.set(Some(refused)),
        }
    };
    rsx! {
        details { class: "card occupants", "data-testid": "merge",
            summary { {t!("merge-title")} }
            form {
                class: "visit-form",
                onsubmit: move |event| {
                    event.prevent_default();
                    save()
                },
                p { class: "hint", {t!("merge-what")} }
                PickDoor { label: t!("merge-other"), id: "merge-other", onpick: move |place: Option<(EntityId, _)>| other.set(place.map(|(id, _)| id)) }
                if let Some(failure) = failure() {
                    FailureBox { failure }
                }
                button { class: "button primary", r#type: "submit", disabled: other().is_none(), "data-testid": "merge-save", {t!("merge-save")} }
            }
        }
    }
}

/// "Two households live here."
#[component]
pub(super) fn Split(door: EntityId, number: String, adults: String) -> Element {
    let proposed = format!("{number}-2");
    let mut number = use_signal(|| proposed.clone());
    let mut stay = use_signal(|| adults.clone());
    let fields = use_signal(BTreeMap::<String, String>::new);
    let mut failure = use_signal(|| None::<Failure>);
    let save = move || async move {
        let mut fields = fields();
        fields.insert(field::NUMBER.into(), number());
        match ask!(Request::SplitDoor { door, fields, stay: stay().trim().parse().ok() }, Registered) {
            Ok(id) => {
                toast::show_saved(t!("saved-here"));
                navigator().replace(Route::DoorPage { id });
            }
            Err(refused) => failure.set(Some(refused)),
        }
    };
    rsx! {
        details { class: "card occupants", "data-testid": "split",
            summary { {t!("split-title")} }
            form {
                class: "visit-form",
                onsubmit: move |event| {
                    event.prevent_default();
                    save()
                },
                p { class: "hint", {t!("split-what")} }
                TextField { label: t!("split-stay"), id: "split-stay", testid: "split-stay", kind: "number", initial: adults, oninput: move |text| stay.set(text) }
                TextField { label: text_of_code("field", field::NUMBER), id: "split-number", testid: "split-number", initial: proposed, oninput: move |text| number.set(text) }
                PeopleFields { names: SECOND, fields, with_tags: true, prefix: "split" }
                if let Some(failure) = failure() {
                    FailureBox { failure }
                }
                button { class: "button primary", r#type: "submit", "data-testid": "split-save", {t!("split-save")} }
            }
        }
    }
}
