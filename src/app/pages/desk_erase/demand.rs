//! What is demanded for one household: everything, or single records, and the reason.

use std::collections::BTreeSet;

use dioxus::prelude::*;

use super::confirm::Confirm;
use crate::{
    app::{
        ask::ask,
        components::{Empty, TextField},
        moment,
        pages::door::what,
        saving::{Refused, use_saving},
        text::t,
    },
    device::messages::{Delivery, DoorView, HistoryLine, Request},
    domain::ids::EventId,
    sync::held::{Erase, Erased},
};

/// Kinds that only the server writes and that say nothing about people.
const OF_SERVER: [&str; 3] = ["event.erased", "entity.moved", "entity.received"];
/// Without it the household is in no list; it goes with the household only.
const REGISTRATION: &str = "door.registered";

/// How much goes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Scope {
    /// All records of the household.
    Household,
    /// These.
    Records(BTreeSet<EventId>),
}

impl Scope {
    fn events(&self, lines: &[HistoryLine]) -> Vec<EventId> {
        match self {
            Self::Household => lines.iter().map(|line| line.event).collect(),
            Self::Records(chosen) => chosen.iter().copied().collect(),
        }
    }
}

/// Whether there is something of it on the server to erase.
fn can_go(line: &HistoryLine) -> bool {
    let there = matches!(line.delivery, Delivery::Received | Delivery::Held);
    there && line.detail != "erased" && !OF_SERVER.contains(&line.kind.as_str())
}

#[component]
pub(super) fn Demand(view: DoorView, ondone: EventHandler<Erased>) -> Element {
    let lines: Vec<HistoryLine> = view.history.into_iter().filter(can_go).collect();
    let scope = use_signal(|| Scope::Household);
    let mut reason = use_signal(String::new);
    let mut wrong = use_signal(|| None::<&'static str>);
    let mut asking = use_signal(|| false);
    let saving = use_saving();
    if lines.is_empty() {
        return rsx! { Empty { title: t!("erase-nothing"), advice: t!("erase-nothing-advice") } };
    }
    let events = scope.read().events(&lines);
    let none = events.is_empty();
    let count = events.len();
    let check = move |_| {
        let problem = match (none, reason.read().trim().is_empty()) {
            (true, _) => Some("erase-none-chosen"),
            (_, true) => Some("erase-reason-missing"),
            _ => None,
        };
        wrong.set(problem);
        asking.set(problem.is_none());
    };
    let log = view.log;
    let go = use_callback(move |events: Vec<EventId>| {
        asking.set(false);
        let reason = reason.read().trim().to_owned();
        saving.run(async move {
            ondone.call(ask!(Request::Erase(Erase { log, events, reason }), Erased)?);
            Ok(())
        });
    });
    rsx! {
        Refused { saving }
        HowMuch { lines, scope, locked: asking() }
        TextField { label: t!("erase-reason"), hint: t!("erase-reason-hint"), id: "erase-reason", testid: "erase-reason",
            oninput: move |text| reason.set(text) }
        if let Some(key) = wrong() {
            p { class: "field-error", role: "alert", {t!(key)} }
        }
        if asking() {
            Confirm { count, household: *scope.read() == Scope::Household,
                onyes: move |()| go.call(events.clone()), onno: move |()| asking.set(false) }
        } else {
            button { class: "button primary", r#type: "button", "data-testid": "erase-go", disabled: saving.is_busy(), onclick: check, {t!("erase-go")} }
        }
    }
}

/// All of it, or records to choose from. While it is asked whether to do it, nothing can be changed.
#[component]
fn HowMuch(lines: Vec<HistoryLine>, scope: Signal<Scope>, locked: bool) -> Element {
    let mut scope = scope;
    let household = *scope.read() == Scope::Household;
    let count = lines.len();
    let choice: Vec<HistoryLine> = lines.into_iter().filter(|line| line.kind != REGISTRATION).collect();
    rsx! {
        fieldset { class: "desk-choice", disabled: locked,
            legend { {t!("erase-how-much")} }
            label { class: "check",
                input { r#type: "radio", name: "erase-scope", checked: household, "data-testid": "erase-household",
                    onchange: move |_| scope.set(Scope::Household) }
                span { {t!("erase-household", count = count)} }
            }
            if !choice.is_empty() {
                label { class: "check",
                    input { r#type: "radio", name: "erase-scope", checked: !household, "data-testid": "erase-records",
                        onchange: move |_| scope.set(Scope::Records(BTreeSet::new())) }
                    span { {t!("erase-records")} }
                }
            }
            if !household {
                ul { class: "choice-lines",
                    for line in choice {
                        li { key: "{line.event}", Line { line, scope } }
                    }
                }
            }
        }
    }
}

#[component]
fn Line(line: HistoryLine, scope: Signal<Scope>) -> Element {
    let mut scope = scope;
    let event = line.event;
    let toggle = move |change: Event<FormData>| {
        if let Scope::Records(chosen) = &mut *scope.write() {
            if change.checked() {
                chosen.insert(event);
            } else {
                chosen.remove(&event);
            }
        }
    };
    rsx! {
        label { class: "check",
            input { r#type: "checkbox", "data-testid": "erase-record", "data-kind": "{line.kind}", onchange: toggle }
            span {
                strong { {what(&line.kind, &line.detail)} }
                span { class: "hint", {moment::at(line.at)} }
                if !line.note.is_empty() {
                    span { class: "hint", {line.note.clone()} }
                }
            }
        }
    }
}
