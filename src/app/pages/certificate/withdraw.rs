//! The signer withdraws: at any time, and without having to say why.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::ask,
        components::{TextField, toast},
        text::t,
    },
    device::messages::Request,
    domain::ids::EventId,
};

#[component]
pub(super) fn Withdraw(target: EventId) -> Element {
    let mut open = use_signal(|| false);
    let mut reason = use_signal(String::new);
    let withdraw = move || async move {
        match ask!(Request::WithdrawPledge { target, reason: reason() }, Saved) {
            Ok(_) => toast::show_saved(t!("saved-here")),
            Err(failure) => toast::show_failure(&failure),
        }
    };
    rsx! {
        section { class: "card certificate-actions", "aria-labelledby": "withdraw-title",
            h2 { id: "withdraw-title", {t!("withdraw-title")} }
            p { class: "hint", {t!("withdraw-advice")} }
            if open() {
                form {
                    class: "inline-form",
                    onsubmit: move |event| {
                        event.prevent_default();
                        withdraw()
                    },
                    TextField {
                        label: t!("withdraw-reason"),
                        id: "withdraw-reason",
                        testid: "withdraw-reason",
                        oninput: move |text| reason.set(text),
                    }
                    div { class: "actions",
                        button { class: "button danger", r#type: "submit", "data-testid": "withdraw-confirm", {t!("withdraw-confirm")} }
                        button { class: "button quiet", r#type: "button", onclick: move |_| open.set(false), {t!("cancel")} }
                    }
                }
            } else {
                button { class: "button", r#type: "button", "data-testid": "withdraw", onclick: move |_| open.set(true), {t!("withdraw")} }
            }
        }
    }
}
