//! What is registered about a household, shown to whoever asks, and corrected with a reason.

use dioxus::prelude::*;
use std::collections::BTreeMap;

use crate::{
    app::{
        ask::ask,
        components::{Chip, ChipField, TagField, TextField, toast},
        pages::kind_of,
        saving::{Refused, use_saving},
        text::{t, text_of_code},
    },
    device::messages::{FieldView, Request},
    domain::{
        facts::{DoorKind, FieldEdit, field},
        ids::EntityId,
    },
    platform::host::phone,
};

/// Fields that a worker can correct at the door; number, lane, grid and place belong to the roster.
const HOUSEHOLD: &[&str] =
    &[field::NAME, field::PHONE, field::ADULTS, field::RESIDENCE, field::TAGS, field::LANDLORD, field::SINCE];
const UNIT: &[&str] = &[
    field::UNIT_KIND,
    field::NAME,
    field::RESPONSIBLE,
    field::PHONE,
    field::STAFF,
    field::INTERVAL,
    field::LANDLORD,
    field::SINCE,
];
const RESIDENCES: &[&str] = &["permanent", "migrant"];

#[component]
pub(super) fn Fields(door: EntityId, kind: DoorKind, fields: Vec<FieldView>) -> Element {
    let editable = match kind {
        DoorKind::Household => HOUSEHOLD,
        DoorKind::Unit => UNIT,
    };
    let known = |name: &str| fields.iter().find(|field| field.name == name).cloned();
    let rows: Vec<_> = editable.iter().map(|name| known(name).unwrap_or_else(|| empty(name))).collect();
    rsx! {
        section { class: "card", "aria-labelledby": "fields-title",
            h2 { id: "fields-title", {t!("fields-title")} }
            for field in rows {
                Field { key: "{field.name}", door, field }
            }
        }
    }
}

fn empty(name: &str) -> FieldView {
    FieldView { name: name.to_owned(), value: String::new(), heads: Vec::new(), conflict: false }
}

/// The value as people read it: tags are codes.
pub(super) fn shown(name: &str, value: &str) -> String {
    match (name, value) {
        (field::INTERVAL, "") => t!("interval-none"),
        (_, "") => t!("field-empty"),
        (field::TAGS, tags) => {
            let tags: Vec<_> = tags.split_whitespace().map(|tag| text_of_code("tag", tag)).collect();
            tags.join(&t!("list-comma"))
        }
        (field::UNIT_KIND, kind) => text_of_code("unit-kind", kind),
        (field::RESIDENCE, residence) => text_of_code("residence", residence),
        (field::INTERVAL, days) => t!("interval-days", days = days),
        (_, value) => value.to_owned(),
    }
}

/// The codes among which one is chosen, and the family of their names.
const fn codes(name: &str) -> Option<(&'static [&'static str], &'static str)> {
    match name.as_bytes() {
        b"unit_kind" => Some((&field::UNIT_KINDS, "unit-kind")),
        b"residence" => Some((RESIDENCES, "residence")),
        _ => None,
    }
}

/// A number that a tap calls, where the device can.
#[component]
fn Call(number: String) -> Element {
    let dialled: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    if dialled.is_empty() || !phone::can_call() {
        return rsx! {};
    }
    rsx! {
        a { class: "button small", href: "tel:{dialled}", "data-testid": "door-call", "aria-label": t!("door-call-label", number = number),
            {t!("door-call")}
        }
    }
}

#[component]
fn Field(door: EntityId, field: FieldView) -> Element {
    let mut editing = use_signal(|| false);
    let label = text_of_code("field", &field.name);
    rsx! {
        div { class: "fact-row",
            div {
                p { class: "fact-name", {label.clone()} }
                p { class: "fact-value", {shown(&field.name, &field.value)} }
            }
            if field.name == field::PHONE {
                Call { number: field.value.clone() }
            }
            if !editing() {
                button {
                    class: "button small",
                    r#type: "button",
                    "aria-label": t!("field-edit-label", field = label),
                    "data-testid": "field-edit-{field.name}",
                    onclick: move |_| editing.set(true),
                    {t!("field-edit")}
                }
            }
        }
        if editing() {
            Edit { door, field, onclose: move |()| editing.set(false) }
        }
    }
}

#[component]
fn Edit(door: EntityId, field: FieldView, onclose: EventHandler<()>) -> Element {
    let mut value = use_signal(|| field.value.clone());
    let mut reason = use_signal(String::new);
    let saving = use_saving();
    let (name, initial) = (field.name.clone(), field.value.clone());
    let save = move || {
        let base = field.heads.iter().map(|head| head.event).collect();
        let edit = FieldEdit { value: value().trim().to_owned(), base };
        let fields = BTreeMap::from([(field.name.clone(), edit)]);
        let reason = Some(reason().trim().to_owned()).filter(|reason| !reason.is_empty());
        async move {
            ask!(Request::EditDoor { door, fields, reason }, Saved)?;
            toast::show_saved(t!("saved-here"));
            onclose.call(());
            Ok(())
        }
    };
    rsx! {
        form {
            class: "inline-form",
            onsubmit: move |event| {
                event.prevent_default();
                saving.run(save());
            },
            if name == field::TAGS {
                TagField { tags: value(), prefix: "field", onchange: move |tags| value.set(tags) }
            } else if let Some((codes, family)) = codes(&name) {
                CodeChoice { value, name: name.clone(), codes, family }
            } else {
                TextField {
                    label: text_of_code("field", &name),
                    id: "field-{name}",
                    initial,
                    testid: "field-{name}",
                    kind: kind_of(&name),
                    oninput: move |text| value.set(text),
                }
            }
            TextField { label: t!("field-reason"), id: "reason-{name}", oninput: move |text| reason.set(text) }
            Refused { saving }
            div { class: "actions",
                button { class: "button primary", r#type: "submit", disabled: saving.is_busy(), "data-testid": "field-save", {t!("save")} }
                button { class: "button quiet", r#type: "button", onclick: move |_| onclose.call(()), {t!("cancel")} }
            }
        }
    }
}

/// One of some codes.
#[component]
fn CodeChoice(value: Signal<String>, name: String, codes: &'static [&'static str], family: &'static str) -> Element {
    let mut value = value;
    let chip = |code: &&str| {
        Chip::new(*code, text_of_code(family, code), value() == *code).tested_as(format!("field-{name}-{code}"))
    };
    rsx! {
        ChipField { legend: text_of_code("field", &name), chips: codes.iter().map(chip).collect::<Vec<_>>(), onpick: move |code| value.set(code) }
    }
}
