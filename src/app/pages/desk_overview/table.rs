//! The areas as a table; on a phone, as cards.

use dioxus::prelude::*;

use crate::{
    app::{
        pages::desk_parts::{DeskTable, percent_text},
        text::t,
    },
    device::{
        figures::points,
        messages::{CoverageView, DoorList, OverviewLine},
    },
    domain::{area::Level, ids::AreaId},
};

/// All areas in the order given.
#[component]
pub(super) fn OverviewTable(lines: Vec<OverviewLine>, open: EventHandler<(AreaId, Level)>) -> Element {
    rsx! {
        DeskTable {
            caption: t!("desk-table-caption"),
            columns: vec!["desk-col-area", "desk-col-coverage", "desk-col-missing", "desk-col-pledges", "desk-col-points"],
            dense: true, show_caption: true,
            for line in lines {
                OverviewRow { key: "{line.area.id}", line, open }
            }
        }
    }
}

#[component]
fn OverviewRow(line: OverviewLine, open: EventHandler<(AreaId, Level)>) -> Element {
    let (id, level) = (line.area.id, line.area.level);
    let share = line.coverage.households_share();
    let pledges = line.coverage.pledges_share();
    let is_unknown = is_unknown(&line.coverage);
    let missing = if is_unknown { t!("desk-nothing") } else { share.missing().to_string() };
    let score = line.points.map_or_else(|| t!("desk-nothing"), points);
    rsx! {
        tr { role: "row", "data-testid": "desk-overview-row", "data-id": "{id}", "data-reached": "{share.done}",
            "data-of": "{share.of}", "data-points": score.clone(), "data-counting": "{line.coverage.counting}",
            th { scope: "row", role: "rowheader",
                button { class: "row-link", r#type: "button", onclick: move |_| open.call((id, level)),
                    {line.area.name.clone()}
                }
                if line.doors == Some(DoorList::Opened) {
                    span { class: "tag", {t!("desk-doors-here")} }
                }
            }
            td { role: "cell", class: "wide", "data-label": t!("desk-col-coverage"),
                CoverageCell { coverage: line.coverage.clone() }
            }
            td { role: "cell", "data-label": t!("desk-col-missing"), {missing} }
            td { role: "cell", "data-label": t!("desk-col-pledges"), {percent_text(pledges)} }
            td { role: "cell", "data-label": t!("desk-col-points"), {score.clone()} }
        }
    }
}

/// None of the villages was added up yet: zeros would be a lie.
fn is_unknown(coverage: &CoverageView) -> bool {
    coverage.counting > 0 && coverage.counting == coverage.villages
}

/// The share of those that were added up, and how many are still to be.
#[component]
fn CoverageCell(coverage: CoverageView) -> Element {
    let share = coverage.households_share();
    rsx! {
        span { class: "coverage-cell",
            if !is_unknown(&coverage) {
                strong { {percent_text(share)} }
                span { class: "coverage-of", {t!("desk-of", done = share.done, of = share.of)} }
                progress { "aria-hidden": "true", max: "{share.of.max(1)}", value: "{share.done}" }
            }
            if coverage.counting > 0 && coverage.villages > 1 {
                span { class: "coverage-of", {t!("desk-still-counting", count = coverage.counting, of = coverage.villages)} }
            } else if coverage.counting > 0 {
                span { class: "coverage-of", {t!("desk-counting")} }
            }
        }
    }
}
