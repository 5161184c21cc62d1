//! The accounts below one's own area, each with the way in, and with what it is for.

use dioxus::prelude::*;

use super::{area_name, change::ChangePanel, invite::InvitePanel};
use crate::{
    app::{
        ask::ask,
        components::{Empty, FailureBox},
        pages::desk_parts::DeskTable,
        state::STATUS,
        text::t,
    },
    device::messages::{AreaView, Failure, Request},
    domain::ids::AccountId,
    sync::enrolment::{AccountInfo, Invitation},
};

/// What is open beneath a row.
#[derive(Clone, Debug, PartialEq)]
enum Open {
    Invitation(AccountId, Invitation),
    Change(AccountId),
}

/// A table of accounts; an invitation or a change opens beneath the one it is for.
#[component]
pub(super) fn Accounts(accounts: Vec<AccountInfo>, areas: Vec<AreaView>, onchanged: EventHandler<()>) -> Element {
    let mut open = use_signal(|| None::<Open>);
    let mut failure = use_signal(|| None::<Failure>);
    let invite = use_callback(move |account: AccountId| {
        spawn(async move {
            failure.set(None);
            match ask!(Request::Invite { account }, Invited) {
                Ok(invitation) => open.set(Some(Open::Invitation(account, invitation))),
                Err(why) => failure.set(Some(why)),
            }
        });
    });
    if accounts.is_empty() {
        return rsx! {
            Empty { title: t!("people-no-accounts"), advice: t!("people-no-accounts-do") }
        };
    }
    rsx! {
        if let Some(failure) = failure() {
            FailureBox { failure }
        }
        DeskTable {
            caption: t!("people-accounts"),
            columns: vec!["people-col-name", "people-col-role", "people-col-area", "people-col-devices", "people-col-do"],
            for account in accounts {
                AccountRow { key: "{account.id}", area: area_name(&areas, account.area), account: account.clone(), oninvite: invite,
                    onchange: move |account| open.set(Some(Open::Change(account))) }
                match open() {
                    Some(Open::Invitation(whom, invitation)) if whom == account.id => rsx! {
                        Beneath { key: "{invitation.code}",
                            InvitePanel { name: account.name, invitation, onclose: move |()| open.set(None) }
                        }
                    },
                    Some(Open::Change(whom)) if whom == account.id => rsx! {
                        Beneath { key: "change-{whom}",
                            ChangePanel { account, areas: areas.clone(), onclose: move |()| open.set(None), onchanged: move |()| {
                                open.set(None);
                                onchanged.call(());
                            } }
                        }
                    },
                    _ => rsx! {},
                }
            }
        }
    }
}

/// A row of one cell.
#[component]
fn Beneath(children: Element) -> Element {
    rsx! {
        tr { role: "row",
            td { class: "words wide", role: "cell", colspan: "5", {children} }
        }
    }
}

#[component]
fn AccountRow(
    account: AccountInfo,
    area: String,
    oninvite: EventHandler<AccountId>,
    onchange: EventHandler<AccountId>,
) -> Element {
    let id = account.id;
    // Nobody locks the desk from inside.
    let own = STATUS
        .read()
        .as_ref()
        .and_then(|status| status.enrolled.as_ref())
        .is_some_and(|enrolled| enrolled.account == id);
    let name = account.name.as_str();
    let invite = t!("people-invite-name", name = name);
    let change = t!("people-change-name", name = name);
    rsx! {
        tr { role: "row", "data-testid": "account-row", "data-id": "{account.id}", "data-role": account.role.as_str(),
            "data-name": account.name.clone(),
            th { scope: "row", role: "rowheader", {account.name.clone()} }
            td { role: "cell", "data-label": t!("people-col-role"), {t!(&format!("role-{}", account.role.as_str()))} }
            td { role: "cell", class: "words", "data-label": t!("people-col-area"), {area} }
            td { role: "cell", "data-label": t!("people-col-devices"), "{account.devices}" }
            td { role: "cell", "data-label": t!("people-col-do"),
                span { class: "row-actions",
                    button { class: "button", r#type: "button", "data-testid": "invite-button", "aria-label": invite,
                        onclick: move |_| oninvite.call(id), {t!("people-invite")} }
                    if !own {
                        button { class: "button", r#type: "button", "data-testid": "change-button", "aria-label": change,
                            onclick: move |_| onchange.call(id), {t!("people-change")} }
                    }
                }
            }
        }
    }
}
