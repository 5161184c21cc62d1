//! Telephone numbers, large enough to be read off by somebody with another telephone; where this one can call, a tap does.
//!
//! The village's own numbers come from the database and are copied to where a locked app can read them.

use dioxus::prelude::*;

use crate::{
    app::text::t,
    device::messages::VillageCall,
    domain::facts::Contact,
    platform::host::{browser, phone},
};

/// Under which preference the copy lies.
const COPY: &str = "village-calls";

/// Keeps or forgets the copy of the numbers.
pub(crate) fn keep_contacts(calls: &[VillageCall]) {
    let known: Vec<&VillageCall> = calls.iter().filter(|call| has_number(call)).collect();
    let copy = if known.is_empty() { None } else { serde_json::to_string(&known).ok() };
    browser::keep_preference(COPY, copy.as_deref());
}

fn kept_contacts() -> Vec<VillageCall> {
    browser::preference(COPY).and_then(|copy| serde_json::from_str(&copy).ok()).unwrap_or_default()
}

fn has_number(call: &VillageCall) -> bool {
    [&call.contacts.lead, &call.contacts.officer].iter().any(|contact| !contact.phone.is_empty())
}

/// Who, and the number.
#[component]
pub(super) fn Number(name: String, number: String, #[props(default)] alarm: bool) -> Element {
    let class = if alarm { "number alarm" } else { "number" };
    let dialled: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    rsx! {
        if phone::can_call() {
            a { class, href: "tel:{dialled}", "data-testid": "help-number", "data-number": "{dialled}",
                span { class: "number-name", {name} }
                span { class: "number-digits", {number} }
                span { class: "number-call", {t!("help-tap-to-call")} }
            }
        } else {
            p { class, "data-testid": "help-number", "data-number": "{dialled}",
                span { class: "number-name", {name} }
                span { class: "number-digits", {number} }
            }
        }
    }
}

/// The village lead, then the officer.
#[component]
pub(super) fn VillageNumbers() -> Element {
    let calls = use_hook(kept_contacts);
    let mut chosen = use_signal(|| 0_usize);
    let Some(call) = calls.get(chosen()).cloned() else {
        return rsx! {
            p { class: "hint", "data-testid": "help-no-numbers", {t!("help-no-numbers")} }
        };
    };
    rsx! {
        if calls.len() > 1 {
            div { class: "field",
                label { r#for: "help-village", {t!("help-village")} }
                select {
                    id: "help-village",
                    "data-testid": "help-village",
                    onchange: move |event| chosen.set(event.value().parse().unwrap_or(0)),
                    for (index , call) in calls.iter().enumerate() {
                        option { key: "{call.village}", value: "{index}", {call.name.clone()} }
                    }
                }
            }
        }
        Person { title: t!("help-lead"), contact: call.contacts.lead }
        Person { title: t!("help-officer"), contact: call.contacts.officer }
    }
}

#[component]
fn Person(title: String, contact: Contact) -> Element {
    if contact.phone.is_empty() {
        return rsx! {};
    }
    let name = if contact.name.is_empty() { title } else { t!("help-person", title = title, name = contact.name) };
    rsx! {
        Number { name, number: contact.phone }
    }
}
