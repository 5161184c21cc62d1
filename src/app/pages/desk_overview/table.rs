//! The areas as a table; on a phone, as cards.

use dioxus::prelude::*;

use crate::{
    app::{
        pages::desk_parts::{DeskTable, percent_text},
        text::t,
    },
    device::{figures::points, messages::OverviewLine},
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
    let score = line.points.map_or_else(|| t!("desk-nothing"), points);
    rsx! {
        tr { role: "row", "data-testid": "desk-overview-row", "data-id": "{id}", "data-reached": "{share.done}",
            "data-of": "{share.of}", "data-points": score.clone(),
            th { scope: "row", role: "rowheader",
                button { class: "row-link", r#type: "button", onclick: move |_| open.call((id, level)),
                    {line.area.name.clone()}
                }
            }
            td { role: "cell", class: "wide", "data-label": t!("desk-col-coverage"),
                span { class: "coverage-cell",
                    strong { {percent_text(share)} }
                    span { class: "coverage-of", {t!("desk-of", done = share.done, of = share.of)} }
                    progress { "aria-hidden": "true", max: "{share.of.max(1)}", value: "{share.done}" }
                }
            }
            td { role: "cell", "data-label": t!("desk-col-missing"), "{share.missing()}" }
            td { role: "cell", "data-label": t!("desk-col-pledges"), {percent_text(pledges)} }
            td { role: "cell", "data-label": t!("desk-col-points"), {score.clone()} }
        }
    }
}
