//! A new account: name, role, area.

use dioxus::prelude::*;

use super::AccountsAnswer;
use crate::{
    app::{
        ask::ask,
        components::TextField,
        pages::desk_parts::{Pick, PickArea},
        saving::{Refused, use_saving},
        state::role,
        text::t,
    },
    device::messages::{AreaView, Request},
    domain::{area::Level, ids::AreaId},
    sync::enrolment::{NewAccount, Role},
};

/// The form, folded away until it is wanted.
#[component]
pub(super) fn AddAccount(areas: Vec<AreaView>, accounts: AccountsAnswer) -> Element {
    // Another key gives empty fields.
    let mut round = use_signal(|| 0_u32);
    let mut added = use_signal(String::new);
    let onadded = move |name: String| {
        added.set(name);
        round += 1;
        let mut accounts = accounts;
        accounts.restart();
    };
    rsx! {
        details { class: "desk-form",
            summary { "data-testid": "account-form", {t!("people-add")} }
            Form { key: "{round}", areas, onadded }
            if !added.read().is_empty() {
                p { class: "desk-note", role: "status", {t!("people-added", name = added())} }
            }
        }
    }
}

#[component]
fn Form(areas: Vec<AreaView>, onadded: EventHandler<String>) -> Element {
    let mut name = use_signal(String::new);
    let mut chosen = use_signal(|| None::<Role>);
    let mut area = use_signal(|| None::<AreaId>);
    let saving = use_saving();
    let mut incomplete = use_signal(|| false);
    let add = move |_| {
        let trimmed = name.read().trim().to_owned();
        let (false, Some(role), Some(area)) = (trimmed.is_empty(), chosen(), area()) else {
            incomplete.set(true);
            return;
        };
        incomplete.set(false);
        saving.run(async move {
            let account = ask!(Request::AddAccount(NewAccount { name: trimmed, role, area }), Account)?;
            onadded.call(account.name);
            Ok(())
        });
    };
    rsx! {
        Refused { saving }
        TextField { label: t!("account-name"), hint: t!("account-name-hint"), id: "account-name", testid: "account-name",
            oninput: move |text| name.set(text) }
        Pick { label: t!("account-role"), id: "account-role", testid: "account-role", options: roles(),
            onpick: move |value: String| chosen.set(Role::parse(&value)) }
        PickArea { label: t!("account-area"), id: "account-area", testid: "account-area", areas,
            levels: vec![Level::County, Level::Township, Level::Village], onpick: move |picked| area.set(picked) }
        if incomplete() {
            p { class: "field-error", role: "alert", {t!("account-incomplete")} }
        }
        button { class: "button primary", r#type: "button", "data-testid": "account-add", disabled: saving.is_busy(), onclick: add, {t!("account-add")} }
    }
}

/// Roles that the signed-in account may give: its own and those below.
pub(super) fn roles() -> Vec<(String, String)> {
    let own = role().unwrap_or(Role::Worker);
    let given = Role::ALL.into_iter().filter(|role| *role >= own);
    given.map(|role| (role.as_str().to_owned(), t!(&format!("role-{}", role.as_str())))).collect()
}
