//! Whom to call in a village: entered once, on every device of the village from then on, also while it is locked.
//!
//! Test ids: `contacts-village` `contact-lead-name` `contact-lead-phone` `contact-officer-name` `contact-officer-phone`
//! `contacts-save`.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::{ask, use_answer},
        components::{Empty, FailureBox, Icon, IconKind, TextField, Waiting, toast},
        routes::Route,
        saving::{SaveForm, use_saving},
        text::t,
    },
    device::messages::{Request, VillageCall},
    domain::facts::{Contact, VillageContacts},
};

/// The page.
#[component]
pub(crate) fn ContactsPage() -> Element {
    let answer = use_answer(|| async { ask!(Request::Contacts, Contacts) });
    let known = answer.read().clone();
    rsx! {
        nav { class: "page-back",
            Link { to: Route::Me {}, class: "back",
                Icon { kind: IconKind::Back }
                {t!("tab-me")}
            }
        }
        h1 { {t!("contacts-title")} }
        p { {t!("contacts-what")} }
        match known {
            None => rsx! { Waiting {} },
            Some(Err(failure)) => rsx! { FailureBox { failure } },
            Some(Ok(calls)) if calls.is_empty() => rsx! {
                Empty { title: t!("today-still-empty"), advice: t!("today-still-empty-advice") }
            },
            Some(Ok(calls)) => rsx! { Villages { calls } },
        }
    }
}

#[component]
fn Villages(calls: Vec<VillageCall>) -> Element {
    let mut chosen = use_signal(|| 0_usize);
    let Some(call) = calls.get(chosen()).cloned() else { return rsx! {} };
    rsx! {
        if calls.len() > 1 {
            div { class: "field",
                label { r#for: "contacts-village", {t!("help-village")} }
                select {
                    id: "contacts-village",
                    "data-testid": "contacts-village",
                    onchange: move |event| chosen.set(event.value().parse().unwrap_or(0)),
                    for (index , call) in calls.iter().enumerate() {
                        option { key: "{call.village}", value: "{index}", selected: index == chosen(), {call.name.clone()} }
                    }
                }
            }
        } else {
            h2 { {call.name.clone()} }
        }
        // Another village's fields start anew.
        for call in [call] {
            Numbers { key: "{call.village}", call }
        }
    }
}

/// The fields start with what is known and are the browser's own from then on: a sync in the middle changes nothing.
#[component]
fn Numbers(call: VillageCall) -> Element {
    let village = call.village;
    let VillageContacts { lead, officer } = use_hook(|| call.contacts.clone());
    let entered = use_signal(|| call.contacts.clone());
    let saving = use_saving();
    let save = move || async move {
        ask!(Request::SetContacts { village, contacts: entered() }, Saved)?;
        toast::show_saved(t!("saved-here"));
        Ok(())
    };
    rsx! {
        SaveForm { saving, testid: "contacts-save", label: t!("save"), onsave: move |()| saving.run(save()),
            Person {
                title: t!("help-lead"),
                id: "contact-lead",
                initial: lead,
                onchange: move |contact| { let mut entered = entered; entered.write().lead = contact; },
            }
            Person {
                title: t!("help-officer"),
                id: "contact-officer",
                initial: officer,
                onchange: move |contact| { let mut entered = entered; entered.write().officer = contact; },
            }
        }
    }
}

#[component]
fn Person(title: String, id: &'static str, initial: Contact, onchange: EventHandler<Contact>) -> Element {
    let mut entered = use_signal(|| initial.clone());
    rsx! {
        fieldset { class: "card me-section",
            legend { {title} }
            TextField {
                label: t!("contact-name"),
                id: "{id}-name",
                testid: "{id}-name",
                initial: initial.name.clone(),
                oninput: move |name| {
                    entered.write().name = name;
                    onchange.call(entered());
                },
            }
            TextField {
                label: t!("contact-phone"),
                id: "{id}-phone",
                testid: "{id}-phone",
                kind: "tel",
                initial: initial.phone.clone(),
                oninput: move |phone| {
                    entered.write().phone = phone;
                    onchange.call(entered());
                },
            }
        }
    }
}
