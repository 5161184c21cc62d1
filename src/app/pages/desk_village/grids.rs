//! The village's grids side by side.

use dioxus::prelude::*;

use crate::{
    app::{
        pages::desk_parts::{DeskTable, percent_text},
        routes::Route,
        text::t,
    },
    device::messages::OverviewLine,
};

/// A table of grids, or how to make the first.
#[component]
pub(super) fn Grids(lines: Vec<OverviewLine>) -> Element {
    rsx! {
        section { class: "desk-section",
            h2 { {t!("desk-grids")} }
            if lines.is_empty() {
                p { {t!("desk-no-grids")} " "
                    Link { to: Route::DeskPeople {}, {t!("desk-define-grid")} }
                }
            } else {
                DeskTable {
                    caption: t!("desk-grids"),
                    columns: vec!["desk-col-grid", "desk-col-coverage", "desk-col-reached", "desk-col-missing"],
                    for line in lines {
                        GridRow { key: "{line.area.id}", line }
                    }
                }
            }
        }
    }
}

#[component]
fn GridRow(line: OverviewLine) -> Element {
    let share = line.coverage.households_share();
    rsx! {
        tr { role: "row", "data-testid": "grid-row", "data-id": "{line.area.id}",
            th { scope: "row", role: "rowheader", {line.area.name} }
            td { role: "cell", "data-label": t!("desk-col-coverage"), {percent_text(share)} }
            td { role: "cell", "data-label": t!("desk-col-reached"), {t!("desk-of", done = share.done, of = share.of)} }
            td { role: "cell", "data-label": t!("desk-col-missing"), "{share.missing()}" }
        }
    }
}
