//! An invitation link or its code, typed or pasted.

use dioxus::prelude::*;

use crate::{
    app::{components::TextField, routes::Route, text::t},
    platform::host::browser,
};

/// Leads to the page that shows what the invitation is for; nothing is spent here.
#[component]
pub(super) fn InvitationForm() -> Element {
    let mut typed = use_signal(String::new);
    let mut missing = use_signal(|| false);
    let navigator = use_navigator();
    let mut open = move || match code_of(&typed.read()) {
        Some(code) => {
            if let Some(server) = server_of(&typed.read()) {
                browser::use_server(server);
            }
            navigator.push(Route::Join { code });
        }
        None => missing.set(true),
    };
    rsx! {
        form {
            class: "card",
            onsubmit: move |event| {
                event.prevent_default();
                open();
            },
            h2 { {t!("welcome-invitation")} }
            TextField {
                label: t!("welcome-invitation-label"),
                hint: if browser::SERVER_IS_ASKED { t!("welcome-invitation-whole") } else { t!("welcome-invitation-hint") },
                id: "invitation",
                testid: "invitation-input",
                oninput: move |text| {
                    typed.set(text);
                    missing.set(false);
                },
            }
            if missing() {
                p { class: "field-problem", role: "alert", {t!("welcome-invitation-missing")} }
            }
            button { class: "button primary", r#type: "submit", "data-testid": "invitation-open", {t!("welcome-invitation-open")} }
        }
    }
}

/// The server in a pasted link.
fn server_of(typed: &str) -> Option<&str> {
    let (before, _) = typed.rsplit_once("/join/")?;
    let start = before.rfind("https://").or_else(|| before.rfind("http://"))?;
    before.get(start..)
}

/// The code in a pasted link or text: what follows `/join/`, else the whole.
fn code_of(typed: &str) -> Option<String> {
    let after = typed.rsplit_once("/join/").map_or(typed, |(_, code)| code);
    let code = after.trim().split(|c: char| c.is_whitespace() || matches!(c, '?' | '#' | '/')).next()?;
    (!code.is_empty()).then(|| code.to_owned())
}
