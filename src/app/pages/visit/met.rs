//! What is asked when somebody was met: how many adults, what was spoken about, whether the notice was handed over.

use dioxus::prelude::*;

use super::form::VisitForm;
use crate::app::{
    components::{Icon, IconKind},
    text::{t, text_of_code},
};

/// Fraud types that can be spoken about; a door's key groups preselect some.
const TOPICS: [&str; 9] = [
    "rebate",
    "investment",
    "impersonation",
    "customer_service",
    "loan",
    "elderly_products",
    "gaming",
    "shopping",
    "romance",
];

#[component]
pub(super) fn MetFields(form: Signal<VisitForm>) -> Element {
    rsx! {
        Stepper {
            label: t!("visit-adults-met"),
            name: "adults-met",
            value: form.read().adults_met,
            least: 1,
            onchange: move |value| form.write().adults_met = value,
        }
        Stepper {
            label: t!("visit-adults"),
            name: "adults",
            value: form.read().adults,
            least: 0,
            onchange: move |value| form.write().adults = value,
        }
        Topics { form }
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

#[component]
fn Topics(form: Signal<VisitForm>) -> Element {
    let chosen = use_memo(move || form.read().topics.clone());
    let mut offered: Vec<String> = TOPICS.iter().map(|topic| (*topic).to_owned()).collect();
    offered.extend(chosen().into_iter().filter(|topic| !TOPICS.contains(&topic.as_str())));
    rsx! {
        fieldset { class: "chips wrap",
            legend { {t!("visit-topics")} }
            for topic in offered {
                button {
                    key: "{topic}",
                    class: "chip",
                    r#type: "button",
                    "aria-pressed": chosen.read().contains(&topic),
                    "data-testid": "topic-{topic}",
                    onclick: {
                        let topic = topic.clone();
                        move |_| toggle(form, &topic)
                    },
                    {text_of_code("topic", &topic)}
                }
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
