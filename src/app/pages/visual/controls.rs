//! What is tapped and typed into.

use dioxus::prelude::*;

use crate::{
    app::{
        components::{Icon, IconKind, Keypad, TagField, TextField},
        pages::DateField,
        text::t,
    },
    domain::key_group::KeyGroup,
};

const LOOKS: [&str; 6] = ["primary", "", "quiet", "danger", "alarm", "small"];

#[component]
pub(super) fn Buttons() -> Element {
    rsx! {
        for look in LOOKS {
            div { key: "{look}", class: "actions",
                button { class: "button {look}", r#type: "button", {t!("save")} }
                button { class: "button {look}", r#type: "button", disabled: true, {t!("saving")} }
                button { class: "button {look}", r#type: "button",
                    Icon { kind: IconKind::Pen }
                    {t!("pledge-start")}
                }
            }
        }
        button { class: "button primary large wide", r#type: "button", {t!("outcome-met")} }
        button { class: "button large wide", r#type: "button", {t!("visual-long")} }
    }
}

#[component]
pub(super) fn Chips() -> Element {
    let mut tags = use_signal(|| KeyGroup::ALL[0].as_str().to_owned());
    rsx! {
        TagField { tags: tags(), prefix: "visual", onchange: move |changed| tags.set(changed) }
    }
}

#[component]
pub(super) fn Fields() -> Element {
    rsx! {
        TextField { label: t!("pledge-signer"), id: "visual-empty", oninput: |_| {} }
        TextField { label: t!("clue-contact"), hint: t!("clue-contact-hint"), id: "visual-long", initial: t!("visual-long"), oninput: |_| {} }
        DateField { label: t!("clue-day"), testid: "visual-day", value: None, onchange: |_| {} }
        p { class: "field-problem", role: "alert", {t!("grid-incomplete")} }
        label { class: "check",
            input { r#type: "checkbox", checked: true }
            span { {t!("pledge-assisted")} }
        }
        div { class: "field",
            label { r#for: "visual-select", {t!("help-village")} }
            select { id: "visual-select",
                option { {t!("visual-name")} }
            }
        }
        div { class: "field",
            label { r#for: "visual-text", {t!("clue-what")} }
            textarea { id: "visual-text", rows: "3" }
        }
    }
}

/// Shown when asked for: a keypad takes the keyboard.
#[component]
pub(super) fn Pins() -> Element {
    let mut shown = use_signal(|| false);
    rsx! {
        button { class: "button", r#type: "button", "aria-pressed": shown(), "data-testid": "visual-pins", onclick: move |_| shown.toggle(), {t!("visual-pins")} }
        if shown() {
            Keypad { label: t!("lock-pin"), onenter: |_| {} }
            Keypad { label: t!("lock-pin"), onenter: |_| {}, busy: true, message: t!("keypad-wrong") }
        }
    }
}
