//! The map tab: all doors of the own area by state, with the villages' outlines.

use std::rc::Rc;

use dioxus::prelude::*;

use super::{
    DoorLegend, DoorsDrawn, Gestures, MapCanvas, TappedDoors, basemap::BasemapMenu, own::OwnPosition, prepare_map,
};
use crate::{
    app::{
        ask::{ask, use_answer},
        components::Empty,
        routes::Route,
        state::STATUS,
        text::t,
    },
    device::messages::{AreaView, Failure, Request},
    domain::{area::Level, ids::EntityId},
    geo::{
        bounds::Bounds,
        geojson::{self, AreaShape},
    },
    platform::standpoint::Standpoint,
};

/// The page.
#[component]
pub(crate) fn MapPage() -> Element {
    use_hook(prepare_map);
    let own = use_memo(|| STATUS.read().as_ref().and_then(|status| status.enrolled.as_ref().map(|own| own.area)));
    let answer = use_answer(move || async move {
        let Some(area) = own() else { return Err(Failure::NotEnrolled) };
        let areas = ask!(Request::Areas, Areas)?;
        Ok((areas, DoorsDrawn::from(ask!(Request::MapDoors { area }, MapDoors)?)))
    });
    rsx! {
        div { class: "map-page",
            h1 { {t!("map-of-doors")} }
            {crate::app::pages::desk_parts::when_answered(answer, |(areas, doors)| rsx! {
                Drawn { areas: areas.clone(), doors: doors.clone() }
            })}
        }
    }
}

#[component]
fn Drawn(areas: Vec<AreaView>, doors: DoorsDrawn) -> Element {
    let mut tapped = use_signal(Vec::<EntityId>::new);
    let here = use_signal(|| None::<Standpoint>);
    let mut basemap = use_signal(|| 0_u32);
    let bounds =
        doors.bounds.or_else(|| Bounds::around(villages(&areas).flat_map(|village| village.outline.iter().copied())));
    if bounds.is_none() {
        return rsx! {
            Empty { title: t!("map-empty"), advice: t!("map-empty-do"),
                Link { class: "button primary", to: Route::DoorsPage {}, {t!("tab-doors")} }
            }
        };
    }
    let marked = tapped.read().first().map(ToString::to_string).unwrap_or_default();
    rsx! {
        MapCanvas {
            label: t!("map-of-doors"),
            areas: geojson::areas(&village_shapes(&areas)),
            doors: Rc::clone(&doors.points),
            bounds,
            here,
            selected: marked,
            gestures: Gestures::Own,
            basemap,
            on_doors: move |doors| tapped.set(doors),
            on_area: move |_| tapped.set(Vec::new()),
        }
        TappedDoors { ids: tapped, onclose: move |()| tapped.set(Vec::new()) }
        OwnPosition { here }
        details { class: "map-legend-fold",
            summary { {t!("map-legend")} }
            DoorLegend {}
        }
        BasemapMenu { onchange: move |()| basemap += 1 }
    }
}

fn villages(areas: &[AreaView]) -> impl Iterator<Item = &AreaView> {
    areas.iter().filter(|area| area.level == Level::Village)
}

/// The villages without a shade: here the doors speak.
pub(super) fn village_shapes(areas: &[AreaView]) -> Vec<AreaShape<'_>> {
    villages(areas).map(shape).collect()
}

fn shape(village: &AreaView) -> AreaShape<'_> {
    AreaShape { id: village.id, name: &village.name, figure: String::new(), band: None, outline: &village.outline }
}
