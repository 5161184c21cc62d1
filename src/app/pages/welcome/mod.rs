//! The first screen of a fresh install: what to do, in one sentence, and the two ways of doing it.

mod invitation;
mod sign_in;

use dioxus::prelude::*;

use crate::{
    app::{
        pages::lock::GoneCard,
        routes::Route,
        state::STATUS,
        text::{LANGUAGE, choose_language, t},
    },
    language::Language,
};
use invitation::InvitationForm;
use sign_in::SignInForm;

/// The page.
#[component]
pub(crate) fn Welcome() -> Element {
    let navigator = use_navigator();
    let enrolled = use_memo(|| STATUS.read().as_ref().is_some_and(|status| status.enrolled.is_some()));
    use_effect(move || {
        if enrolled() {
            navigator.replace(Route::TodayPage {});
        }
    });
    let other = if *LANGUAGE.read() == Language::Zh { Language::En } else { Language::Zh };
    rsx! {
        main { class: "plain-page welcome",
            button {
                class: "button quiet corner",
                r#type: "button",
                "data-testid": "language-{other.tag()}",
                lang: other.tag(),
                onclick: move |_| choose_language(other),
                {t!("other-language")}
            }
            p { class: "brand", {t!("app-name")} }
            h1 { {t!("welcome-title")} }
            p { class: "lead", {t!("welcome-what-to-do")} }
            GoneCard {}
            InvitationForm {}
            SignInForm {}
        }
    }
}
