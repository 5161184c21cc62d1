//! What the server holds or refused: the record, why, and what can be done about it. Nothing of it is lost.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::{ask, use_answer},
        moment,
        pages::door::what,
        routes::Route,
        text::{t, text_of_code},
    },
    device::messages::{AsideLine, Request},
};

/// The records kept apart; nothing where there are none.
#[component]
pub(super) fn KeptApart() -> Element {
    let answer = use_answer(|| async { ask!(Request::KeptApart, KeptApart) });
    let lines = match &*answer.read() {
        Some(Ok(lines)) if !lines.is_empty() => lines.clone(),
        _ => return rsx! {},
    };
    rsx! {
        section { class: "card", "data-testid": "kept-apart",
            h2 { {t!("records-apart")} }
            p { class: "hint", {t!("records-apart-note")} }
            ul { class: "decide-lines",
                for line in lines {
                    Line { key: "{line.event}{line.hash}", line }
                }
            }
        }
    }
}

#[component]
fn Line(line: AsideLine) -> Element {
    rsx! {
        li { class: "decide-line", "data-testid": "apart-line", "data-code": line.code.clone(),
            p { class: "decide-what",
                strong { {what(&line.kind, &line.detail)} }
                if let Some(door) = line.door {
                    Link { to: Route::DoorPage { id: door }, class: "link", {line.label.clone()} }
                }
            }
            p { class: "hint", {moment::at(line.at)} }
            p { {text_of_code("apart", &line.code)} }
            if !line.reason.is_empty() {
                p { {t!("apart-reason", reason = line.reason)} }
            }
            if let Some(other) = line.other_hash {
                p { class: "hint", {t!("apart-hashes", own = line.hash.get(..16).unwrap_or_default(), other = other.get(..16).unwrap_or_default())} }
            }
            if line.retry_after_upgrade {
                p { class: "hint", {t!("apart-retry")} }
            }
        }
    }
}
