//! Three questions to teach with, for whoever was met. Nothing of it is recorded, so nothing of it can score: the drawn
//! sample is asked on a page of its own, before anybody was taught.

use dioxus::prelude::*;

use super::form::VisitForm;
use crate::{
    app::{
        components::{Icon, IconKind},
        state::STATUS,
        text::{LANGUAGE, t},
    },
    device::{Question, three_questions},
    domain::ids::EntityId,
};

/// Where the quiz is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Course {
    /// Topics as they were chosen when it began: the questions do not change under way.
    topics: Vec<String>,
    /// Which question, from 0.
    at: usize,
    /// What was answered to it.
    chosen: Option<usize>,
    /// How many were right so far.
    right: usize,
}

#[component]
pub(super) fn QuizField(form: Signal<VisitForm>, door: EntityId) -> Element {
    let mut course = use_signal(|| None::<Course>);
    let begin = move |_| course.set(Some(Course { topics: form.peek().topics.clone(), ..Course::default() }));
    rsx! {
        fieldset { class: "quiz-field", "data-testid": "quiz",
            legend { {t!("quiz-title")} }
            p { class: "hint", {t!("quiz-hint")} }
            match course() {
                None => rsx! {
                    button { class: "button", r#type: "button", "data-testid": "quiz-start", onclick: begin, {t!("quiz-start")} }
                },
                Some(now) => rsx! { Asked { door, now, course } },
            }
        }
    }
}

/// The same three at a door on a day, however often the form is opened.
fn questions(door: EntityId, topics: &[String]) -> Vec<&'static Question> {
    let today = STATUS.read().as_ref().map(|status| status.today.to_string()).unwrap_or_default();
    let seed = [door.0.as_bytes().as_slice(), today.as_bytes()].concat();
    three_questions(LANGUAGE.read().code(), &seed, topics)
}

#[component]
fn Asked(door: EntityId, now: Course, course: Signal<Option<Course>>) -> Element {
    let mut course = course;
    let questions = questions(door, &now.topics);
    let of = questions.len();
    let Some(question) = questions.get(now.at).copied() else {
        return rsx! {
            p { role: "status", "data-testid": "quiz-done", "data-right": "{now.right}", {t!("quiz-done", right = now.right, of = of)} }
        };
    };
    let go_on = {
        let now = now.clone();
        move |_| course.set(Some(Course { at: now.at + 1, chosen: None, ..now.clone() }))
    };
    rsx! {
        p { class: "hint", {t!("sample-question", n = now.at + 1, of = of)} }
        p { class: "sample-ask", id: "quiz-question", "data-testid": "quiz-question", "data-id": "{question.id}", strong { {question.ask.clone()} } }
        div { class: "quiz-answers", role: "group", "aria-labelledby": "quiz-question",
            for (n , text) in question.answers.iter().enumerate() {
                Answer { key: "{question.id}-{n}", n, text: text.clone(), is_right: n == question.right, now: now.clone(), course }
            }
        }
        if let Some(chosen) = now.chosen {
            div { role: "status", "data-testid": "quiz-told",
                p { strong { if chosen == question.right { {t!("quiz-right")} } else { {t!("sample-right", answer = question.answers[question.right.min(2)].as_str())} } } }
                p { {question.why.clone()} }
            }
            button { class: "button", r#type: "button", "data-testid": "quiz-next", onclick: go_on,
                if now.at + 1 < of { {t!("quiz-next")} } else { {t!("quiz-end")} }
            }
        }
    }
}

/// An answer; once one was chosen, the right one is marked and none can be chosen any more.
#[component]
fn Answer(n: usize, text: String, is_right: bool, now: Course, course: Signal<Option<Course>>) -> Element {
    let mut course = course;
    let (answered, chosen) = (now.chosen.is_some(), now.chosen == Some(n));
    let choose = move |_| {
        let right = now.right + usize::from(is_right);
        course.set(Some(Course { chosen: Some(n), right, ..now.clone() }));
    };
    rsx! {
        button { class: "button large wide sample-answer", r#type: "button", "data-testid": "quiz-answer", "data-right": "{is_right}",
            disabled: answered, "aria-pressed": chosen, onclick: choose,
            if answered && is_right {
                Icon { kind: IconKind::Received }
            }
            {text}
        }
    }
}
