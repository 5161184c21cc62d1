//! Head-count, landlord, month moved in: told or not, kept in the register like any other field.

use dioxus::prelude::*;
use std::collections::BTreeMap;

use crate::{
    app::{
        ask::ask,
        components::{TextField, toast},
        pages::kind_of,
        saving::{SaveForm, use_saving},
        text::{t, text_of_code},
    },
    device::messages::{FieldView, Request, SweepRow},
    domain::facts::{FieldEdit, field},
};

#[component]
pub(super) fn More(row: SweepRow, onclose: EventHandler<()>) -> Element {
    let door = row.line.id;
    // Asked once: a form does not change under the hand that fills it in.
    let known = use_hook(|| row.fields.clone());
    let mut typed = use_signal(BTreeMap::<String, String>::new);
    let saving = use_saving();
    let fields = known.clone();
    let save = move || {
        let fields = changed(&known, &typed.peek());
        async move {
            if !fields.is_empty() {
                ask!(Request::EditDoor { door, fields, reason: None }, Saved)?;
                toast::show_saved(t!("saved-here"));
            }
            onclose.call(());
            Ok(())
        }
    };
    rsx! {
        SaveForm {
            saving,
            testid: "sweep-save",
            label: t!("save"),
            class: "inline-form",
            button: "button primary",
            onsave: move |()| saving.run(save()),
            p { class: "hint", {t!("sweep-more-hint")} }
            for FieldView { name , value , .. } in fields {
                TextField {
                    key: "{name}",
                    label: text_of_code("field", &name),
                    hint: if name == field::LANDLORD { t!("sweep-landlord-hint") } else { String::new() },
                    id: "sweep-{door}-{name}",
                    testid: "sweep-{name}",
                    kind: kind_of(&name),
                    initial: value,
                    oninput: move |text| {
                        typed.write().insert(name.clone(), text);
                    },
                }
            }
        }
    }
}

/// What was typed and is not what the register says.
fn changed(known: &[FieldView], typed: &BTreeMap<String, String>) -> BTreeMap<String, FieldEdit> {
    let edit = |field: &FieldView| {
        let value = typed.get(&field.name)?.trim().to_owned();
        let base = field.heads.iter().map(|head| head.event).collect();
        (value != field.value).then(|| (field.name.clone(), FieldEdit { value, base }))
    };
    known.iter().filter_map(edit).collect()
}
