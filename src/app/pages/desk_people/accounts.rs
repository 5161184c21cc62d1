//! The accounts below one's own area, each with the way in.

use dioxus::prelude::*;

use super::{area_name, invite::InvitePanel};
use crate::{
    app::{
        ask::ask,
        components::{Empty, FailureBox},
        pages::desk_parts::DeskTable,
        text::t,
    },
    device::messages::{AreaView, Failure, Request},
    domain::ids::AccountId,
    sync::enrolment::{AccountInfo, Invitation},
};

/// A table of accounts; an invitation opens beneath the one it is for.
#[component]
pub(super) fn Accounts(accounts: Vec<AccountInfo>, areas: Vec<AreaView>) -> Element {
    let mut invited = use_signal(|| None::<(AccountId, Invitation)>);
    let mut failure = use_signal(|| None::<Failure>);
    let invite = use_callback(move |account: AccountInfo| {
        spawn(async move {
            failure.set(None);
            match ask!(Request::Invite { account: account.id }, Invited) {
                Ok(invitation) => invited.set(Some((account.id, invitation))),
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
            columns: vec!["people-col-name", "people-col-role", "people-col-area", "people-col-devices", "people-col-invite"],
            for account in accounts {
                AccountRow { key: "{account.id}", area: area_name(&areas, account.area), account: account.clone(), oninvite: invite }
                if let Some(invitation) = invitation_for(&invited.read(), account.id) {
                    tr { key: "{invitation.code}", role: "row",
                        td { class: "words wide", role: "cell", colspan: "5",
                            InvitePanel { name: account.name, invitation, onclose: move |()| invited.set(None) }
                        }
                    }
                }
            }
        }
    }
}

/// The invitation just made, if it is for this account.
fn invitation_for(invited: &Option<(AccountId, Invitation)>, account: AccountId) -> Option<Invitation> {
    invited.as_ref().filter(|(whom, _)| *whom == account).map(|(_, invitation)| invitation.clone())
}

#[component]
fn AccountRow(account: AccountInfo, area: String, oninvite: EventHandler<AccountInfo>) -> Element {
    let label = t!("people-invite-name", name = account.name.as_str());
    rsx! {
        tr { role: "row", "data-testid": "account-row", "data-id": "{account.id}", "data-role": account.role.as_str(),
            "data-name": account.name.clone(),
            th { scope: "row", role: "rowheader", {account.name.clone()} }
            td { role: "cell", "data-label": t!("people-col-role"), {t!(&format!("role-{}", account.role.as_str()))} }
            td { role: "cell", class: "words", "data-label": t!("people-col-area"), {area} }
            td { role: "cell", "data-label": t!("people-col-devices"), "{account.devices}" }
            td { role: "cell", "data-label": t!("people-col-invite"),
                button { class: "button", r#type: "button", "data-testid": "invite-button", "aria-label": label,
                    onclick: move |_| oninvite.call(account.clone()), {t!("people-invite")} }
            }
        }
    }
}
