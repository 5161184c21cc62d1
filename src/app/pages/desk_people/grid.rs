//! A new grid below a village.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::ask,
        components::{TextField, toast},
        pages::desk_parts::PickArea,
        saving::{Refused, use_saving},
        text::t,
    },
    device::messages::{AreaView, Request},
    domain::{area::Level, ids::AreaId},
};

/// The form, folded away until it is wanted.
#[component]
pub(super) fn GridForm(areas: Vec<AreaView>) -> Element {
    let mut round = use_signal(|| 0_u32);
    rsx! {
        details { class: "desk-form",
            summary { "data-testid": "grid-form", {t!("grid-title")} }
            p { class: "desk-note", {t!("grid-what")} }
            Form { key: "{round}", areas, ondone: move |()| round += 1 }
        }
    }
}

#[component]
fn Form(areas: Vec<AreaView>, ondone: EventHandler<()>) -> Element {
    let mut village = use_signal(|| None::<AreaId>);
    let mut name = use_signal(String::new);
    let saving = use_saving();
    let mut incomplete = use_signal(|| false);
    let save = move |_| {
        let trimmed = name.read().trim().to_owned();
        let (false, Some(village)) = (trimmed.is_empty(), village()) else {
            incomplete.set(true);
            return;
        };
        incomplete.set(false);
        saving.run(async move {
            ask!(Request::DefineGrid { village, name: trimmed.clone() }, Saved)?;
            toast::show_saved(t!("grid-saved", name = trimmed));
            ondone.call(());
            Ok(())
        });
    };
    rsx! {
        Refused { saving }
        PickArea { label: t!("grid-village"), id: "grid-village", testid: "grid-village", areas, levels: vec![Level::Village],
            onpick: move |picked| village.set(picked) }
        TextField { label: t!("grid-name"), hint: t!("grid-name-hint"), id: "grid-name", testid: "grid-name",
            oninput: move |text| name.set(text) }
        if incomplete() {
            p { class: "field-error", role: "alert", {t!("grid-incomplete")} }
        }
        button { class: "button primary", r#type: "button", "data-testid": "grid-save", disabled: saving.is_busy(), onclick: save, {t!("grid-save")} }
    }
}
