//! The money is not sent yet: what to say, whom to ask, and whom to call when nobody listens.

use dioxus::prelude::*;

use super::{
    ADVICE, Back, ToAfter, book, fraud_name,
    numbers::{Number, VillageNumbers},
};
use crate::{
    app::{routes::Route, text::t},
    device::Fraud,
};

#[component]
pub(crate) fn HelpWords(fraud: String) -> Element {
    let kind = book().fraud(&fraud);
    let title = if kind.is_some() { fraud_name(&fraud) } else { t!("help-any") };
    rsx! {
        main { class: "plain-page help",
            Back { to: Route::HelpPage {} }
            h1 { {title} }
            p { class: "lead", {t!("help-off-the-phone")} }
            match kind {
                Some(fraud) => rsx! { Words { fraud: fraud.clone() } },
                None => rsx! { AnyWords {} },
            }
            Number { name: t!("help-advice"), number: ADVICE.to_owned() }
            section { class: "help-part", "aria-labelledby": "help-not-listening",
                h2 { id: "help-not-listening", {t!("help-not-listening")} }
                VillageNumbers {}
            }
            Link { to: Route::HelpSent {}, class: "button alarm wide", "data-testid": "help-sent", {t!("help-sent-after-all")} }
            ToAfter {}
        }
    }
}

/// Words for this kind, to be read out.
#[component]
fn Words(fraud: Fraud) -> Element {
    rsx! {
        section { class: "help-part", "aria-labelledby": "help-say",
            h2 { id: "help-say", {t!("help-say")} }
            ul { class: "help-words", "data-testid": "help-words",
                for words in fraud.words {
                    li { key: "{words}", {words} }
                }
            }
            p { class: "note", {fraud.tell} }
        }
        section { class: "help-part", "aria-labelledby": "help-do",
            h2 { id: "help-do", {t!("help-do")} }
            ol { class: "help-steps",
                for step in fraud.advice {
                    li { key: "{step}", {step} }
                }
            }
        }
    }
}

/// Whatever it is: it is one of five.
#[component]
fn AnyWords() -> Element {
    rsx! {
        section { class: "help-part", "aria-labelledby": "help-say",
            h2 { id: "help-say", {t!("help-say")} }
            ul { class: "help-words", "data-testid": "help-words",
                li { {t!("help-any-words")} }
                for rule in &book().rules {
                    li { key: "{rule.text}", {rule.text.clone()} }
                }
            }
        }
    }
}
