//! Other people live there now: the household is closed, another one opened at the same place.

use dioxus::prelude::*;
use std::collections::BTreeMap;

use crate::{
    app::{
        ask::ask,
        components::toast,
        pages::PeopleFields,
        routes::Route,
        saving::{SaveForm, use_saving},
        text::t,
    },
    device::messages::Request,
    domain::{facts::field, ids::EntityId},
};

/// What is asked about those who came.
const FIELDS: &[&str] = &[field::NAME, field::PHONE, field::ADULTS];

#[component]
pub(super) fn Occupants(door: EntityId) -> Element {
    let fields = use_signal(BTreeMap::<String, String>::new);
    let saving = use_saving();
    let save = move || async move {
        let id = ask!(Request::ReplaceOccupants { door, fields: fields() }, Registered)?;
        toast::show_saved(t!("saved-here"));
        navigator().replace(Route::DoorPage { id });
        Ok(())
    };
    rsx! {
        details { class: "card occupants", "data-testid": "occupants",
            summary { {t!("occupants-changed")} }
            SaveForm {
                saving,
                testid: "occupants-save",
                label: t!("occupants-save"),
                button: "button danger",
                onsave: move |()| saving.run(save()),
                p { class: "hint", {t!("occupants-what")} }
                PeopleFields { names: FIELDS, fields, with_tags: true }
            }
        }
    }
}
