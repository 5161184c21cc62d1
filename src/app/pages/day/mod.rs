//! A visit day: how far it is, lane by lane, and its closing sheet. Nothing is shown by person.
//!
//! Test ids: `day-progress` (with `data-visited`, `data-of`) `day-lane` `day-door` (with `data-outcome`) `day-sheet` `day-close`
//! `day-note` `day-closed` (with `data-since`) `day-who`; planning: `day-on` `day-station` `day-member-choice` `day-members`
//! `day-lane-choice` `day-count` `day-save`.

mod plan;
mod sheet;

use dioxus::prelude::*;

pub(crate) use plan::DayPlan;
use sheet::SheetCard;

use crate::{
    app::{
        ask::{ask, use_answer},
        components::{FailureBox, Icon, IconKind, Waiting, place, toast},
        moment::{ago, now, on_day},
        routes::Route,
        text::{t, text_of_code},
    },
    device::messages::{DayDoor, DayLane, DayView, Request},
    domain::{
        facts::{DayPlanned, Outcome, PlannedLane},
        ids::EntityId,
    },
};

/// The page.
#[component]
pub(crate) fn DayPage(id: EntityId) -> Element {
    let answer = use_answer(move || async move { ask!(Request::Day { day: id }, Day) });
    let view = answer.read().clone();
    rsx! {
        nav { class: "page-back",
            Link { to: Route::TodayPage {}, class: "back",
                Icon { kind: IconKind::Back }
                {t!("tab-today")}
            }
        }
        match view {
            None => rsx! { Waiting {} },
            Some(Err(failure)) => rsx! {
                h1 { {t!("day-title")} }
                FailureBox { failure }
            },
            Some(Ok(view)) => rsx! { View { view: *view } },
        }
    }
}

#[component]
fn View(view: DayView) -> Element {
    let (visited, of) = (view.sheets.visited(), view.sheets.of());
    let as_of = view.last_sync.map_or_else(|| t!("sync-never"), |at| ago(at, now()));
    let lanes = view.lanes.clone();
    rsx! {
        header { class: "page-head",
            h1 { {t!("day-title-on", on = on_day(view.planned.on))} }
            p { class: "page-sub",
                span { {view.planned.station.clone()} }
                span { {view.village_name.clone()} }
            }
            if !view.planned.members.is_empty() {
                p { class: "page-sub", "data-testid": "day-who", {view.planned.members.join(&t!("list-comma"))} }
            }
        }
        p { class: "card day-progress", role: "status", "data-testid": "day-progress", "data-visited": "{visited}", "data-of": "{of}",
            strong { {t!("day-progress", visited = visited, of = of)} }
            span { {t!("day-as-of", when = as_of)} }
        }
        for (at , lane) in lanes.into_iter().enumerate() {
            Lane { key: "{at}", view: view.clone(), at, lane }
        }
        SheetCard { view }
    }
}

/// Its doors, and who takes it.
#[component]
fn Lane(view: DayView, at: usize, lane: DayLane) -> Element {
    let visited = lane.doors.iter().filter(|door| door.outcome.is_some()).count();
    let name = if lane.lane.is_empty() { t!("today-no-lane") } else { lane.lane.clone() };
    let (members, taker) = (view.planned.members.clone(), lane.member.clone());
    let take = move |event: FormEvent| {
        let planned = taken_by(&view.planned, at, event.value());
        let (village, day) = (view.village, Some(view.id));
        async move {
            match ask!(Request::PlanDay { village, day, planned }, Registered) {
                Ok(_) => toast::show_saved(t!("saved-here")),
                Err(failure) => toast::show_failure(&failure),
            }
        }
    };
    rsx! {
        section { class: "door-group", "data-testid": "day-lane",
            h2 {
                span { {name.clone()} }
                span { class: "door-group-count", {t!("day-lane-count", visited = visited, of = lane.doors.len())} }
            }
            if !members.is_empty() {
                label { class: "day-taker",
                    span { {t!("day-taken-by")} }
                    select { "aria-label": t!("day-taken-by-label", lane = name), onchange: take,
                        option { value: "", selected: taker.is_empty(), {t!("day-taken-by-nobody")} }
                        for member in members {
                            option { key: "{member}", value: "{member}", selected: member == taker, {member.clone()} }
                        }
                    }
                }
            }
            ul { class: "cells",
                for door in lane.doors {
                    li { key: "{door.line.id}", Door { door } }
                }
            }
        }
    }
}

fn taken_by(planned: &DayPlanned, at: usize, member: String) -> DayPlanned {
    let lanes = planned.lanes.iter().enumerate().map(|(n, lane)| {
        let member = if n == at { member.clone() } else { lane.member.clone() };
        PlannedLane { member, ..lane.clone() }
    });
    DayPlanned { lanes: lanes.collect(), ..planned.clone() }
}

#[component]
fn Door(door: DayDoor) -> Element {
    let code = door.outcome.map_or("", Outcome::as_str);
    let found = if code.is_empty() { t!("day-not-yet") } else { text_of_code("outcome", code) };
    rsx! {
        Link { to: Route::DoorPage { id: door.line.id }, class: "list-cell", "data-testid": "day-door", "data-outcome": code,
            span { class: "list-cell-main",
                strong { {place(&door.line)} " " {door.line.name.clone()} }
                span { class: "list-cell-detail", {found} }
            }
            Icon { kind: if code.is_empty() { IconKind::Forward } else { IconKind::Received } }
        }
    }
}
