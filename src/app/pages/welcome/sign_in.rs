//! Name and password, for those who have one.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::ask,
        components::TextField,
        saving::{Refused, use_saving},
        state::take_status,
        text::t,
    },
    device::messages::Request,
    platform::host::browser,
};

/// Signs in; the browser becomes a device of the account.
#[component]
pub(super) fn SignInForm() -> Element {
    let mut name = use_signal(String::new);
    let mut password = use_signal(String::new);
    let saving = use_saving();
    let sign_in = move || async move {
        browser::ask_to_persist().await;
        let request =
            Request::SignIn { name: name().trim().to_owned(), password: password(), label: browser::device_label() };
        take_status(*ask!(request, Status)?);
        Ok(())
    };
    rsx! {
        form {
            class: "card",
            onsubmit: move |event| {
                event.prevent_default();
                saving.run(sign_in());
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
            Refused { saving }
            button { class: "button", r#type: "submit", disabled: saving.is_busy(), "data-testid": "sign-in",
                if saving.is_busy() { {t!("sign-in-busy")} } else { {t!("sign-in")} }
            }
        }
    }
}
