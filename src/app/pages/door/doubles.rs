//! Two entries for one household become one, and one becomes two; what was merged can be taken apart again.

use dioxus::prelude::*;
use std::collections::BTreeMap;

use crate::{
    app::{
        ask::ask,
        components::{TextField, toast},
        pages::{PeopleFields, desk_parts::PickDoor},
        routes::Route,
        saving::{SaveForm, use_saving},
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
    let saving = use_saving();
    let save = move || async move {
        let other: Option<EntityId> = other();
        let other = other.ok_or(Failure::NotFound)?;
        let id = ask!(Request::MergeDoors { door, other }, Registered)?;
        toast::show_saved(t!("saved-here"));
        navigator().replace(Route::DoorPage { id });
        Ok(())
    };
    rsx! {
        details { class: "card occupants", "data-testid": "merge",
            summary { {t!("merge-title")} }
            SaveForm {
                saving,
                testid: "merge-save",
                label: t!("merge-save"),
                button: "button primary",
                disabled: other().is_none(),
                onsave: move |()| saving.run(save()),
                p { class: "hint", {t!("merge-what")} }
                PickDoor { label: t!("merge-other"), id: "merge-other", onpick: move |place: Option<(EntityId, _)>| other.set(place.map(|(id, _)| id)) }
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
    let saving = use_saving();
    let save = move || async move {
        let mut fields = fields();
        fields.insert(field::NUMBER.into(), number());
        let id = ask!(Request::SplitDoor { door, fields, stay: stay().trim().parse().ok() }, Registered)?;
        toast::show_saved(t!("saved-here"));
        navigator().replace(Route::DoorPage { id });
        Ok(())
    };
    rsx! {
        details { class: "card occupants", "data-testid": "split",
            summary { {t!("split-title")} }
            SaveForm {
                saving,
                testid: "split-save",
                label: t!("split-save"),
                button: "button primary",
                onsave: move |()| saving.run(save()),
                p { class: "hint", {t!("split-what")} }
                TextField { label: t!("split-stay"), id: "split-stay", testid: "split-stay", kind: "number", initial: adults, oninput: move |text| stay.set(text) }
                TextField { label: text_of_code("field", field::NUMBER), id: "split-number", testid: "split-number", initial: proposed, oninput: move |text| number.set(text) }
                PeopleFields { names: SECOND, fields, with_tags: true, prefix: "split" }
            }
        }
    }
}
