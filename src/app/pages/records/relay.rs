//! Relay files: one's own unsent records for somebody with a network to carry, and files of others that this device carries.

use dioxus::{html::FileData, prelude::*};

use crate::{
    app::{
        ask::{ask, other_reply, use_answer},
        components::{FileButton, toast},
        moment,
        text::{t, text_of_code},
    },
    device::messages::{CarriedFile, Delivered, Failure, Reply, Request},
    platform::host::{browser, client},
};

/// Folded away: most days have a network.
#[component]
pub(super) fn Relay() -> Element {
    rsx! {
        details { class: "card", "data-testid": "relay",
            summary { {t!("relay-title")} }
            div { class: "relay",
                p { {t!("relay-note")} }
                button { class: "button", r#type: "button", "data-testid": "relay-make", onclick: move |_| make(), {t!("relay-make")} }
                h2 { {t!("relay-deliver")} }
                p { class: "hint", id: "relay-file-hint", {t!("relay-deliver-hint")} }
                FileButton { label: t!("relay-choose"), testid: "relay-file", described: "relay-file-hint", onfiles: deliver }
                Carried {}
            }
        }
    }
}

async fn make() {
    match client::call(Request::MakeRelayFile).await {
        Ok(Reply::RelayFile { name, content, events, left }) => {
            if browser::download(&name, &content, "application/octet-stream").is_err() {
                toast::show_failure(&Failure::Defect { detail: "download".into() });
            } else if left > 0 {
                toast::show_saved(t!("relay-made-part", events = events, left = left));
            } else {
                toast::show_saved(t!("relay-made", events = events));
            }
        }
        Ok(_) => toast::show_failure(&other_reply()),
        Err(failure) => toast::show_failure(&failure),
    }
}

async fn deliver(files: Vec<FileData>) {
    let Some(file) = files.into_iter().next() else { return };
    let Ok(content) = file.read_bytes().await else {
        toast::show_failure(&Failure::Defect { detail: "file".into() });
        return;
    };
    match ask!(Request::DeliverRelayFile { name: file.name(), content: content.to_vec() }, RelayDelivered) {
        Ok(Delivered::Taken { events }) => toast::show_saved(t!("relay-taken", events = events)),
        Ok(Delivered::Waiting) => toast::show_saved(t!("relay-waiting")),
        Err(failure) => toast::show_failure(&failure),
    }
}

/// Files of others that are still here.
#[component]
fn Carried() -> Element {
    let answer = use_answer(|| async { ask!(Request::RelayFiles, RelayFiles) });
    let files = match &*answer.read() {
        Some(Ok(files)) if !files.is_empty() => files.clone(),
        _ => return rsx! {},
    };
    rsx! {
        ul { class: "decide-lines", "aria-label": t!("relay-carried"),
            for file in files {
                CarriedLine { key: "{file.id}", file }
            }
        }
    }
}

#[component]
fn CarriedLine(file: CarriedFile) -> Element {
    let CarriedFile { id, name, at, code } = file;
    let refused = code.clone().unwrap_or_default();
    let forget = move |_| async move {
        if let Err(failure) = ask!(Request::ForgetRelayFile { id }, Done) {
            toast::show_failure(&failure);
        }
    };
    rsx! {
        li { class: "decide-line", "data-testid": "relay-carried", "data-code": refused,
            p { class: "decide-what", strong { {name} } span { class: "hint", {moment::at(at)} } }
            match code {
                None => rsx! { p { {t!("relay-carried-waits")} } },
                Some(code) => rsx! {
                    p { {text_of_code("relay-refused", &code)} }
                    button { class: "button quiet", r#type: "button", onclick: forget, {t!("relay-forget")} }
                },
            }
        }
    }
}
