//! The closing sheet: what the day came to, by household and unit; to print, to share, to close.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::ask,
        components::{TextField, place, toast},
        moment::{at, on_day},
        pages::Share,
        saving::{SaveForm, use_saving},
        text::{t, text_of_code},
    },
    device::messages::{DayClosing, DayDoor, DayView, Request},
    domain::{facts::Outcome, ids::EntityId, visit_day::Sheets},
    platform::host::browser,
};

/// A row: what, households, units.
type Row = (&'static str, u32, u32);

fn rows(sheets: &Sheets) -> [Row; 10] {
    let (h, u) = (sheets.households, sheets.units);
    [
        ("day-row-of", h.of, u.of),
        ("day-row-visited", h.visited, u.visited),
        ("day-row-met", h.met, u.met),
        ("day-row-nobody-home", h.nobody_home, u.nobody_home),
        ("day-row-declined", h.declined, u.declined),
        ("day-row-away", h.away, u.away),
        ("day-row-signed", h.signed, u.signed),
        ("day-row-pledge-declined", h.pledge_declined, u.pledge_declined),
        ("day-row-notices", h.notices, u.notices),
        ("day-row-revisits", h.revisits, u.revisits),
    ]
}

/// Doors at which nobody was met, each with the reason.
fn not_reached(view: &DayView) -> Vec<(DayDoor, String)> {
    let doors = view.lanes.iter().flat_map(|lane| &lane.doors).filter(|door| door.outcome != Some(Outcome::Met));
    let reason = |door: &DayDoor| {
        door.outcome.map_or_else(|| t!("day-not-yet"), |outcome| text_of_code("outcome", outcome.as_str()))
    };
    doors.map(|door| (door.clone(), reason(door))).collect()
}

/// For a group chat: sums alone, no household.
fn as_text(view: &DayView) -> String {
    let head = t!(
        "day-text-head",
        on = on_day(view.planned.on),
        station = view.planned.station.as_str(),
        village = view.village_name.as_str()
    );
    let line =
        |(key, households, units): Row| t!("day-text-line", what = t!(key), households = households, units = units);
    std::iter::once(head).chain(rows(&view.sheets).map(line)).collect::<Vec<_>>().join("\n")
}

#[component]
pub(super) fn SheetCard(view: DayView) -> Element {
    let missing = not_reached(&view);
    let text = as_text(&view);
    rsx! {
        section { class: "card day-sheet", "aria-labelledby": "sheet-title", "data-testid": "day-sheet",
            h2 { id: "sheet-title", {t!("day-sheet", on = on_day(view.planned.on))} }
            p { class: "page-sub",
                span { {view.planned.station.clone()} }
                span { {view.village_name.clone()} }
            }
            table {
                thead {
                    tr {
                        td {}
                        th { scope: "col", {t!("day-households")} }
                        th { scope: "col", {t!("day-units")} }
                    }
                }
                tbody {
                    for (key , households , units) in rows(&view.sheets) {
                        tr { key: "{key}",
                            th { scope: "row", {t!(key)} }
                            td { "{households}" }
                            td { "{units}" }
                        }
                    }
                }
            }
            if !missing.is_empty() {
                h3 { {t!("day-missing", count = missing.len())} }
                ul { class: "help-list",
                    for (door , reason) in missing {
                        li { key: "{door.line.id}", {t!("day-missing-line", place = place(&door.line), reason = reason)} }
                    }
                }
            }
            if let Some(closed) = view.closed.clone() {
                ClosedLine { closed, visited: view.sheets.visited() }
            }
        }
        if view.closed.is_none() {
            Close { day: view.id }
        }
        div { class: "certificate-actions",
            button { class: "button", r#type: "button", onclick: move |_| browser::print(), {t!("day-print")} }
        }
        details { class: "day-share",
            summary { {t!("day-share")} }
            Share { text }
        }
    }
}

#[component]
fn ClosedLine(closed: DayClosing, visited: u32) -> Element {
    let since = visited.saturating_sub(closed.visited);
    rsx! {
        p { "data-testid": "day-closed", "data-since": "{since}",
            {t!("day-closed-at", at = at(closed.at), visited = closed.visited)}
            if since > 0 {
                " "
                strong { {t!("day-since-closing", count = since)} }
            }
        }
        if !closed.note.is_empty() {
            p { class: "history-note", {closed.note} }
        }
    }
}

#[component]
fn Close(day: EntityId) -> Element {
    let mut note = use_signal(String::new);
    let saving = use_saving();
    let close = move || async move {
        ask!(Request::CloseDay { day, note: note() }, Saved)?;
        toast::show_saved(t!("saved-here"));
        Ok(())
    };
    rsx! {
        SaveForm { saving, testid: "day-close", label: t!("day-close"), onsave: move |()| saving.run(close()),
            TextField { label: t!("day-note"), hint: t!("day-close-hint"), id: "day-note", testid: "day-note", oninput: move |text| note.set(text) }
        }
    }
}
