//! Questions about fraud: one per kind and one per rule, to teach with at a visit and to ask the drawn sample.
//!
//! They ship with the app in both languages and need no database. Which three are asked is chosen by a seed, so that a page that is
//! opened again asks the same ones. Nothing here scores: an answer counts only where it is recorded.

use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

const ZH: &str = include_str!("../../assets/content/quiz-zh.toml");
const EN: &str = include_str!("../../assets/content/quiz-en.toml");

static QUIZZES: [LazyLock<Quiz>; 2] = [LazyLock::new(|| read(ZH)), LazyLock::new(|| read(EN))];

/// Questions asked at once.
const ASKED: usize = 3;

/// A question with three answers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Question {
    /// A fraud type code, or `rule-1` to `rule-5` in the handbook's order.
    pub id: String,
    /// The question.
    pub ask: String,
    /// What can be answered.
    pub answers: [String; 3],
    /// Which of them is right, from 0.
    pub right: usize,
    /// Why, in one sentence.
    pub why: String,
}

#[derive(Default, Deserialize)]
struct Quiz {
    #[serde(rename = "question")]
    questions: Vec<Question>,
}

fn read(text: &str) -> Quiz {
    toml::from_str(text).unwrap_or_default()
}

/// All questions in the language of this code (`zh`, `en`); Chinese where there is no other. Both have the same order.
#[must_use]
pub fn questions(language: &str) -> &'static [Question] {
    &QUIZZES[usize::from(language == "en")].questions
}

/// Three different questions: those about `topics` (fraud type codes) come first, the seed (ids, a day) chooses and orders the
/// rest. The same seed and topics always give the same three, in either language.
#[must_use]
pub fn three_questions(language: &str, seed: &[u8], topics: &[String]) -> Vec<&'static Question> {
    let mut order: Vec<_> = questions(language)
        .iter()
        .map(|question| {
            let place: [u8; 32] = Sha256::new().chain_update(seed).chain_update(&question.id).finalize().into();
            (!topics.contains(&question.id), place, question)
        })
        .collect();
    order.sort_unstable_by_key(|one| (one.0, one.1));
    order.into_iter().take(ASKED).map(|(.., question)| question).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::device::fraud_types;

    #[test]
    fn every_kind_and_rule_has_a_question_in_both_languages() {
        let ids = |language| questions(language).iter().map(|one| (one.id.clone(), one.right)).collect::<Vec<_>>();
        assert_eq!(ids("zh"), ids("en"));
        let rules = (1..=5).map(|rule| format!("rule-{rule}"));
        let expected: Vec<String> = fraud_types().map(|kind| kind.code.to_owned()).chain(rules).collect();
        assert_eq!(ids("zh").into_iter().map(|(id, _)| id).collect::<Vec<_>>(), expected);
        for question in questions("zh").iter().chain(questions("en")) {
            assert!(question.right < 3 && !question.ask.is_empty() && !question.why.is_empty(), "{}", question.id);
            let answers: BTreeSet<&String> = question.answers.iter().collect();
            assert_eq!(answers.len(), 3, "{}", question.id);
        }
    }

    #[test]
    fn the_right_answer_has_no_favourite_place() {
        for place in 0..3 {
            assert!(questions("zh").iter().filter(|question| question.right == place).count() >= 7);
        }
    }

    #[test]
    fn three_are_the_same_for_a_seed_and_follow_the_topics() {
        let ids = |language, seed: &[u8], topics: &[String]| {
            three_questions(language, seed, topics).iter().map(|one| one.id.clone()).collect::<Vec<_>>()
        };
        assert_eq!(ids("zh", b"one", &[]), ids("en", b"one", &[]));
        let first: BTreeSet<String> = (0_u8..40).flat_map(|seed| ids("zh", &[seed], &[])).collect();
        assert!(first.len() > 15, "only {first:?} are ever asked");
        let topics = ["prize".to_owned(), "ai-face".to_owned()];
        let asked = ids("zh", b"two", &topics);
        assert!(topics.iter().all(|topic| asked.contains(topic)), "{asked:?}");
        assert_eq!(asked.iter().collect::<BTreeSet<_>>().len(), 3);
    }
}
