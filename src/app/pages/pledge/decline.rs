//! "I do not sign", large, on every step; asked once more so that a slip of the finger decides nothing.

use dioxus::prelude::*;

use super::{Signing, Step};
use crate::{
    app::{ask::ask, components::FailureBox, text::t},
    device::messages::{Failure, Request},
};

#[component]
pub(super) fn Decline(text: String, signing: Signing) -> Element {
    let mut asking = use_signal(|| false);
    let mut failure = use_signal(|| None::<Failure>);
    let decline = move |_| {
        let text = text.clone();
        async move {
            match ask!(Request::DeclinePledge { door: signing.door, text }, Saved) {
                Ok(_) => signing.go(Step::Declined),
                Err(refused) => failure.set(Some(refused)),
            }
        }
    };
    rsx! {
        footer { class: "kiosk-foot",
            if asking() {
                div { class: "card", role: "alertdialog", "aria-labelledby": "decline-title",
                    p { id: "decline-title", class: "kiosk-label", {t!("pledge-decline-sure")} }
                    if let Some(failure) = failure() {
                        FailureBox { failure }
                    }
                    div { class: "actions",
                        button { class: "button large", r#type: "button", "data-testid": "pledge-decline-yes", onclick: decline, {t!("pledge-decline-yes")} }
                        button { class: "button quiet large", r#type: "button", onclick: move |_| asking.set(false), {t!("back")} }
                    }
                }
            } else {
                button {
                    class: "button large wide",
                    r#type: "button",
                    "data-testid": "pledge-decline",
                    onclick: move |_| asking.set(true),
                    {t!("pledge-decline")}
                }
            }
        }
    }
}
