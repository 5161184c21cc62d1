//! What was recorded at this door, newest first, and what became of each record. Own mistakes can be taken back.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::ask,
        components::{PhotoThumb, TextField, toast},
        moment,
        routes::Route,
        saving::{Refused, use_saving},
        text::{t, text_of_code},
    },
    device::messages::{Delivery, HistoryLine, Request},
    domain::ids::{EntityId, EventId},
};

#[component]
pub(super) fn History(door: EntityId, lines: Vec<HistoryLine>) -> Element {
    rsx! {
        section { class: "history", "aria-labelledby": "history-title",
            h2 { id: "history-title", {t!("history-title")} }
            if lines.is_empty() {
                p { class: "hint", {t!("history-none")} }
            }
            ol { class: "history-lines",
                for line in lines {
                    Line { key: "{line.event}", door, line }
                }
            }
        }
    }
}

#[component]
fn Line(door: EntityId, line: HistoryLine) -> Element {
    let mut taking_back = use_signal(|| false);
    rsx! {
        li {
            class: if line.retracted.is_some() { "history-line retracted" } else { "history-line" },
            "data-testid": "history-line",
            "data-kind": "{line.kind}",
            "data-delivery": delivery_code(&line.delivery),
            div { class: "history-what",
                strong { {what(&line.kind, &line.detail)} }
                if line.own {
                    span { class: "badge", {t!("history-own")} }
                }
            }
            p { class: "hint",
                {t!("history-when", at = moment::at(line.at), delivery = delivery_text(&line.delivery))}
                if line.countersigned { " · " {t!("countersigned")} }
                if line.withdrawn { " · " {t!("pledge-state-withdrawn")} }
            }
            if line.kind == "pledge.signed" && line.detail != "erased" {
                Link { to: Route::CertificatePage { id: line.event }, class: "link", "data-testid": "certificate-open", {t!("certificate-open")} }
            }
            if !line.note.is_empty() {
                p { class: "history-note", {line.note.clone()} }
            }
            if !line.photos.is_empty() {
                ul { class: "photo-strip",
                    for (at, photo) in line.photos.iter().enumerate() {
                        li { key: "{photo.hash}",
                            Link { to: Route::PhotoPage { id: door, hash: photo.hash }, class: "photo-link", "data-testid": "history-photo",
                                PhotoThumb { door, hash: photo.hash, label: t!("photo-number", number = at + 1) }
                            }
                        }
                    }
                }
            }
            if let Some(reason) = &line.retracted {
                p { class: "hint", {t!("history-retracted", reason = reason.as_str())} }
            }
            if !line.take_back.is_empty() && !taking_back() {
                button { class: "link", r#type: "button", onclick: move |_| taking_back.set(true), {t!("retract")} }
            }
            if taking_back() {
                TakeBack { targets: line.take_back.clone(), onclose: move |()| taking_back.set(false) }
            }
        }
    }
}

/// What the record says, in words.
pub(crate) fn what(kind: &str, detail: &str) -> String {
    match kind {
        kind if detail == "erased" => t!("kind-erased", what = text_of_code("kind", kind)),
        "visit.recorded" if !detail.is_empty() => text_of_code("outcome", detail),
        "door.edited" => {
            let fields: Vec<_> = detail
                .split([' ', ','])
                .filter(|name| !name.is_empty())
                .map(|name| text_of_code("field", name))
                .collect();
            t!("kind-door-edited-fields", fields = fields.join(&t!("list-comma")))
        }
        kind => text_of_code("kind", kind),
    }
}

/// What became of a record, in words.
pub(crate) fn delivery_text(delivery: &Delivery) -> String {
    match delivery {
        Delivery::Quarantined { code } => t!("delivery-quarantined", reason = text_of_code("quarantine", code)),
        other => t!(&format!("delivery-{}", delivery_code(other))),
    }
}

/// As tests and styles see it.
pub(crate) const fn delivery_code(delivery: &Delivery) -> &'static str {
    match delivery {
        Delivery::Queued => "queued",
        Delivery::Sent => "sent",
        Delivery::Received => "received",
        Delivery::Held => "held",
        Delivery::Quarantined { .. } => "quarantined",
    }
}

#[component]
fn TakeBack(targets: Vec<EventId>, onclose: EventHandler<()>) -> Element {
    let mut reason = use_signal(String::new);
    let saving = use_saving();
    let id = targets.first().map(ToString::to_string).unwrap_or_default();
    let take_back = move || {
        let targets = targets.clone();
        async move {
            ask!(Request::RetractAll { targets, reason: reason().trim().to_owned() }, SavedAll)?;
            toast::show_saved(t!("saved-here"));
            onclose.call(());
            Ok(())
        }
    };
    rsx! {
        form {
            class: "inline-form",
            onsubmit: move |event| {
                event.prevent_default();
                saving.run(take_back());
            },
            TextField {
                label: t!("retract-reason"),
                id: "retract-{id}",
                testid: "retract-reason",
                oninput: move |text| reason.set(text),
            }
            Refused { saving }
            div { class: "actions",
                button { class: "button danger", r#type: "submit", disabled: reason.read().trim().is_empty() || saving.is_busy(), {t!("retract-confirm")} }
                button { class: "button quiet", r#type: "button", onclick: move |_| onclose.call(()), {t!("cancel")} }
            }
        }
    }
}
