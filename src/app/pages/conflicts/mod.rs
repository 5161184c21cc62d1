//! Fields that two people changed without seeing each other's change, waiting for somebody to decide.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::{ask, use_answer},
        components::{Empty, FailureBox, Icon, IconKind, Waiting},
        pages::door::ConflictCard,
        routes::Route,
        text::t,
    },
    device::messages::Request,
};

/// The page.
#[component]
pub(crate) fn Conflicts() -> Element {
    rsx! {
        nav { class: "page-back",
            Link { to: Route::Me {}, class: "back",
                Icon { kind: IconKind::Back }
                {t!("tab-me")}
            }
        }
        h1 { {t!("conflicts-title")} }
        ConflictLines {}
    }
}

/// The tray itself: on the phone and at the desk.
#[component]
pub(crate) fn ConflictLines() -> Element {
    let answer = use_answer(|| async { ask!(Request::Conflicts, Conflicts) });
    let conflicts = answer.read().clone();
    match conflicts {
        None => rsx! { Waiting {} },
        Some(Err(failure)) => rsx! { FailureBox { failure } },
        Some(Ok(lines)) if lines.is_empty() => rsx! {
            Empty { title: t!("conflicts-none"), advice: t!("conflicts-none-advice") }
        },
        Some(Ok(lines)) => rsx! {
            for line in lines {
                div { key: "{line.door}{line.field.name}", "data-testid": "conflict-line",
                    Link { to: Route::DoorPage { id: line.door }, class: "link", {line.label.clone()} }
                    ConflictCard { door: line.door, field: line.field }
                }
            }
        },
    }
}
