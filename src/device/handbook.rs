//! The handbook: kinds of fraud, the five rules, what to do after a fraud, how to tell what was seen, texts to share.
//!
//! It ships with the app in both languages and needs no database, no account and no network: it must be there while the app is
//! locked. A test reads both; should one be damaged nevertheless, what is missing shows as nothing rather than stopping a page.

use serde::Deserialize;
use std::sync::LazyLock;

const ZH: &str = include_str!("../../assets/content/handbook-zh.toml");
const EN: &str = include_str!("../../assets/content/handbook-en.toml");

static BOOKS: [LazyLock<Handbook>; 2] = [LazyLock::new(|| read(ZH)), LazyLock::new(|| read(EN))];

/// All of it, in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Handbook {
    /// What is always a fraud (五个凡是).
    #[serde(rename = "rule")]
    pub rules: Vec<Rule>,
    /// Kinds of fraud, those met most often first.
    #[serde(rename = "fraud")]
    pub frauds: Vec<Fraud>,
    /// After a fraud.
    pub after: AfterFraud,
    /// How to tell what was seen.
    pub clue: Clue,
    /// Texts to share with groups.
    #[serde(rename = "share")]
    pub shares: Vec<Share>,
}

/// Something that is always a fraud.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Rule {
    /// One sentence.
    pub text: String,
}

/// A kind of fraud.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Fraud {
    /// Its code, as in [`super::fraud_types`].
    pub id: String,
    /// How it is done.
    pub how: String,
    /// By what one knows it.
    pub tell: String,
    /// What to do.
    #[serde(rename = "do")]
    pub advice: Vec<String>,
    /// What to say to somebody who is in the middle of it.
    pub words: Vec<String>,
}

/// What to do after a fraud.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct AfterFraud {
    /// In this order.
    pub steps: Vec<String>,
    /// What to keep as evidence.
    pub keep: Vec<String>,
}

/// How to tell what was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Clue {
    /// In this order.
    pub steps: Vec<String>,
}

/// A text to share.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Share {
    /// Its own name; those for parents begin with `parents-`.
    pub id: String,
    /// Fraud type code.
    pub topic: String,
    /// As it is shared.
    pub text: String,
}

fn read(text: &str) -> Handbook {
    toml::from_str(text).unwrap_or_default()
}

/// The handbook in the language of this code (`zh`, `en`); Chinese where there is no other.
#[must_use]
pub fn handbook(language: &str) -> &'static Handbook {
    &BOOKS[usize::from(language == "en")]
}

impl Handbook {
    /// A kind of fraud.
    #[must_use]
    pub fn fraud(&self, id: &str) -> Option<&Fraud> {
        self.frauds.iter().find(|fraud| fraud.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::fraud_types;

    #[test]
    fn both_languages_tell_of_every_kind_and_leave_nothing_empty() {
        for language in ["zh", "en"] {
            let book = handbook(language);
            let codes: Vec<&str> = book.frauds.iter().map(|fraud| fraud.id.as_str()).collect();
            assert_eq!(codes, fraud_types().map(|kind| kind.code).collect::<Vec<_>>(), "{language}");
            let full = |fraud: &Fraud| !fraud.tell.is_empty() && !fraud.advice.is_empty() && fraud.words.len() >= 2;
            assert!(book.frauds.iter().all(full), "{language}");
            assert_eq!(book.rules.len(), 5, "{language}");
            assert!(book.after.steps.len() > 3 && !book.after.keep.is_empty() && !book.clue.steps.is_empty());
            assert!(book.shares.iter().all(|share| book.fraud(&share.topic).is_some()), "{language}");
        }
        assert_eq!(handbook("zh").shares.len(), handbook("en").shares.len());
        assert_ne!(handbook("zh").rules, handbook("en").rules);
    }
}
