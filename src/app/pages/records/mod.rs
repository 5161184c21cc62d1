//! This device's own records, newest first, with what became of each; what is kept apart, and why. What is unsent can be
//! exported, or handed on as a relay file that only the server can read.

mod apart;
mod relay;

use dioxus::prelude::*;

use self::{apart::KeptApart, relay::Relay};
use crate::{
    app::{
        ask::{ask, use_answer},
        components::{Empty, FailureBox, Icon, IconKind, Waiting, toast},
        frame::SyncLine,
        moment,
        pages::door::{delivery_code, delivery_text, what},
        routes::Route,
        text::t,
    },
    device::messages::{Failure, RecordLine, Request},
    platform::host::browser,
};

const PAGE: u32 = 50;

/// The page.
#[component]
pub(crate) fn Records() -> Element {
    let mut limit = use_signal(|| PAGE);
    let answer = use_answer(move || {
        let limit = limit();
        async move { ask!(Request::Records { offset: 0, limit }, Records) }
    });
    let records = answer.read().clone();
    rsx! {
        nav { class: "page-back",
            Link { to: Route::Me {}, class: "back",
                Icon { kind: IconKind::Back }
                {t!("tab-me")}
            }
        }
        h1 { {t!("records-title")} }
        SyncLine {}
        KeptApart {}
        ExportButton {}
        Relay {}
        match records {
            None => rsx! { Waiting {} },
            Some(Err(failure)) => rsx! { FailureBox { failure } },
            Some(Ok(records)) if records.is_empty() => rsx! {
                Empty { title: t!("records-none"), advice: t!("records-none-advice") }
            },
            Some(Ok(records)) => rsx! {
                ol { class: "record-lines",
                    for record in records.iter().cloned() {
                        Record { key: "{record.line.event}", record }
                    }
                }
                if u32::try_from(records.len()).is_ok_and(|count| count >= limit()) {
                    button { class: "button wide", r#type: "button", onclick: move |_| limit += PAGE, {t!("more")} }
                }
            },
        }
    }
}

#[component]
fn Record(record: RecordLine) -> Element {
    let RecordLine { line, door, label } = record;
    let code = delivery_code(&line.delivery);
    rsx! {
        li { class: "record-line", "data-testid": "record-line", "data-kind": "{line.kind}", "data-delivery": code,
            span { class: "record-mark delivery-{code}",
                Icon {
                    kind: match code {
                        "received" => IconKind::Received,
                        "queued" | "sent" => IconKind::Waiting,
                        _ => IconKind::Warning,
                    },
                }
            }
            div {
                p { class: "record-what",
                    strong { {what(&line.kind, &line.detail)} }
                    if let Some(door) = door {
                        Link { to: Route::DoorPage { id: door }, class: "link", {label} }
                    } else {
                        span { {label} }
                    }
                }
                p { class: "hint", {t!("history-when", at = moment::at(line.at), delivery = delivery_text(&line.delivery))} }
            }
        }
    }
}

/// Hands unsent and refused records over as a file.
#[component]
pub(crate) fn ExportButton() -> Element {
    let export = move |_| async move {
        match ask!(Request::ExportUnsent, Export) {
            Ok((name, content)) => {
                if browser::download(&name, content.as_bytes(), "application/json").is_err() {
                    toast::show_failure(&Failure::Defect { detail: "download".into() });
                }
            }
            Err(failure) => toast::show_failure(&failure),
        }
    };
    rsx! {
        button { class: "button wide", r#type: "button", "data-testid": "export-unsent", onclick: export, {t!("export-unsent")} }
    }
}
