//! The outcome, a date, a note.

use dioxus::prelude::*;

use super::form::{Choice, VisitForm};
use crate::{app::text::t, domain::day::Day};

/// One of seven; the first two are nearly all.
#[component]
pub(super) fn Outcomes(form: Signal<VisitForm>, preset: bool) -> Element {
    let chosen = use_memo(move || form.read().outcome);
    // Who came here by an outcome has chosen already: the others make room for what comes next.
    let mut open = use_signal(|| !preset);
    if let (false, Some(choice)) = (open(), chosen()) {
        return rsx! {
            div { class: "chosen-outcome",
                p { class: "outcome chosen", "data-testid": "outcome-chosen", "data-outcome": choice.code(),
                    strong { {t!(&format!("outcome-{}", choice.code()))} }
                }
                button { class: "button", r#type: "button", "data-testid": "outcome-change", onclick: move |_| open.set(true), {t!("visit-change-outcome")} }
            }
        };
    }
    rsx! {
        fieldset { class: "outcomes",
            legend { {t!("visit-outcome")} }
            for choice in Choice::ALL {
                label {
                    key: "{choice.code()}",
                    class: if chosen() == Some(choice) { "outcome chosen" } else { "outcome" },
                    "data-testid": "outcome-{choice.code()}",
                    input {
                        r#type: "radio",
                        name: "outcome",
                        value: choice.code(),
                        checked: chosen() == Some(choice),
                        onchange: move |_| form.write().outcome = Some(choice),
                    }
                    span { {t!(&format!("outcome-{}", choice.code()))} }
                }
            }
        }
    }
}

/// A day, or none. The browser's own picker; what it gives is a day or empty.
#[component]
pub(crate) fn DateField(
    label: String,
    testid: &'static str,
    value: Option<Day>,
    onchange: EventHandler<Option<Day>>,
) -> Element {
    rsx! {
        div { class: "field",
            label { r#for: testid, {label} }
            input {
                id: testid,
                r#type: "date",
                "data-testid": testid,
                initial_value: value.map(|day| day.to_string()).unwrap_or_default(),
                oninput: move |event| onchange.call(event.value().parse().ok()),
            }
        }
    }
}

/// Free text; uncontrolled, so that no input method is disturbed.
#[component]
pub(super) fn NoteField(form: Signal<VisitForm>) -> Element {
    let initial = use_hook(|| form.peek().note.clone());
    rsx! {
        div { class: "field",
            label { r#for: "visit-note", {t!("visit-note")} }
            textarea {
                id: "visit-note",
                rows: "3",
                initial_value: initial,
                "data-testid": "visit-note",
                oninput: move |event| form.write().note = event.value(),
            }
        }
    }
}
