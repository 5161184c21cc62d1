//! The handbook: kinds of fraud, the five rules, what to do after a fraud, how to tell what was seen, texts to share. Found by
//! typing, offline, in large type.
//!
//! Test ids: `handbook-search` `handbook-rule` `handbook-fraud` (with `data-fraud`) `handbook-part` (with `data-part`)
//! `share-text` `handbook-none`.

use dioxus::prelude::*;

use crate::{
    app::{
        components::{Empty, Icon, IconKind, toast},
        pages::help::{book, fraud_name},
        text::t,
    },
    device::{Fraud, messages::Failure},
    platform::host::phone::{Shared, share_text},
};

/// The page; `find` is what it starts with: the words or the code of a kind of fraud.
#[component]
pub(crate) fn HandbookPage(find: String) -> Element {
    let starts_with = if book().fraud(&find).is_some() { fraud_name(&find) } else { find };
    let mut typed = use_signal(|| starts_with.clone());
    let words = typed.read().trim().to_lowercase();
    let fits = |texts: &[&str]| {
        words.split_whitespace().all(|word| texts.iter().any(|text| text.to_lowercase().contains(word)))
    };
    let book = book();
    let rules: Vec<String> =
        book.rules.iter().filter(|rule| fits(&[&rule.text])).map(|rule| rule.text.clone()).collect();
    let frauds: Vec<Fraud> =
        book.frauds.iter().filter(|fraud| fits(&texts_of(fraud, &fraud_name(&fraud.id)))).cloned().collect();
    let lists = [("after", &book.after.steps), ("keep", &book.after.keep), ("clue", &book.clue.steps)];
    let lists: Vec<(&str, Vec<String>)> = lists
        .into_iter()
        .map(|(part, lines)| (part, lines.iter().filter(|line| fits(&[line])).cloned().collect::<Vec<_>>()))
        .filter(|(_, lines)| !lines.is_empty())
        .collect();
    let shares: Vec<String> = book
        .shares
        .iter()
        .filter(|share| fits(&[&share.text, &fraud_name(&share.topic)]))
        .map(|share| share.text.clone())
        .collect();
    let nothing = rules.is_empty() && frauds.is_empty() && lists.is_empty() && shares.is_empty();
    rsx! {
        h1 { {t!("handbook-title")} }
        div { class: "search",
            Icon { kind: IconKind::Search }
            label { class: "visually-hidden", r#for: "handbook-search", {t!("handbook-search")} }
            input {
                id: "handbook-search",
                r#type: "search",
                initial_value: starts_with,
                placeholder: t!("handbook-search"),
                autocomplete: "off",
                "data-testid": "handbook-search",
                oninput: move |event| typed.set(event.value()),
            }
        }
        div { class: "handbook",
            if nothing {
                Empty { title: t!("handbook-none"), advice: t!("handbook-none-advice") }
            }
            if !rules.is_empty() {
                section { class: "help-part", "aria-labelledby": "handbook-rules",
                    h2 { id: "handbook-rules", {t!("handbook-rules")} }
                    ul { class: "help-words",
                        for rule in rules {
                            li { key: "{rule}", "data-testid": "handbook-rule", {rule} }
                        }
                    }
                }
            }
            if !frauds.is_empty() {
                section { class: "help-part", "aria-labelledby": "handbook-frauds",
                    h2 { id: "handbook-frauds", {t!("handbook-frauds")} }
                    for fraud in frauds {
                        Kind { key: "{fraud.id}", fraud, open: !words.is_empty() }
                    }
                }
            }
            for (part , lines) in lists {
                Lines { key: "{part}", part, lines }
            }
            if !shares.is_empty() {
                section { class: "help-part", "aria-labelledby": "handbook-share",
                    h2 { id: "handbook-share", {t!("handbook-share")} }
                    ul { class: "share-list",
                        for text in shares {
                            li { key: "{text}", Share { text } }
                        }
                    }
                }
            }
        }
    }
}

fn texts_of<'a>(fraud: &'a Fraud, name: &'a str) -> Vec<&'a str> {
    let mut texts = vec![name, fraud.how.as_str(), fraud.tell.as_str()];
    texts.extend(fraud.advice.iter().chain(&fraud.words).map(String::as_str));
    texts
}

#[component]
fn Kind(fraud: Fraud, open: bool) -> Element {
    rsx! {
        details { class: "card handbook-kind", open, "data-testid": "handbook-fraud", "data-fraud": "{fraud.id}",
            summary {
                strong { {fraud_name(&fraud.id)} }
                span { class: "list-cell-detail", {fraud.tell} }
            }
            p { {fraud.how} }
            h3 { {t!("help-do")} }
            ol { class: "help-steps",
                for step in fraud.advice {
                    li { key: "{step}", {step} }
                }
            }
            h3 { {t!("help-say")} }
            ul { class: "help-list",
                for words in fraud.words {
                    li { key: "{words}", {words} }
                }
            }
        }
    }
}

#[component]
fn Lines(part: &'static str, lines: Vec<String>) -> Element {
    rsx! {
        section { class: "help-part", "aria-labelledby": "handbook-{part}", "data-testid": "handbook-part", "data-part": part,
            h2 { id: "handbook-{part}", {t!(&format!("handbook-{part}"))} }
            ol { class: "help-steps",
                for line in lines {
                    li { key: "{line}", {line} }
                }
            }
        }
    }
}

/// Texts for groups, or for parents.
pub(crate) fn handbook_texts(for_parents: bool) -> Vec<String> {
    let shares = book().shares.iter();
    shares.filter(|share| share.id.starts_with("parents-") == for_parents).map(|share| share.text.clone()).collect()
}

/// A text, and a button that hands it to another app or puts it on the clipboard.
#[component]
pub(crate) fn Share(text: String) -> Element {
    let shared = text.clone();
    let share = move |_| {
        let text = shared.clone();
        async move {
            match share_text(&text).await {
                Shared::Passed | Shared::Cancelled => {}
                Shared::Copied => toast::show_saved(t!("share-copied")),
                Shared::Impossible => toast::show_failure(&Failure::Invalid { code: "share".into() }),
            }
        }
    };
    rsx! {
        div { class: "card share",
            p { {text} }
            button { class: "button small", r#type: "button", "data-testid": "share-text", onclick: share, {t!("share")} }
        }
    }
}
