//! In which village something is done: asked only where there are several.

use dioxus::prelude::*;

use super::{Empty, FailureBox};
use crate::{
    app::{
        ask::{ask, use_answer},
        text::t,
    },
    device::messages::{Failure, Request, VillageCall},
    domain::ids::AreaId,
};

/// The villages of this device and the one that was chosen.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct VillageChoice {
    known: Resource<Result<Vec<VillageCall>, Failure>>,
    chosen: Signal<Option<AreaId>>,
}

/// Asks for the villages; the first stands until another is chosen.
pub(crate) fn use_village_choice() -> VillageChoice {
    VillageChoice { known: use_answer(|| async { ask!(Request::Contacts, Contacts) }), chosen: use_signal(|| None) }
}

impl VillageChoice {
    /// None until the answer is there, and where no village is known.
    pub(crate) fn village(self) -> Option<AreaId> {
        let first = || match &*self.known.read() {
            Some(Ok(villages)) => villages.first().map(|call| call.village),
            _ => None,
        };
        (self.chosen)().or_else(first)
    }
}

/// The choice, where there is one; in words, why there is none.
#[component]
pub(crate) fn VillageField(choice: VillageChoice, id: &'static str) -> Element {
    let mut chosen = choice.chosen;
    match &*choice.known.read() {
        None => rsx! {},
        Some(Err(failure)) => rsx! { FailureBox { failure: failure.clone() } },
        Some(Ok(villages)) if villages.is_empty() => rsx! {
            Empty { title: t!("doors-empty"), advice: t!("doors-empty-advice") }
        },
        Some(Ok(villages)) if villages.len() == 1 => rsx! {},
        Some(Ok(villages)) => rsx! {
            div { class: "field",
                label { r#for: id, {t!("help-village")} }
                select { id, "data-testid": id, onchange: move |event| chosen.set(event.value().parse().ok()),
                    for call in villages {
                        option { key: "{call.village}", value: "{call.village}", {call.name.clone()} }
                    }
                }
            }
        },
    }
}
