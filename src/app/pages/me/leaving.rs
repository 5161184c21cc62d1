//! Signing out: refused while anything has not arrived, asked once more otherwise.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::ask,
        marker,
        pages::records::ExportButton,
        routes::Route,
        saving::{Refused, use_saving},
        state::close,
        text::t,
    },
    device::messages::Request,
};

#[component]
pub(super) fn SignOut() -> Element {
    let mut asking = use_signal(|| false);
    let saving = use_saving();
    let sign_out = move || async move {
        ask!(Request::SignOut, Done)?;
        marker::forget();
        // The next worker deletes what is left, key and files, before it opens anything.
        close();
        navigator().replace(Route::Welcome {});
        Ok(())
    };
    rsx! {
        section { class: "me-section",
            if asking() {
                div { class: "card",
                    p { {t!("sign-out-sure")} }
                    Refused { saving }
                    if saving.is_refused() {
                        ExportButton {}
                    }
                    div { class: "actions",
                        button { class: "button danger", r#type: "button", "data-testid": "sign-out-yes", disabled: saving.is_busy(), onclick: move |_| saving.run(sign_out()), {t!("sign-out-yes")} }
                        button { class: "button quiet", r#type: "button", onclick: move |_| asking.set(false), {t!("cancel")} }
                    }
                }
            } else {
                button { class: "button quiet wide", r#type: "button", "data-testid": "sign-out", onclick: move |_| asking.set(true), {t!("sign-out")} }
            }
        }
    }
}
