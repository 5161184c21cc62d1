//! A door: its state, what to do there, what was done, what is known.

mod actions;
mod conflict;
mod doubles;
mod fields;
mod gone;
mod history;
mod occupants;
mod photo;

use dioxus::prelude::*;

use crate::{
    app::{
        ask::{ask, use_answer},
        components::{FailureBox, Icon, IconKind, PledgeBadge, StateLabel, TagList, Waiting, place},
        moment::on_day,
        routes::Route,
        text::t,
    },
    device::messages::{DoorView, Request},
    domain::{door::DoorState, facts::DoorKind, ids::EntityId},
};
use actions::Actions;
pub(crate) use conflict::ConflictCard;
use doubles::{Merge, Merged, Split, StandsForIt};
use fields::Fields;
use gone::Gone;
use history::History;
pub(crate) use history::{delivery_code, delivery_text, what};
use occupants::Occupants;
pub(crate) use photo::PhotoPage;

/// The page.
#[component]
pub(crate) fn DoorPage(id: EntityId) -> Element {
    let mut door = use_signal(|| id);
    use_effect(use_reactive!(|id| door.set(id)));
    let answer = use_answer(move || {
        let door = door();
        async move { ask!(Request::Door { door }, Door) }
    });
    let view = answer.read().clone();
    rsx! {
        nav { class: "page-back",
            Link { to: Route::DoorsPage {}, class: "back",
                Icon { kind: IconKind::Back }
                {t!("tab-doors")}
            }
        }
        match view {
            None => rsx! { Waiting {} },
            Some(Err(failure)) => rsx! {
                h1 { {t!("door-unknown")} }
                FailureBox { failure }
            },
            Some(Ok(view)) => rsx! { View { view: *view } },
        }
    }
}

#[component]
fn View(view: DoorView) -> Element {
    let line = view.line.clone();
    let door = line.id;
    let conflicts: Vec<_> = view.fields.iter().filter(|field| field.conflict).cloned().collect();
    rsx! {
        Head { view: view.clone() }
        if !view.gone.is_empty() {
            Gone { seen: view.gone, exempt_since: view.exempt_since }
        }
        if let Some(other) = view.stands_for_it {
            StandsForIt { door: other }
        } else {
            Actions { line, draft: view.draft }
        }
        for field in conflicts {
            ConflictCard { key: "{field.name}", door, field }
        }
        History { door, lines: view.history }
        if !view.merged.is_empty() {
            Merged { merged: view.merged }
        }
        Fields { door, kind: view.line.kind, fields: view.fields }
        if view.line.kind == DoorKind::Household && view.stands_for_it.is_none() {
            for door in [door] {
                Occupants { key: "{door}", door }
            }
            for door in [door] {
                Split { key: "{door}", door, number: view.line.number.clone(), adults: view.adults.map(|adults| adults.to_string()).unwrap_or_default() }
            }
            for door in [door] {
                Merge { key: "{door}", door }
            }
        }
    }
}

#[component]
fn Head(view: DoorView) -> Element {
    let line = view.line;
    let kind = match line.kind {
        DoorKind::Household => t!("door-household"),
        DoorKind::Unit => t!("door-unit"),
    };
    rsx! {
        header { class: "door-head",
            h1 { {place(&line)} }
            p { class: "page-sub",
                span { {line.name.clone()} }
                span { {kind} }
                span { {view.village_name} }
            }
            div { class: "door-head-state",
                StateLabel { state: line.state }
                PledgeBadge { pledge: line.pledge }
                if let Some(day) = line.revisit {
                    span { class: "badge", {t!("promised-on", day = on_day(day))} }
                }
                if let (DoorState::Away, Some(day)) = (line.state, line.away_until) {
                    span { class: "badge", {t!("away-until", day = on_day(day))} }
                }
            }
            TagList { tags: line.tags }
        }
    }
}
