//! Who saw and changed what, the newest first; of one person or one action where that is asked for.
//!
//! The record is on the server and needs it. Lines cannot be changed or removed by anybody, so there is nothing to do here
//! but read.
//!
//! Tests: `audit-person` `audit-action` (selects) · `audit-row` (with `data-action`, `data-who`) · `audit-more`.

mod lines;
mod words;

use dioxus::prelude::*;

use self::{lines::Lines, words::ACTIONS};
use super::desk_parts::Pick;
use crate::{
    app::{ask::ask, text::t},
    device::messages::{AuditQuery, Request},
};

/// The page.
#[component]
pub(crate) fn DeskAudit() -> Element {
    let query = use_signal(AuditQuery::default);
    rsx! {
        div { class: "desk",
            h1 { {t!("audit-title")} }
            p { class: "desk-note", {t!("audit-note")} }
            Filters { query }
            // Another key reads from the newest line on.
            for query in [query()] {
                Lines { key: "{query:?}", query }
            }
        }
    }
}

#[component]
fn Filters(query: Signal<AuditQuery>) -> Element {
    let mut query = query;
    let answer = use_resource(|| async { ask!(Request::Accounts, Accounts) });
    let people = match &*answer.read() {
        Some(Ok(accounts)) => accounts.iter().map(|account| (account.id.to_string(), account.name.clone())).collect(),
        _ => Vec::new(),
    };
    let actions = ACTIONS.map(|code| (code.to_owned(), t!(&words::key(code)))).to_vec();
    rsx! {
        div { class: "field-pair",
            Pick { label: t!("audit-person"), id: "audit-person", testid: "audit-person", options: people, none: t!("audit-everybody"),
                onpick: move |value: String| query.write().actor = value.parse().ok() }
            Pick { label: t!("audit-action"), id: "audit-action", testid: "audit-action", options: actions, none: t!("audit-everything"),
                onpick: move |value: String| query.write().action = Some(value).filter(|value| !value.is_empty()) }
        }
    }
}
