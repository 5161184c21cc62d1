//! Another role or area for an account: what it may see and record follows at once.

use dioxus::prelude::*;

use super::add_account::roles;
use crate::{
    app::{
        ask::ask,
        components::toast,
        pages::desk_parts::{Pick, PickArea},
        saving::{Refused, use_saving},
        text::t,
    },
    device::messages::{AreaView, Request},
    domain::area::Level,
    sync::enrolment::{AccountChange, AccountInfo, Role},
};

/// Begins with what the account has; saved only where something differs.
#[component]
pub(super) fn ChangePanel(
    account: AccountInfo,
    areas: Vec<AreaView>,
    onchanged: EventHandler<()>,
    onclose: EventHandler<()>,
) -> Element {
    let mut role = use_signal(|| Some(account.role));
    let mut area = use_signal(|| Some(account.area));
    let saving = use_saving();
    let mut wrong = use_signal(|| None::<&'static str>);
    let (id, before) = (account.id, (account.role, account.area));
    let save = move |_| {
        let (Some(role), Some(area)) = (role(), area()) else {
            wrong.set(Some("change-incomplete"));
            return;
        };
        if (role, area) == before {
            wrong.set(Some("change-same"));
            return;
        }
        wrong.set(None);
        let change =
            AccountChange { role: (role != before.0).then_some(role), area: (area != before.1).then_some(area) };
        saving.run(async move {
            let account = ask!(Request::ChangeAccount { account: id, change }, Account)?;
            toast::show_saved(t!("change-saved", name = account.name));
            onchanged.call(());
            Ok(())
        });
    };
    rsx! {
        section { class: "invite", "data-testid": "change-panel", "aria-label": t!("people-change-name", name = account.name.as_str()),
            h3 { {t!("people-change-name", name = account.name.as_str())} }
            p { {t!("change-what")} }
            Refused { saving }
            Pick { label: t!("account-role"), id: "change-role", testid: "change-role", options: roles(),
                initial: account.role.as_str(), onpick: move |value: String| role.set(Role::parse(&value)) }
            PickArea { label: t!("account-area"), id: "change-area", testid: "change-area", areas, initial: Some(account.area),
                levels: vec![Level::County, Level::Township, Level::Village, Level::Grid], onpick: move |picked| area.set(picked) }
            if let Some(key) = wrong() {
                p { class: "field-error", role: "alert", {t!(key)} }
            }
            div { class: "actions",
                button { class: "button primary", r#type: "button", "data-testid": "change-save", disabled: saving.is_busy(), onclick: save, {t!("change-save")} }
                button { class: "button", r#type: "button", "data-testid": "change-cancel", onclick: move |_| onclose.call(()), {t!("cancel")} }
            }
        }
    }
}
