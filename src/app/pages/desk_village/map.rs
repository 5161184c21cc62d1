//! The village's doors on a map, by state; what was tapped stands beside it as a list.

use std::rc::Rc;

use dioxus::prelude::*;

use crate::{
    app::{
        ask::{ask, use_answer},
        map::{DoorLegend, DoorsDrawn, Gestures, MapCanvas, TappedDoors, prepare_map},
        pages::desk_parts::{percent_text, when_answered},
        text::t,
    },
    device::messages::{AreaView, CoverageView, Request},
    domain::ids::EntityId,
    geo::{
        bounds::Bounds,
        geojson::{self, AreaShape},
    },
};

/// Asks for the doors and draws them.
#[component]
pub(super) fn VillageMap(area: ReadSignal<AreaView>, coverage: CoverageView) -> Element {
    use_hook(prepare_map);
    let doors = use_answer(move || {
        let area = area.read().id;
        async move { ask!(Request::MapDoors { area }, MapDoors).map(DoorsDrawn::from) }
    });
    rsx! {
        section { class: "desk-section",
            h2 { {t!("desk-map-title")} }
            {when_answered(doors, |doors| rsx! { Drawn { area: area(), coverage, doors: doors.clone() } })}
        }
    }
}

#[component]
fn Drawn(area: AreaView, coverage: CoverageView, doors: DoorsDrawn) -> Element {
    let mut tapped = use_signal(Vec::<EntityId>::new);
    let bounds = doors.bounds.or_else(|| Bounds::around(area.outline.iter().copied()));
    if bounds.is_none() {
        return rsx! {
            p { class: "desk-note", {t!("map-no-places")} }
        };
    }
    let share = coverage.households_share();
    let shape = AreaShape {
        id: area.id,
        name: &area.name,
        figure: percent_text(share),
        band: share.band(),
        outline: &area.outline,
    };
    let marked = tapped.read().first().map(ToString::to_string).unwrap_or_default();
    rsx! {
        figure { class: "desk-map",
            MapCanvas {
                label: t!("map-of-doors"),
                areas: geojson::areas(&[shape]),
                doors: Rc::clone(&doors.points),
                bounds,
                selected: marked,
                gestures: Gestures::Shared,
                on_doors: move |doors| tapped.set(doors),
                on_area: move |_| tapped.set(Vec::new()),
            }
            figcaption {
                DoorLegend {}
                TappedDoors { ids: tapped, onclose: move |()| tapped.set(Vec::new()) }
            }
        }
    }
}
