//! What stands where a list or an answer should: a failure in words, a wait, an empty place with its next step.

use dioxus::prelude::*;

use super::{Mark, MarkKind};
use crate::{
    app::text::{failure_code, failure_texts, t},
    device::messages::Failure,
};

/// What happened, what was kept, what to do.
#[component]
pub(crate) fn FailureBox(failure: Failure) -> Element {
    let (what, then) = failure_texts(&failure);
    rsx! {
        div { class: "failure", role: "alert", "data-testid": "failure", "data-code": failure_code(&failure),
            Mark { kind: MarkKind::Warning }
            div {
                strong { {what} }
                p { {then} }
            }
        }
    }
}

/// An answer is on its way.
#[component]
pub(crate) fn Waiting() -> Element {
    rsx! {
        p { class: "waiting-line", role: "status", {t!("waiting")} }
    }
}

/// Nothing here, and what to do about it.
#[component]
pub(crate) fn Empty(title: String, advice: String, children: Element) -> Element {
    rsx! {
        div { class: "empty", "data-testid": "empty",
            p { class: "empty-title", {title} }
            p { {advice} }
            {children}
        }
    }
}
