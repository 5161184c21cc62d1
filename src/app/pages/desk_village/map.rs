//! The village's doors on a map, by state; what was tapped stands beside it as a list.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::{ask, use_answer},
        map::{DoorLegend, DoorsHere, Gestures, MapCanvas},
        pages::desk_parts::{percent_text, when_answered},
        text::t,
    },
    device::messages::{AreaView, CoverageView, MapDoor, Request},
    domain::ids::EntityId,
    geo::{
        bounds::Bounds,
        geojson::{self, AreaShape, DoorPoint},
    },
};

/// Asks for the doors and draws them.
#[component]
pub(super) fn VillageMap(area: ReadSignal<AreaView>, coverage: CoverageView) -> Element {
    let doors = use_answer(move || {
        let area = area.read().id;
        async move { ask!(Request::MapDoors { area }, MapDoors) }
    });
    rsx! {
        section { class: "desk-section",
            h2 { {t!("desk-map-title")} }
            {when_answered(doors, |doors| rsx! { Drawn { area: area(), coverage, doors: doors.clone() } })}
        }
    }
}

#[component]
fn Drawn(area: AreaView, coverage: CoverageView, doors: Vec<MapDoor>) -> Element {
    let mut tapped = use_signal(Vec::<EntityId>::new);
    let bounds =
        Bounds::around(doors.iter().map(|door| door.at)).or_else(|| Bounds::around(area.outline.iter().copied()));
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
    let here = doors.iter().filter(|door| tapped.read().contains(&door.id)).cloned().collect::<Vec<_>>();
    rsx! {
        figure { class: "desk-map",
            MapCanvas {
                label: t!("map-of-doors"),
                areas: geojson::areas(&[shape]),
                doors: geojson::doors(doors.iter().map(point)),
                bounds,
                selected: marked,
                gestures: Gestures::Shared,
                on_doors: move |doors| tapped.set(doors),
                on_area: move |_| tapped.set(Vec::new()),
            }
            figcaption {
                DoorLegend {}
                DoorsHere { doors: here, onclose: move |()| tapped.set(Vec::new()) }
            }
        }
    }
}

fn point(door: &MapDoor) -> DoorPoint<'_> {
    DoorPoint { id: door.id, at: door.at, state: door.state, label: &door.label }
}
