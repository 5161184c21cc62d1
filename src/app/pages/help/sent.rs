//! The money is sent: 110 at once, and what the officer on the telephone will ask, ready to be read out.
//!
//! What is typed stays in these fields: it is kept nowhere, and gone when the page is left.

use dioxus::prelude::*;

use super::{
    Back, ToAfter, book,
    numbers::{Number, VillageNumbers},
};
use crate::app::{components::TextField, routes::Route, text::t};

/// The police's emergency number.
const POLICE: &str = "110";

#[component]
pub(crate) fn HelpSent() -> Element {
    rsx! {
        main { class: "plain-page help",
            Back { to: Route::HelpPage {} }
            h1 { {t!("help-call-police")} }
            Number { name: t!("help-police"), number: POLICE.to_owned(), alarm: true }
            ReadOut {}
            section { class: "help-part", "aria-labelledby": "help-then",
                h2 { id: "help-then", {t!("help-then")} }
                ol { class: "help-steps",
                    for step in &book().after.steps {
                        li { key: "{step}", {step.clone()} }
                    }
                }
            }
            section { class: "help-part", "aria-labelledby": "help-keep",
                h2 { id: "help-keep", {t!("help-keep")} }
                ul { class: "help-list",
                    for kept in &book().after.keep {
                        li { key: "{kept}", {kept.clone()} }
                    }
                }
            }
            section { class: "help-part", "aria-labelledby": "help-village-title",
                h2 { id: "help-village-title", {t!("help-village-title")} }
                VillageNumbers {}
            }
            ToAfter {}
        }
    }
}

/// To whom, how much, when, from which bank; and the sentence that they make.
#[component]
fn ReadOut() -> Element {
    let mut account = use_signal(String::new);
    let mut amount = use_signal(String::new);
    let mut when = use_signal(String::new);
    let mut bank = use_signal(String::new);
    let or_gap = |value: Signal<String>| {
        let value = value.read().trim().to_owned();
        if value.is_empty() { t!("help-gap") } else { value }
    };
    let sentence = t!(
        "help-sentence",
        account = or_gap(account),
        amount = or_gap(amount),
        moment = or_gap(when),
        bank = or_gap(bank),
    );
    rsx! {
        section { class: "card help-part", "aria-labelledby": "help-read-title",
            h2 { id: "help-read-title", {t!("help-read-out")} }
            p { class: "help-sentence", "data-testid": "help-read-out", "aria-live": "polite", {sentence} }
            TextField { label: t!("help-account"), id: "help-account", testid: "help-account", oninput: move |text| account.set(text) }
            TextField { label: t!("help-amount"), id: "help-amount", testid: "help-amount", oninput: move |text| amount.set(text) }
            TextField { label: t!("help-when"), id: "help-when", testid: "help-when", oninput: move |text| when.set(text) }
            TextField { label: t!("help-bank"), id: "help-bank", testid: "help-bank", oninput: move |text| bank.set(text) }
            p { class: "hint", {t!("help-not-kept")} }
        }
    }
}
