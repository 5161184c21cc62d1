//! Noting down what is no visit: at the thumb on every tab. What was noted stands below, as the village's list.
//!
//! Test ids: `note-visit` `note-point` `note-activity` `note-message` `note-topic` `note-village` `duty-line` (with `data-kind`,
//! `data-done`) `deed-line` (with `data-duty`) `point-line` (with `data-present`) `point-present` `point-absent` `point-place`
//! `point-name` `activity-duty` `activity-day` `activity-title` `activity-attendance` `message-duty` `message-share`
//! `message-sent` `topic-fraud` `topic-from` `topic-until` `topic-text` `topic-cases` `note-save` `note-clue`
//! `note-clues` `clue-what` `clue-day` `clue-place` `clue-door` `clue-contact` `clue-waiting`.

mod activity;
mod clue;
mod lists;
mod message;
mod point;
mod topic;

use dioxus::prelude::*;

use crate::{
    app::{
        ask::{ask, use_answer},
        components::{Empty, FailureBox, Icon, IconKind, Waiting, toast},
        pages::sample::SampleCard,
        routes::Route,
        state::role,
        text::t,
    },
    device::messages::{Failure, NewNote, Request, VillageNotes},
    domain::ids::AreaId,
    sync::enrolment::Role,
};
use activity::ActivityForm;
use clue::{ClueForm, WaitingClues};
use lists::{Deeds, Duties};
use message::MessageForm;
use point::PointForm;
use topic::TopicForm;

/// What can be noted, and what is due.
#[component]
pub(crate) fn NotePage() -> Element {
    let may_publish = matches!(role(), Some(Role::County | Role::Reviewer | Role::Police));
    rsx! {
        h1 { {t!("note-title")} }
        nav { class: "cells", "aria-label": t!("note-title"),
            Choice { to: Route::DoorsPage {}, testid: "note-visit", label: t!("note-visit"), detail: t!("note-visit-detail") }
            Choice { to: form("point"), testid: "note-point", label: t!("note-point"), detail: t!("note-point-detail") }
            Choice { to: Route::CollectivePage {}, testid: "note-collective", label: t!("collective-title"), detail: t!("collective-detail") }
            Choice { to: form("activity"), testid: "note-activity", label: t!("note-activity"), detail: t!("note-activity-detail") }
            Choice { to: form("message"), testid: "note-message", label: t!("note-message"), detail: t!("note-message-detail") }
            Choice { to: form("clue"), testid: "note-clue", label: t!("note-clue"), detail: t!("note-clue-detail") }
            if role() == Some(Role::Police) {
                Choice { to: Route::CluesPage {}, testid: "note-clues", label: t!("clues-title"), detail: t!("clues-detail") }
            }
            if may_publish {
                Choice { to: form("topic"), testid: "note-topic", label: t!("note-topic"), detail: t!("note-topic-detail") }
            }
        }
        SampleCard {}
        WaitingClues {}
        InVillage { show: move |notes: VillageNotes| rsx! {
            Duties { duties: notes.duties }
            Deeds { deeds: notes.deeds }
        } }
    }
}

fn form(what: &str) -> Route {
    Route::NoteForm { what: what.to_owned() }
}

#[component]
fn Choice(to: Route, testid: &'static str, label: String, detail: String) -> Element {
    rsx! {
        Link { to, class: "list-cell", "data-testid": testid,
            span { class: "list-cell-main",
                strong { {label} }
                span { class: "list-cell-detail", {detail} }
            }
            Icon { kind: IconKind::Forward }
        }
    }
}

/// One form.
#[component]
pub(crate) fn NoteForm(what: String) -> Element {
    let (title, of_village) = match what.as_str() {
        "point" => (t!("note-point"), true),
        "activity" => (t!("note-activity"), true),
        "message" => (t!("note-message"), true),
        "clue" => (t!("note-clue"), true),
        _ => (t!("note-topic"), false),
    };
    rsx! {
        nav { class: "page-back",
            Link { to: Route::NotePage {}, class: "back",
                Icon { kind: IconKind::Back }
                {t!("back")}
            }
        }
        h1 { {title} }
        if of_village {
            InVillage { show: move |notes: VillageNotes| match what.as_str() {
                "point" => rsx! { PointForm { notes } },
                "clue" => rsx! { ClueForm { notes } },
                "activity" => rsx! { ActivityForm { notes } },
                _ => rsx! { MessageForm { notes } },
            } }
        } else {
            TopicForm {}
        }
    }
}

/// Chooses the village where there are several, and shows what is noted there.
#[component]
fn InVillage(show: Callback<VillageNotes, Element>) -> Element {
    let mut chosen = use_signal(|| None::<AreaId>);
    let answer = use_answer(move || {
        let village = chosen();
        async move { ask!(Request::VillageNotes { village }, VillageNotes) }
    });
    let notes = answer.read().clone();
    match notes {
        None => rsx! { Waiting {} },
        Some(Err(failure)) => rsx! { FailureBox { failure } },
        Some(Ok(notes)) if notes.village.is_none() => rsx! {
            Empty { title: t!("today-still-empty"), advice: t!("today-still-empty-advice") }
        },
        Some(Ok(notes)) => rsx! {
            if notes.villages.len() > 1 {
                div { class: "field",
                    label { r#for: "note-village", {t!("help-village")} }
                    select {
                        id: "note-village",
                        "data-testid": "note-village",
                        onchange: move |event| chosen.set(event.value().parse().ok()),
                        for (id , name) in notes.villages.iter() {
                            option { key: "{id}", value: "{id}", selected: notes.village == Some(*id), {name.clone()} }
                        }
                    }
                }
            }
            {show.call(*notes)}
        },
    }
}

/// Saves a note and says so; the failure where it is not.
async fn save(area: Option<AreaId>, note: NewNote) -> Result<(), Failure> {
    let area = area.ok_or(Failure::NotFound)?;
    ask!(Request::NoteDown { area, note }, Saved)?;
    toast::show_saved(t!("saved-here"));
    Ok(())
}
