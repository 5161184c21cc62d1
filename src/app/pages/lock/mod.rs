//! The lock: the screen while the database is closed, choosing a PIN, and what to do when it is forgotten.
//!
//! Nothing here asks the database: it is closed, and its key is in no memory.

mod choose;
mod forgot;
mod gone;

use dioxus::prelude::*;

use crate::{
    app::{
        components::PinPad,
        routes::Route,
        text::{LANGUAGE, choose_language, t},
    },
    language::Language,
};
pub(crate) use choose::{ChoosePin, NewPin, PinPage};
use forgot::Forgot;
pub(crate) use gone::GoneCard;

/// In place of every page while the database is closed.
#[component]
pub(crate) fn LockScreen() -> Element {
    let mut forgotten = use_signal(|| false);
    let other = if *LANGUAGE.read() == Language::Zh { Language::En } else { Language::Zh };
    rsx! {
        main { class: "plain-page lock", "data-testid": "lock-screen",
            button { class: "button quiet corner", r#type: "button", lang: other.tag(), onclick: move |_| choose_language(other),
                {t!("other-language")}
            }
            p { class: "brand", {t!("app-name")} }
            if forgotten() {
                Forgot { onback: move |()| forgotten.set(false) }
            } else {
                h1 { {t!("lock-title")} }
                p { class: "hint lock-lead", {t!("lock-lead")} }
                PinPad { label: t!("lock-pin"), onright: |()| {} }
                button { class: "button quiet", r#type: "button", "data-testid": "lock-forgot", onclick: move |_| forgotten.set(true),
                    {t!("lock-forgot")}
                }
            }
            // Outside the gate: it needs no database.
            Link { to: Route::HelpPage {}, class: "button alarm large wide", "data-testid": "lock-help", {t!("lock-help")} }
        }
    }
}
