//! Records that the server holds because their author had no right at that moment: admitted or refused, with a reason that
//! the author reads.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::ask,
        components::{Empty, TextField, toast},
        moment,
        pages::{desk_parts::when_answered, door::what},
        routes::Route,
        saving::{Refused, use_saving},
        text::{t, text_of_code},
    },
    device::messages::{Failure, HeldLine, Request},
    platform::host::browser,
    sync::held::{DecideHeld, Decision, HeldEvent},
};

/// All held records below one's own area, the waiting ones first.
#[component]
pub(super) fn Held() -> Element {
    let mut held = use_resource(|| async { ask!(Request::Held, Held) });
    when_answered(held, |lines| {
        if lines.is_empty() {
            return rsx! { Empty { title: t!("held-none"), advice: t!("held-none-advice") } };
        }
        let lines = lines.clone();
        rsx! {
            Export {}
            ol { class: "decide-lines",
                for line in lines {
                    HeldRow { key: "{line.held.event.header.event_id}", line, ondone: move |()| held.restart() }
                }
            }
        }
    })
}

/// All of them as a file, as they were received.
#[component]
fn Export() -> Element {
    let export = move |_| async move {
        match ask!(Request::ExportHeld, Export) {
            Ok((name, content)) => {
                if browser::download(&name, content.as_bytes(), "application/json").is_err() {
                    toast::show_failure(&Failure::Defect { detail: "download".into() });
                }
            }
            Err(failure) => toast::show_failure(&failure),
        }
    };
    rsx! {
        button { class: "button", r#type: "button", "data-testid": "held-export", onclick: export, {t!("held-export")} }
    }
}

#[component]
fn HeldRow(line: HeldLine, ondone: EventHandler<()>) -> Element {
    let HeldLine { held, area_name, detail, note, door, label } = line;
    let header = &held.event.header;
    let author = if held.author.is_empty() { t!("held-author-unknown") } else { held.author.clone() };
    let made = moment::at(header.stamp.unix_ms());
    rsx! {
        li { class: "card decide-line", "data-testid": "held-row", "data-id": "{header.event_id}", "data-kind": "{header.kind}",
            "data-reason": held.reason.clone(), "data-refused": held.refused.is_some(),
            p { class: "decide-what",
                strong { {what(&header.kind, &detail)} }
                if let Some(door) = door {
                    Link { to: Route::DoorPage { id: door }, class: "link", {label} }
                }
            }
            p { {t!("held-by", author = author, area = area_name, made = made)} }
            if !note.is_empty() {
                p { class: "history-note", {note} }
            }
            p { class: "hint", {text_of_code("held-reason", &held.reason)} }
            match &held.refused {
                Some(refusal) => rsx! {
                    p { class: "hint",
                        {t!("held-refused", by = refusal.by.as_str(), when = moment::at(refusal.at), reason = refusal.reason.as_str())}
                    }
                    Decide { held: held.clone(), refused: true, ondone }
                },
                None => rsx! { Decide { held: held.clone(), refused: false, ondone } },
            }
        }
    }
}

/// A reason and one button for each way; a refused record can still be admitted.
#[component]
fn Decide(held: HeldEvent, refused: bool, ondone: EventHandler<()>) -> Element {
    let mut reason = use_signal(String::new);
    let saving = use_saving();
    let mut missing = use_signal(|| false);
    let (log, id) = (held.event.header.log_id, held.event.header.event_id);
    let decide = use_callback(move |decision: Decision| {
        let given = reason.read().trim().to_owned();
        missing.set(given.is_empty());
        if given.is_empty() {
            return;
        }
        saving.run(async move {
            ask!(Request::DecideHeld(DecideHeld { log, id, decision, reason: given }), Done)?;
            toast::show_saved(match decision {
                Decision::Admit => t!("held-admitted"),
                Decision::Refuse => t!("held-was-refused"),
            });
            ondone.call(());
            Ok(())
        });
    });
    rsx! {
        Refused { saving }
        TextField { label: t!("held-decision-reason"), hint: t!("held-decision-reason-hint"), id: "held-{id}", testid: "held-reason",
            oninput: move |text| reason.set(text) }
        if missing() {
            p { class: "field-error", role: "alert", {t!("held-reason-missing")} }
        }
        div { class: "actions",
            button { class: "button primary", r#type: "button", "data-testid": "held-admit", disabled: saving.is_busy(),
                onclick: move |_| decide.call(Decision::Admit), {t!("held-admit")} }
            if !refused {
                button { class: "button", r#type: "button", "data-testid": "held-refuse", disabled: saving.is_busy(),
                    onclick: move |_| decide.call(Decision::Refuse), {t!("held-refuse")} }
            }
        }
    }
}
