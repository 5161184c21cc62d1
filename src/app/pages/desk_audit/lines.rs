//! The lines that were read so far, and the way to older ones.

use dioxus::prelude::*;

use super::words::{action, detail, who};
use crate::{
    app::{
        ask::ask,
        components::{Empty, FailureBox, Waiting},
        moment,
        pages::desk_parts::DeskTable,
        routes::Route,
        text::t,
    },
    device::messages::{AuditEntry, AuditQuery, Failure, Request},
};

#[component]
pub(super) fn Lines(query: AuditQuery) -> Element {
    let mut lines = use_signal(Vec::<AuditEntry>::new);
    let mut older = use_signal(|| None::<u64>);
    let mut reading = use_signal(|| true);
    let mut failure = use_signal(|| None::<Failure>);
    let read = use_callback(move |before: Option<u64>| {
        let query = AuditQuery { before, ..query.clone() };
        spawn(async move {
            reading.set(true);
            failure.set(None);
            match ask!(Request::Audit(query), Audit) {
                Ok(view) => {
                    lines.write().extend(view.lines);
                    older.set(view.before);
                }
                Err(why) => failure.set(Some(why)),
            }
            reading.set(false);
        });
    });
    use_hook(|| read.call(None));
    let empty = lines.read().is_empty();
    rsx! {
        if !empty {
            DeskTable { caption: t!("audit-title"), columns: vec!["audit-col-when", "audit-col-who", "audit-col-what", "audit-col-about"],
                for entry in lines.read().iter().cloned() {
                    AuditRow { key: "{entry.line.id}", entry }
                }
            }
        }
        if let Some(failure) = failure() {
            FailureBox { failure }
        }
        match (reading(), older(), empty) {
            (true, ..) => rsx! { Waiting {} },
            (false, None, true) if failure().is_none() => rsx! { Empty { title: t!("audit-none"), advice: t!("audit-none-advice") } },
            (false, Some(before), _) => rsx! {
                button { class: "button", r#type: "button", "data-testid": "audit-more", onclick: move |_| read.call(Some(before)),
                    {t!("audit-older")} }
            },
            (false, None, _) => rsx! {},
        }
    }
}

#[component]
fn AuditRow(entry: AuditEntry) -> Element {
    let detail = detail(&entry.line.action, &entry.line.detail);
    rsx! {
        tr { role: "row", "data-testid": "audit-row", "data-action": "{entry.line.action}", "data-who": entry.who.clone(),
            td { role: "cell", class: "words", "data-label": t!("audit-col-when"), {moment::at(entry.line.at)} }
            th { scope: "row", role: "rowheader", {who(&entry)} }
            td { role: "cell", class: "words", "data-label": t!("audit-col-what"),
                {action(&entry.line.action)}
                if !detail.is_empty() {
                    span { class: "audit-detail", {detail} }
                }
            }
            td { role: "cell", class: "words wide", "data-label": t!("audit-col-about"),
                match entry.door {
                    Some(id) => rsx! { Link { to: Route::DoorPage { id }, class: "link", {entry.about} } },
                    None if entry.about.is_empty() => rsx! { {t!("desk-nothing")} },
                    None => rsx! { {entry.about} },
                }
            }
        }
    }
}
