//! The areas on a map, shaded by coverage, each with its name and figure.

use dioxus::prelude::*;

use crate::{
    app::{
        map::{CoverageLegend, Gestures, MapCanvas},
        pages::desk_parts::percent_text,
        text::t,
    },
    device::messages::OverviewLine,
    domain::{area::Level, ids::AreaId},
    geo::{
        bounds::Bounds,
        geojson::{self, AreaShape},
    },
};

/// The map beside the table; the table says the same in words.
#[component]
pub(super) fn OverviewMap(lines: Vec<OverviewLine>, open: EventHandler<(AreaId, Level)>) -> Element {
    let bounds = Bounds::around(lines.iter().flat_map(|line| line.area.outline.iter().copied()));
    if bounds.is_none() {
        return rsx! {
            p { class: "desk-note", {t!("map-no-outlines")} }
        };
    }
    let areas = geojson::areas(&lines.iter().map(shape).collect::<Vec<_>>());
    let open_area = move |id: AreaId| {
        if let Some(line) = lines.iter().find(|line| line.area.id == id) {
            open.call((id, line.area.level));
        }
    };
    rsx! {
        figure { class: "desk-map",
            MapCanvas { label: t!("map-of-coverage"), areas, bounds, gestures: Gestures::Shared, on_area: open_area }
            figcaption { CoverageLegend {} }
        }
    }
}

fn shape(line: &OverviewLine) -> AreaShape<'_> {
    let share = line.coverage.households_share();
    AreaShape {
        id: line.area.id,
        name: &line.area.name,
        figure: percent_text(share),
        band: share.band(),
        outline: &line.area.outline,
    }
}
