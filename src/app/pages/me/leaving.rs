//! Signing out: refused while anything has not arrived, asked once more otherwise.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::ask, components::FailureBox, marker, pages::records::ExportButton, routes::Route, state::close, text::t,
    },
    device::messages::{Failure, Request},
};

#[component]
pub(super) fn SignOut() -> Element {
    let mut asking = use_signal(|| false);
    let mut failure = use_signal(|| None::<Failure>);
    let sign_out = move |_| async move {
        failure.set(None);
        match ask!(Request::SignOut, Done) {
            Ok(()) => {
                marker::forget();
                // The next worker deletes what is left, key and files, before it opens anything.
                close();
                navigator().replace(Route::Welcome {});
            }
            Err(refused) => failure.set(Some(refused)),
        }
    };
    rsx! {
        section { class: "me-section",
            if asking() {
                div { class: "card",
                    p { {t!("sign-out-sure")} }
                    if let Some(failure) = failure() {
                        FailureBox { failure }
                        ExportButton {}
                    }
                    div { class: "actions",
                        button { class: "button danger", r#type: "button", "data-testid": "sign-out-yes", onclick: sign_out, {t!("sign-out-yes")} }
                        button { class: "button quiet", r#type: "button", onclick: move |_| asking.set(false), {t!("cancel")} }
                    }
                }
            } else {
                button { class: "button quiet wide", r#type: "button", "data-testid": "sign-out", onclick: move |_| asking.set(true), {t!("sign-out")} }
            }
        }
    }
}
