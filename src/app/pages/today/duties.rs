//! What the village owes this week or month, and its visit days: the next one, the last one.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::{ask, use_answer},
        components::{Icon, IconKind},
        moment::on_day,
        routes::Route,
        state::STATUS,
        text::{t, text_of_code},
    },
    device::messages::{DayLine, DutyLine, Request},
    domain::day::Day,
};

/// Duties that are not done yet lead to where one notes them.
#[component]
pub(super) fn Lacking() -> Element {
    let notes = use_answer(|| async { ask!(Request::VillageNotes { village: None }, VillageNotes) });
    let lacking: Vec<DutyLine> = match &*notes.read() {
        Some(Ok(notes)) => notes.duties.iter().filter(|duty| duty.done < duty.of).cloned().collect(),
        _ => Vec::new(),
    };
    if lacking.is_empty() {
        return rsx! {};
    }
    let list = lacking.iter().map(|duty| {
        let what = text_of_code("duty", &duty.kind);
        t!("today-lacking-one", what = what, count = duty.of - duty.done)
    });
    let list = list.collect::<Vec<_>>().join(&t!("list-comma"));
    rsx! {
        div { class: "cells",
            Link { to: Route::NotePage {}, class: "list-cell", "data-testid": "today-lacking",
                span { class: "list-cell-main",
                    strong { {t!("today-lacking")} }
                    span { class: "list-cell-detail", {list} }
                }
                Icon { kind: IconKind::Forward }
            }
        }
    }
}

/// The visit day that is today: it comes before the doors.
#[component]
pub(super) fn DayOfToday() -> Element {
    let Some((days, today)) = use_days() else { return rsx! {} };
    let Some(day) = days.into_iter().find(|day| day.on == today) else { return rsx! {} };
    rsx! {
        section { class: "cells", "aria-labelledby": "day-of-today-title",
            h2 { id: "day-of-today-title", {t!("day-of-today")} }
            DayCell { day, today }
        }
    }
}

/// All visit days that are known here, and what day it is.
fn use_days() -> Option<(Vec<DayLine>, Day)> {
    let answer = use_answer(|| async { ask!(Request::Days, Days) });
    let today = STATUS.read().as_ref().map(|status| status.today)?;
    let days = answer.read().clone().and_then(Result::ok).unwrap_or_default();
    Some((days, today))
}

/// The next visit day after today and the last one; another one can be planned.
#[component]
pub(super) fn Days() -> Element {
    let Some((days, today)) = use_days() else { return rsx! {} };
    let next = days.iter().rev().find(|day| day.on > today).cloned();
    let last = days.iter().find(|day| day.on < today).cloned();
    rsx! {
        section { class: "cells", "aria-labelledby": "days-title", "data-testid": "today-days",
            h2 { id: "days-title", {t!("days-title")} }
            for day in next.into_iter().chain(last) {
                DayCell { key: "{day.id}", day, today }
            }
            Link { to: Route::DayPlan {}, class: "list-cell", "data-testid": "day-plan",
                Icon { kind: IconKind::Plus }
                span { class: "list-cell-main", strong { {t!("day-plan")} } }
                Icon { kind: IconKind::Forward }
            }
        }
    }
}

#[component]
fn DayCell(day: DayLine, today: Day) -> Element {
    let state = match (day.closed, day.on >= today) {
        (true, _) => t!("day-is-closed"),
        (false, true) => t!("day-is-next"),
        (false, false) => t!("day-is-open"),
    };
    rsx! {
        Link { to: Route::DayPage { id: day.id }, class: "list-cell", "data-testid": "today-day", "data-id": "{day.id}",
            span { class: "list-cell-main",
                strong { {t!("day-line", on = on_day(day.on), station = day.station.as_str())} }
                span { class: "list-cell-detail", {t!("day-line-detail", village = day.village_name.as_str(), count = day.doors, state = state)} }
            }
            Icon { kind: IconKind::Forward }
        }
    }
}
