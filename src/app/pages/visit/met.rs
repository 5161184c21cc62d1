//! What is asked when somebody was met: how many adults, what was spoken about, whether the notice was handed over.

use dioxus::prelude::*;

use super::form::VisitForm;
use crate::{
    app::{
        components::{Chip, ChipField, Icon, IconKind},
        text::{LANGUAGE, t},
    },
    device::fraud_types,
    language::Language,
};

#[component]
pub(super) fn MetFields(form: Signal<VisitForm>, fitting: Vec<String>) -> Element {
    rsx! {
        Stepper {
            label: t!("visit-adults-met"),
            name: "adults-met",
            value: form.read().adults_met,
            least: 1,
            onchange: move |value| form.write().meet(value),
        }
        Stepper {
            label: t!("visit-adults"),
            name: "adults",
            value: form.read().adults,
            least: 0,
            onchange: move |value| form.write().live_here(value),
        }
        Topics { form, fitting }
        label { class: "check", "data-testid": "notice-handed",
            input {
                r#type: "checkbox",
                checked: form.read().notice,
                onchange: move |event| form.write().notice = event.checked(),
            }
            span { {t!("visit-notice")} }
        }
    }
}

/// A small number by two large buttons.
#[component]
fn Stepper(label: String, name: &'static str, value: u16, least: u16, onchange: EventHandler<u16>) -> Element {
    rsx! {
        div { class: "stepper", role: "group", "aria-label": "{label}",
            span { class: "stepper-label", {label.clone()} }
            button {
                class: "step",
                r#type: "button",
                "aria-label": t!("less", what = label.as_str()),
                "data-testid": "{name}-minus",
                disabled: value <= least,
                onclick: move |_| onchange.call(value.saturating_sub(1).max(least)),
                Icon { kind: IconKind::Minus }
            }
            output { class: "stepper-value", "data-testid": "{name}", "aria-live": "polite", "{value}" }
            button {
                class: "step",
                r#type: "button",
                "aria-label": t!("more-of", what = label.as_str()),
                "data-testid": "{name}-plus",
                disabled: value >= 99,
                onclick: move |_| onchange.call(value + 1),
                Icon { kind: IconKind::Plus }
            }
        }
    }
}

/// Those that fit the door's key groups come first and are chosen already; the others on request.
#[component]
fn Topics(form: Signal<VisitForm>, fitting: Vec<String>) -> Element {
    let mut all = use_signal(|| false);
    let chosen = use_memo(move || form.read().topics.clone());
    let language = *LANGUAGE.read();
    let chips: Vec<Chip> = fraud_types()
        .filter(|kind| all() || fitting.iter().chain(chosen.read().iter()).any(|code| code == kind.code))
        .map(|kind| {
            let label = if language == Language::Zh { kind.zh } else { kind.en };
            let pressed = chosen.read().iter().any(|code| code == kind.code);
            Chip::new(kind.code, label.to_owned(), pressed).tested_as(format!("topic-{}", kind.code))
        })
        .collect();
    rsx! {
        ChipField { legend: t!("visit-topics"), chips, onpick: move |topic: String| toggle(form, &topic),
            if !all() {
                button { class: "chip more", r#type: "button", onclick: move |_| all.set(true), {t!("visit-topics-more")} }
            }
        }
    }
}

fn toggle(mut form: Signal<VisitForm>, topic: &str) {
    let topics = &mut form.write().topics;
    if topics.iter().any(|other| other == topic) {
        topics.retain(|other| other != topic);
    } else {
        topics.push(topic.to_owned());
    }
}
