//! People: accounts and their invitations, who looks after which doors, and the devices.
//!
//! Accounts and devices live on the server and need it; assignments and grids are events like all others and work
//! offline.

mod accounts;
mod add_account;
mod assign;
mod assignments;
mod change;
mod devices;
mod grid;
mod invite;
mod releases;

use dioxus::prelude::*;

use self::{
    accounts::Accounts, add_account::AddAccount, assign::AssignForm, assignments::Assignments, devices::Devices,
    grid::GridForm,
};
use super::desk_parts::when_answered;
use crate::{
    app::{
        ask::{ask, use_answer},
        routes::Route,
        text::t,
    },
    device::messages::{AreaView, Failure, Request},
    domain::ids::AreaId,
    sync::enrolment::AccountInfo,
};
use releases::Releases;

type AccountsAnswer = Resource<Result<Vec<AccountInfo>, Failure>>;

/// The page.
#[component]
pub(crate) fn DeskPeople() -> Element {
    let areas = use_answer(|| async { ask!(Request::Areas, Areas) });
    rsx! {
        div { class: "desk",
            h1 { {t!("people-title")} }
            p { Link { to: Route::DeskAudit {}, class: "link", {t!("people-audit")} } }
            {when_answered(areas, |areas| rsx! { Content { areas: areas.clone() } })}
        }
    }
}

#[component]
fn Content(areas: Vec<AreaView>) -> Element {
    let accounts: AccountsAnswer = use_resource(|| async { ask!(Request::Accounts, Accounts) });
    let mut restart = accounts;
    let known = match &*accounts.read() {
        Some(Ok(accounts)) => accounts.clone(),
        _ => Vec::new(),
    };
    rsx! {
        section { class: "desk-section",
            h2 { {t!("people-accounts")} }
            AddAccount { areas: areas.clone(), accounts }
            {when_answered(accounts, |accounts| rsx! {
                Accounts { accounts: accounts.clone(), areas: areas.clone(), onchanged: move |()| restart.restart() }
            })}
        }
        section { class: "desk-section",
            h2 { {t!("people-assignments")} }
            p { class: "desk-note", {t!("people-assignments-note")} }
            AssignForm { accounts: known.clone(), areas: areas.clone() }
            GridForm { areas: areas.clone() }
            Assignments { accounts: known, areas }
        }
        Releases {}
        section { class: "desk-section",
            h2 { {t!("people-devices")} }
            Devices {}
        }
    }
}

/// Name of an area, empty when it is not known here.
fn area_name(areas: &[AreaView], id: AreaId) -> String {
    areas.iter().find(|area| area.id == id).map(|area| area.name.clone()).unwrap_or_default()
}
