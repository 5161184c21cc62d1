//! Giving somebody doors to look after: a grid or a village, with dates.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::ask,
        components::{TextField, toast},
        pages::desk_parts::{Pick, PickArea},
        saving::{Refused, use_saving},
        text::t,
    },
    device::messages::{AreaView, Request},
    domain::{
        area::Level,
        day::Day,
        ids::{AccountId, AreaId},
    },
    sync::enrolment::AccountInfo,
};

/// The form, folded away until it is wanted.
#[component]
pub(super) fn AssignForm(accounts: Vec<AccountInfo>, areas: Vec<AreaView>) -> Element {
    let mut round = use_signal(|| 0_u32);
    rsx! {
        details { class: "desk-form",
            summary { "data-testid": "assign-form", {t!("assign-title")} }
            Form { key: "{round}", accounts, areas, ondone: move |()| round += 1 }
        }
    }
}

#[component]
fn Form(accounts: Vec<AccountInfo>, areas: Vec<AreaView>, ondone: EventHandler<()>) -> Element {
    let mut account = use_signal(|| None::<AccountId>);
    let mut area = use_signal(|| None::<AreaId>);
    let mut from = use_signal(String::new);
    let mut until = use_signal(String::new);
    let saving = use_saving();
    let mut wrong = use_signal(|| None::<&'static str>);
    let people = accounts.iter().map(|account| (account.id.to_string(), account.name.clone())).collect::<Vec<_>>();
    let save = move |_| {
        wrong.set(None);
        let (Some(account), Some(area)) = (account(), area()) else {
            wrong.set(Some("assign-incomplete"));
            return;
        };
        let (Ok(from), Ok(until)) = (day(&from.read()), day(&until.read())) else {
            wrong.set(Some("assign-bad-day"));
            return;
        };
        saving.run(async move {
            ask!(Request::Assign { account, area, from, until }, Saved)?;
            toast::show_saved(t!("assign-saved"));
            ondone.call(());
            Ok(())
        });
    };
    rsx! {
        Refused { saving }
        Pick { label: t!("assign-account"), id: "assign-account", testid: "assign-account", options: people,
            onpick: move |value: String| account.set(value.parse().ok()) }
        PickArea { label: t!("assign-area"), id: "assign-area", testid: "assign-area", areas,
            levels: vec![Level::Village, Level::Grid], onpick: move |picked| area.set(picked) }
        div { class: "field-pair",
            TextField { label: t!("assign-from"), hint: t!("assign-from-hint"), id: "assign-from", testid: "assign-from", kind: "date",
                oninput: move |text| from.set(text) }
            TextField { label: t!("assign-until"), hint: t!("assign-until-hint"), id: "assign-until", testid: "assign-until", kind: "date",
                oninput: move |text| until.set(text) }
        }
        if let Some(key) = wrong() {
            p { class: "field-error", role: "alert", {t!(key)} }
        }
        button { class: "button primary", r#type: "button", "data-testid": "assign-save", disabled: saving.is_busy(), onclick: save, {t!("assign-save")} }
    }
}

/// A day, or none for an empty field.
fn day(text: &str) -> Result<Option<Day>, ()> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| ()) }
}
