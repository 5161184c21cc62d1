//! One respondent: three questions, one at a time, then which answers were right.

use dioxus::prelude::*;

use super::Refusal;
use crate::{
    app::{
        ask::ask,
        components::{Icon, IconKind, place},
        saving::{Refused, use_saving},
        text::{LANGUAGE, t},
    },
    device::{
        Question,
        messages::{DoorLine, Request},
        three_questions,
    },
    domain::ids::{AreaId, EntityId},
};

/// What somebody chose who does not know.
const UNKNOWN: usize = usize::MAX;

/// A respondent and the answers so far.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Asking {
    sample: EntityId,
    door: DoorLine,
    answers: Vec<usize>,
    is_recorded: bool,
}

impl Asking {
    pub(super) const fn of(sample: EntityId, door: DoorLine) -> Self {
        Self { sample, door, answers: Vec::new(), is_recorded: false }
    }

    /// Whether the answers are recorded, so that the right ones may be shown.
    pub(super) const fn is_told(&self) -> bool {
        self.is_recorded
    }

    /// The same three for a household of a sample, however often the page is opened.
    fn questions(&self) -> Vec<&'static Question> {
        let seed = [self.sample.0.as_bytes().as_slice(), self.door.id.0.as_bytes()].concat();
        three_questions(LANGUAGE.read().code(), &seed, &[])
    }

    fn correct(&self) -> u8 {
        let right =
            self.questions().into_iter().zip(&self.answers).filter(|(question, answer)| question.right == **answer);
        u8::try_from(right.count()).unwrap_or(u8::MAX)
    }
}

#[component]
pub(super) fn Questions(village: AreaId, now: Asking, asking: Signal<Option<Asking>>) -> Element {
    let mut asking = asking;
    let saving = use_saving();
    let questions = now.questions();
    let (at, of) = (now.answers.len(), questions.len());
    let record = use_callback(move |asked: Asking| {
        saving.run(async move {
            let (door, correct) = (asked.door.id, Some(asked.correct()));
            ask!(Request::AskSample { village, door, correct }, Saved)?;
            asking.set(Some(Asking { is_recorded: true, ..asked }));
            Ok(())
        });
    });
    let answer = {
        let now = now.clone();
        use_callback(move |chosen: usize| {
            let mut next = now.clone();
            next.answers.push(chosen);
            if next.answers.len() == of { record(next) } else { asking.set(Some(next)) }
        })
    };
    let Some(question) = questions.get(at) else { return rsx! {} };
    rsx! {
        p { class: "hint", {place(&now.door)} }
        section { class: "card me-section", "aria-labelledby": "sample-question", "data-testid": "sample-question", "data-n": "{at + 1}", "data-id": "{question.id}",
            p { class: "hint", {t!("sample-question", n = at + 1, of = of)} }
            h2 { id: "sample-question", class: "sample-ask", {question.ask.clone()} }
            for (n , text) in question.answers.iter().enumerate() {
                button { key: "{question.id}-{n}", class: "button large wide sample-answer", r#type: "button", "data-testid": "sample-answer", disabled: saving.is_busy(),
                    onclick: move |_| answer(n),
                    {text.clone()}
                }
            }
            button { key: "{question.id}-unknown", class: "button large wide sample-answer", r#type: "button", "data-testid": "sample-unknown", disabled: saving.is_busy(),
                onclick: move |_| answer(UNKNOWN),
                {t!("sample-unknown")}
            }
        }
        Refused { saving }
        button { class: "button wide", r#type: "button", "data-testid": "sample-stop", onclick: move |_| asking.set(None), {t!("sample-stop")} }
        Refusal { village, door: now.door.clone(), onrefused: move |()| asking.set(None) }
    }
}

/// What was right and why: the teaching, after the answers were recorded.
#[component]
pub(super) fn Told(asked: Asking, onnext: EventHandler<()>) -> Element {
    let correct = asked.correct();
    rsx! {
        div { class: "card", role: "status", "data-testid": "sample-result", "data-correct": "{correct}",
            Icon { kind: IconKind::Received }
            p { strong { {t!("sample-result", correct = correct)} } }
            p { class: "hint", {t!("sample-told")} }
        }
        ol { class: "plain-list me-section",
            for (question , answer) in asked.questions().into_iter().zip(asked.answers.clone()) {
                li { key: "{question.id}", class: "card",
                    p { strong { {question.ask.clone()} } }
                    p { {t!("sample-right", answer = question.answers[question.right.min(2)].as_str())} }
                    if answer != question.right {
                        p { class: "hint", {
                            question.answers.get(answer).map_or_else(
                                || t!("sample-said", answer = t!("sample-unknown")),
                                |said| t!("sample-said", answer = said.as_str()),
                            )
                        } }
                    }
                    p { {question.why.clone()} }
                }
            }
        }
        button { class: "button primary large wide", r#type: "button", "data-testid": "sample-next", onclick: move |_| onnext.call(()), {t!("sample-on")} }
    }
}
