//! Nothing works without the database: until it is open the pages wait, and if it cannot be, this says why.

use dioxus::prelude::*;

use crate::{
    app::{
        components::{Mark, MarkKind, ToastView},
        pages::lock::{LockScreen, NewPin},
        routes::Route,
        state::{LOCK, SAVED_TO, STORAGE},
        text::{LANGUAGE, choose_language, t, text_of_code},
    },
    language::Language,
    platform::{
        host::{browser, client},
        news::StorageState,
    },
};

/// The outermost frame of every page.
#[component]
pub(crate) fn Gate() -> Element {
    let state = STORAGE.read().clone();
    let pin_due = LOCK.read().pin_due;
    rsx! {
        match state {
            StorageState::Ready if pin_due => rsx! { NewPin {} },
            StorageState::Ready => rsx! { Outlet::<Route> {} },
            StorageState::Locked => rsx! { LockScreen {} },
            StorageState::Opening => rsx! { Opening {} },
            StorageState::Unusable { code } => rsx! { StorageProblem { code } },
        }
        SavedTo {}
        ToastView {}
    }
}

/// Where a file went, until that was read.
#[component]
fn SavedTo() -> Element {
    let Some(path) = SAVED_TO() else { return rsx! {} };
    rsx! {
        div { class: "banner saved-to", role: "status", "data-testid": "saved-to",
            p { {t!("saved-to", path = path)} }
            button { class: "button small", r#type: "button", onclick: |_| *SAVED_TO.write() = None, {t!("saved-to-read")} }
        }
    }
}

#[component]
fn Opening() -> Element {
    rsx! {
        main { class: "plain-page opening", "data-testid": "opening",
            h1 { {t!("app-name")} }
            p { role: "status", {t!("opening")} }
        }
    }
}

/// Why this browser cannot keep work, what is safe, and what to do.
#[component]
fn StorageProblem(code: String) -> Element {
    let invited = matches!(use_route::<Route>(), Route::Join { .. });
    let other = if *LANGUAGE.read() == Language::Zh { Language::En } else { Language::Zh };
    let (can_take_over, insecure) = (code == "other_tab", code == "insecure_origin");
    rsx! {
        main { class: "plain-page", "data-testid": "storage-problem", "data-code": "{code}",
            Mark { kind: MarkKind::Warning }
            h1 { {text_of_code("storage", &code)} }
            p { class: "lead", {text_of_code("storage-do", &code)} }
            if invited {
                p { class: "note", {t!("join-still-valid")} }
            }
            div { class: "actions",
                if insecure {
                    // A page of the server itself, which works without a secure origin.
                    a { class: "button primary", href: "/trust", "data-testid": "storage-trust", {t!("storage-trust")} }
                } else if can_take_over {
                    button {
                        class: "button primary",
                        r#type: "button",
                        "data-testid": "storage-take-over",
                        onclick: move |_| client::take_over(),
                        {t!("storage-take-over")}
                    }
                } else {
                    button {
                        class: "button primary",
                        r#type: "button",
                        onclick: move |_| browser::reload(),
                        {t!("try-again")}
                    }
                }
                button { class: "button quiet", r#type: "button", onclick: move |_| choose_language(other), {t!("other-language")} }
            }
        }
    }
}
