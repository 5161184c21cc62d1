//! Me: who is signed in, whether everything arrived, and how the app looks and speaks here.

mod leaving;
mod lock;
mod settings;
mod storage;

use dioxus::prelude::*;

use crate::{
    app::{
        ask::{ask, use_answer},
        components::{Icon, IconKind, toast},
        frame::SyncLine,
        routes::Route,
        state::{STATUS, SYNC},
        text::t,
    },
    device::messages::Request,
    sync::enrolment::Role,
};
use leaving::SignOut;
use lock::{LockSettings, PinReminder};
pub(crate) use settings::Settings;
use storage::StorageCard;

/// The page.
#[component]
pub(crate) fn Me() -> Element {
    rsx! {
        h1 { {t!("tab-me")} }
        Who {}
        PinReminder {}
        section { class: "me-section", "aria-labelledby": "sync-title",
            h2 { id: "sync-title", {t!("me-sync")} }
            SyncLine {}
            SyncNow {}
        }
        Lists {}
        DeskLinks {}
        LockSettings {}
        Settings {}
        StorageCard {}
        section { class: "me-section", "aria-labelledby": "feedback-title",
            h2 { id: "feedback-title", {t!("feedback-title")} }
            p { {t!("feedback-how")} }
            p { class: "hint", {t!("feedback-version", version = env!("CARGO_PKG_VERSION"))} }
        }
        SignOut {}
    }
}

#[component]
fn Who() -> Element {
    let status = STATUS.read();
    let Some(enrolled) = status.as_ref().and_then(|status| status.enrolled.clone()) else { return rsx! {} };
    let role = t!(&format!("role-{}", enrolled.role.as_str()));
    rsx! {
        section { class: "card who",
            p { class: "who-name", {enrolled.name} }
            p { {t!("who-role", role = role, area = enrolled.area_name)} }
        }
    }
}

#[component]
fn SyncNow() -> Element {
    rsx! {
        button {
            class: "button wide",
            r#type: "button",
            "data-testid": "sync-now",
            onclick: move |_| async move {
                if let Err(failure) = ask!(Request::SyncNow, Done) {
                    toast::show_failure(&failure);
                }
            },
            {t!("sync-now")}
        }
    }
}

/// Records, refused ones, undecided fields.
#[component]
fn Lists() -> Element {
    let conflicts = use_answer(|| async { ask!(Request::Conflicts, Conflicts) });
    let undecided = conflicts.read().as_ref().and_then(|answer| answer.as_ref().ok().map(Vec::len)).unwrap_or(0);
    let (saved, apart) = {
        let sync = SYNC.read();
        (sync.saved, sync.quarantined + sync.held)
    };
    rsx! {
        nav { class: "cells", "aria-label": t!("me-lists"),
            Cell { to: Route::Records {}, label: t!("records-title"), count: saved, testid: "records" }
            if apart > 0 {
                Cell { to: Route::Records {}, label: t!("records-apart"), count: apart, loud: true, testid: "records-apart" }
            }
            Cell { to: Route::Conflicts {}, label: t!("conflicts-title"), count: undecided as u64, loud: undecided > 0, testid: "conflicts" }
            Cell { to: Route::HandbookPage { find: String::new() }, label: t!("handbook-title"), testid: "handbook" }
            Cell { to: Route::ContactsPage {}, label: t!("contacts-title"), testid: "contacts" }
        }
    }
}

/// On a phone the desk's pages have no tabs of their own.
#[component]
fn DeskLinks() -> Element {
    if !matches!(crate::app::state::role(), Some(Role::County | Role::Reviewer)) {
        return rsx! {};
    }
    rsx! {
        nav { class: "cells narrow-only", "aria-label": t!("tab-desk"),
            Cell { to: Route::DeskRoster {}, label: t!("tab-roster") }
            Cell { to: Route::DeskPeople {}, label: t!("tab-people") }
            Cell { to: Route::DeskDecide {}, label: t!("desk-decide") }
            Cell { to: Route::DeskMoves {}, label: t!("desk-moves") }
            Cell { to: Route::DeskErase {}, label: t!("desk-erase") }
            Cell { to: Route::DeskAudit {}, label: t!("desk-audit") }
        }
    }
}

#[component]
fn Cell(
    to: Route,
    label: String,
    count: Option<u64>,
    #[props(default)] loud: bool,
    #[props(default)] testid: &'static str,
) -> Element {
    rsx! {
        Link { to, class: "list-cell", "data-testid": testid,
            span { class: "list-cell-main", {label} }
            if let Some(count) = count {
                span { class: if loud { "badge attention" } else { "list-cell-count" }, "{count}" }
            }
            Icon { kind: IconKind::Forward }
        }
    }
}
