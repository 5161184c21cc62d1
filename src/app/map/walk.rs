//! A walk on the map: today's doors, or those that the list of doors shows now, as one numbered line.

use dioxus::prelude::*;

use super::{Gestures, MapCanvas, here::DoorsHere, own::OwnPosition, page::village_shapes};
use crate::{
    app::{
        ask::{ask, use_answer},
        components::Empty,
        pages::{desk_parts::when_answered, doors::LOOKING},
        routes::Route,
        text::t,
    },
    device::messages::{AreaView, Request, WalkOnMap},
    domain::{area::Point, ids::EntityId},
    geo::{bounds::Bounds, geojson},
    platform::standpoint::Standpoint,
};

/// Where a walk begins, as somebody said beside the list of it; forgotten when its map is left.
pub(crate) static WALK_FROM: GlobalSignal<Option<Point>> = Signal::global(|| None);

/// What [`MapWalk`] shows where it is not today's doors: those of the list as it is filtered now.
pub(crate) const OF_LIST: &str = "doors";

/// The page.
#[component]
pub(crate) fn MapWalk(of: String) -> Element {
    let of_list = of == OF_LIST;
    use_drop(|| *WALK_FROM.write() = None);
    let here = use_signal(|| None::<Standpoint>);
    let answer = use_answer(move || {
        let query = of_list.then(|| LOOKING.peek().clone());
        let from = here().map(|here| here.at).or_else(|| *WALK_FROM.peek());
        async move {
            let areas = ask!(Request::Areas, Areas)?;
            Ok((areas, ask!(Request::WalkOnMap { of: query, from }, WalkOnMap)?))
        }
    });
    let title = if of_list { t!("map-walk-of-list") } else { t!("map-walk-of-today") };
    let back = if of_list { Route::DoorsPage {} } else { Route::TodayPage {} };
    rsx! {
        div { class: "map-page walk-page",
            header { class: "doors-title",
                h1 { {title.clone()} }
                Link { to: back, class: "link", "data-testid": "map-walk-back", {t!("map-walk-back")} }
            }
            {when_answered(answer, move |(areas, walk)| rsx! {
                Walk { title: title.clone(), areas: areas.clone(), walk: walk.clone(), here }
            })}
        }
    }
}

#[component]
fn Walk(title: String, areas: Vec<AreaView>, walk: WalkOnMap, here: Signal<Option<Standpoint>>) -> Element {
    let mut tapped = use_signal(Vec::<EntityId>::new);
    let Some(bounds) = Bounds::around(walk.doors.iter().map(|door| door.at)) else {
        return rsx! {
            Empty { title: t!("map-walk-none"), advice: t!("map-walk-none-do"),
                Link { class: "button primary", to: Route::DoorsPage {}, {t!("tab-doors")} }
            }
        };
    };
    let stops = walk.doors.iter().map(|door| (door.id, door.at)).collect::<Vec<_>>();
    let at_tap = walk.doors.iter().filter(|door| tapped.read().contains(&door.id)).cloned().collect::<Vec<_>>();
    rsx! {
        p { class: "map-walk-figures", "data-testid": "map-walk", "data-count": "{stops.len()}",
            {t!("map-walk-figures", count = stops.len(), metres = walk.metres)}
            if walk.placeless > 0 { span { {t!("map-walk-placeless", count = walk.placeless)} } }
            if walk.beyond > 0 { span { {t!("map-walk-beyond", count = walk.beyond)} } }
        }
        MapCanvas {
            label: title,
            areas: geojson::areas(&village_shapes(&areas)),
            walk: geojson::walk(&stops),
            bounds: Some(bounds),
            here,
            gestures: Gestures::Own,
            on_doors: move |doors| tapped.set(doors),
            on_area: move |_| tapped.set(Vec::new()),
        }
        DoorsHere { doors: at_tap, onclose: move |()| tapped.set(Vec::new()) }
        OwnPosition { here }
    }
}
