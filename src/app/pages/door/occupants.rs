//! Other people live there now: the household is closed, another one opened at the same place.

use dioxus::prelude::*;
use std::collections::BTreeMap;

use crate::{
    app::{
        ask::ask,
        components::{FailureBox, toast},
        pages::PeopleFields,
        routes::Route,
        text::t,
    },
    device::messages::{Failure, Request},
    domain::{facts::field, ids::EntityId},
};

/// What is asked about those who came.
const FIELDS: &[&str] = &[field::NAME, field::PHONE, field::ADULTS];

#[component]
pub(super) fn Occupants(door: EntityId) -> Element {
    let fields = use_signal(BTreeMap::<String, String>::new);
    let mut failure = use_signal(|| None::<Failure>);
    let save = move || async move {
        match ask!(Request::ReplaceOccupants { door, fields: fields() }, Registered) {
            Ok(id) => {
                toast::show_saved(t!("saved-here"));
                navigator().replace(Route::DoorPage { id });
            }
            Err(refused) => failure.set(Some(refused)),
        }
    };
    rsx! {
        details { class: "card occupants", "data-testid": "occupants",
            summary { {t!("occupants-changed")} }
            form {
                class: "visit-form",
                onsubmit: move |event| {
                    event.prevent_default();
                    save()
                },
                p { class: "hint", {t!("occupants-what")} }
                PeopleFields { names: FIELDS, fields, with_tags: true }
                if let Some(failure) = failure() {
                    FailureBox { failure }
                }
                button { class: "button danger", r#type: "submit", "data-testid": "occupants-save", {t!("occupants-save")} }
            }
        }
    }
}
