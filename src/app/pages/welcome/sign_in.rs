//! Name and password, for those who have one.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::ask,
        components::{FailureBox, TextField},
        state::take_status,
        text::t,
    },
    device::messages::{Failure, Request},
    platform::host::browser,
};

/// Signs in; the browser becomes a device of the account.
#[component]
pub(super) fn SignInForm() -> Element {
    let mut name = use_signal(String::new);
    let mut password = use_signal(String::new);
    let mut busy = use_signal(|| false);
    let mut failure = use_signal(|| None::<Failure>);
    let sign_in = move || async move {
        if busy() {
            return;
        }
        busy.set(true);
        failure.set(None);
        browser::ask_to_persist().await;
        let request =
            Request::SignIn { name: name().trim().to_owned(), password: password(), label: browser::device_label() };
        match ask!(request, Status) {
            Ok(status) => take_status(*status),
            Err(refused) => failure.set(Some(refused)),
        }
        busy.set(false);
    };
    rsx! {
        form {
            class: "card",
            onsubmit: move |event| {
                event.prevent_default();
                sign_in()
            },
            h2 { {t!("sign-in-title")} }
            if browser::SERVER_IS_ASKED {
                TextField {
                    label: t!("sign-in-server"),
                    hint: t!("sign-in-server-hint"),
                    id: "server",
                    kind: "url",
                    testid: "sign-in-server",
                    initial: browser::origin(),
                    oninput: |text: String| browser::use_server(text.trim()),
                }
            }
            TextField {
                label: t!("sign-in-name"),
                id: "name",
                testid: "sign-in-name",
                autocomplete: "username",
                oninput: move |text| name.set(text),
            }
            TextField {
                label: t!("sign-in-password"),
                id: "password",
                kind: "password",
                testid: "sign-in-password",
                autocomplete: "current-password",
                oninput: move |text| password.set(text),
            }
            if let Some(failure) = failure() {
                FailureBox { failure }
            }
            button { class: "button", r#type: "submit", disabled: busy(), "data-testid": "sign-in",
                if busy() { {t!("sign-in-busy")} } else { {t!("sign-in")} }
            }
        }
    }
}
