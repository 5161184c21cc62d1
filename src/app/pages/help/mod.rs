//! Somebody is being defrauded now. First question: is the money sent? Not yet: what to say, by the kind of fraud. Sent: 110
//! at once, with what to read out.
//!
//! It needs no database, no account and no network, and is reachable from the lock screen: it lies outside the frame that waits
//! for them. What is typed here stays on the screen. Recording comes after, never before the call: [`HelpAfter`].
//!
//! Test ids: `help-sent` `help-type` (with `data-fraud`) `help-words` `help-number` (with `data-number`) `help-village`
//! `help-account` `help-amount` `help-when` `help-bank` `help-read-out` `help-to-after` `help-leave` `followup-save`.

mod after;
mod numbers;
mod sent;
mod words;

use dioxus::prelude::*;

use crate::{
    app::{
        components::{Icon, IconKind},
        routes::Route,
        text::{LANGUAGE, t},
    },
    device::{Handbook, fraud_types, handbook},
    language::Language,
};
pub(crate) use after::HelpAfter;
use numbers::Number;
pub(crate) use numbers::keep_contacts;
pub(crate) use sent::HelpSent;
pub(crate) use words::HelpWords;

/// The kind of fraud where nobody can tell which.
const ANY: &str = "any";
/// Advice and questions about fraud, all over the country.
const ADVICE: &str = "96110";

/// The first question, and at once the second: tapping on a kind says "not sent" as well.
#[component]
pub(crate) fn HelpPage() -> Element {
    let book = book();
    rsx! {
        main { class: "plain-page help",
            Back { to: Route::TodayPage {} }
            h1 { {t!("help-sent-question")} }
            Link { to: Route::HelpSent {}, class: "button alarm large wide", "data-testid": "help-sent", {t!("help-sent-yes")} }
            section { class: "help-part", "aria-labelledby": "help-not-sent",
                h2 { id: "help-not-sent", {t!("help-sent-no")} }
                p { class: "lead", {t!("help-off-the-phone")} }
                p { class: "help-which", {t!("help-which")} }
                nav { class: "cells", "aria-label": t!("help-which"),
                    Kind { id: ANY.to_owned(), name: t!("help-any"), tell: t!("help-any-tell") }
                    for fraud in &book.frauds {
                        Kind { key: "{fraud.id}", id: fraud.id.clone(), name: fraud_name(&fraud.id), tell: fraud.tell.clone() }
                    }
                }
            }
            Number { name: t!("help-advice"), number: ADVICE.to_owned() }
        }
    }
}

#[component]
fn Kind(id: String, name: String, tell: String) -> Element {
    rsx! {
        Link { to: Route::HelpWords { fraud: id.clone() }, class: "list-cell", "data-testid": "help-type", "data-fraud": "{id}",
            span { class: "list-cell-main",
                strong { {name} }
                span { class: "list-cell-detail", {tell} }
            }
            Icon { kind: IconKind::Forward }
        }
    }
}

/// The way back, also where no history is.
#[component]
pub(super) fn Back(to: Route) -> Element {
    rsx! {
        nav { class: "page-back",
            Link { to, class: "back", "data-testid": "help-leave",
                Icon { kind: IconKind::Back }
                {t!("back")}
            }
        }
    }
}

/// Recording afterwards.
#[component]
fn ToAfter() -> Element {
    rsx! {
        section { class: "help-part",
            p { class: "hint", {t!("help-after-hint")} }
            Link { to: Route::HelpAfter {}, class: "button wide", "data-testid": "help-to-after", {t!("help-after")} }
        }
    }
}

/// The handbook in the chosen language.
pub(crate) fn book() -> &'static Handbook {
    handbook(LANGUAGE.read().code())
}

/// What a kind of fraud is called.
pub(crate) fn fraud_name(id: &str) -> String {
    let language = *LANGUAGE.read();
    let kind = fraud_types().find(|kind| kind.code == id);
    kind.map_or_else(|| id.to_owned(), |kind| (if language == Language::Zh { kind.zh } else { kind.en }).to_owned())
}
