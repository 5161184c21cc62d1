//! The map as a component: props in, taps out.
//!
//! It loads MapLibre when it is first shown. Where it cannot be drawn it says so in words; the list that every page has
//! beside its map holds the same information.

use std::rc::Rc;

use dioxus::prelude::*;
use futures_channel::mpsc;

use super::shim::{DrawnMap, Gestures, NoMap, Tap};
use crate::{
    app::{
        components::{Icon, IconKind},
        text::t,
    },
    domain::ids::{AreaId, EntityId},
    geo::bounds::Bounds,
    platform::standpoint::Standpoint,
};

enum Canvas {
    Waiting,
    Drawn(DrawnMap),
    Missing(NoMap),
}

/// Areas as GeoJSON (see [`crate::geo::geojson`]) and doors as lines (see [`crate::geo::points`]), fitted to `bounds` whenever those change.
#[component]
pub(crate) fn MapCanvas(
    /// What the map shows, for screen readers.
    label: String,
    #[props(default)] areas: ReadSignal<String>,
    #[props(default)] doors: ReadSignal<Rc<str>>,
    bounds: ReadSignal<Option<Bounds>>,
    /// A walk as GeoJSON; empty = none.
    #[props(default)]
    walk: ReadSignal<String>,
    /// Where one stands, once somebody asked.
    #[props(default)]
    here: ReadSignal<Option<Standpoint>>,
    /// Id of the marked area or door; empty = none.
    #[props(default)]
    selected: ReadSignal<String>,
    gestures: Gestures,
    /// Another number whenever the map beneath is another one.
    #[props(default)]
    basemap: ReadSignal<u32>,
    #[props(default)] on_doors: EventHandler<Vec<EntityId>>,
    #[props(default)] on_area: EventHandler<AreaId>,
) -> Element {
    let mut canvas = use_signal(|| Canvas::Waiting);
    let taps = use_taps(on_doors, on_area);
    // Only a real change moves the map: after every sync the same bounds come again.
    let bounds = use_memo(move || *bounds.read());
    use_effect(move || with_map(&canvas, |map| map.set_areas(&areas.read())));
    use_effect(move || with_map(&canvas, |map| map.set_doors(&doors.read())));
    use_effect(move || with_map(&canvas, |map| map.set_selection(&selected.read())));
    use_effect(move || with_map(&canvas, |map| bounds().into_iter().for_each(|bounds| map.fit(bounds))));
    use_effect(move || with_map(&canvas, |map| map.set_walk(&walk.read())));
    use_effect(move || with_map(&canvas, |map| here().into_iter().for_each(|here| map.set_here(here))));
    use_effect(move || {
        if basemap() > 0 {
            with_map(&canvas, DrawnMap::set_basemap);
        }
    });
    let texts = own_texts(&label);
    let draw = move |event: Event<MountedData>| {
        let (texts, taps) = (texts.clone(), taps());
        async move {
            canvas.set(match DrawnMap::draw(&event.data(), gestures, &texts, taps).await {
                Ok(map) => Canvas::Drawn(map),
                Err(reason) => Canvas::Missing(reason),
            });
        }
    };
    let missing = match &*canvas.read() {
        Canvas::Missing(reason) => Some(*reason),
        Canvas::Waiting | Canvas::Drawn(_) => None,
    };
    rsx! {
        div { class: "map-frame", "data-testid": "map",
            "data-drawn": matches!(&*canvas.read(), Canvas::Drawn(_)),
            if let Some(reason) = missing {
                p { class: "map-missing", role: "status", {words(reason)} }
            } else {
                div { class: "map-canvas", onmounted: draw }
                if matches!(&*canvas.read(), Canvas::Waiting) {
                    p { class: "map-missing drawing", role: "status", {t!("map-drawing")} }
                }
                Controls { canvas, bounds }
            }
        }
    }
}

#[component]
fn Controls(canvas: Signal<Canvas>, bounds: ReadSignal<Option<Bounds>>) -> Element {
    rsx! {
        div { class: "map-controls",
            button { r#type: "button", "aria-label": t!("map-nearer"), title: t!("map-nearer"),
                onclick: move |_| with_map(&canvas, |map| map.zoom_by(1.0)), Icon { kind: IconKind::Plus } }
            button { r#type: "button", "aria-label": t!("map-further"), title: t!("map-further"),
                onclick: move |_| with_map(&canvas, |map| map.zoom_by(-1.0)), Icon { kind: IconKind::Minus } }
            button { r#type: "button", "aria-label": t!("map-whole"), title: t!("map-whole"),
                onclick: move |_| with_map(&canvas, |map| bounds().into_iter().for_each(|bounds| map.fit(bounds))), Icon { kind: IconKind::Whole } }
        }
    }
}

fn with_map(canvas: &Signal<Canvas>, act: impl FnOnce(&DrawnMap)) {
    if let Canvas::Drawn(map) = &*canvas.read() {
        act(map);
    }
}

/// The sending end for taps; what arrives is handed to the page.
fn use_taps(
    on_doors: EventHandler<Vec<EntityId>>,
    on_area: EventHandler<AreaId>,
) -> Signal<mpsc::UnboundedSender<Tap>> {
    let (sender, receiver) = use_hook(|| {
        let (sender, receiver) = mpsc::unbounded();
        (CopyValue::new(sender), CopyValue::new(Some(receiver)))
    });
    use_future(move || {
        let receiver = {
            let mut receiver = receiver;
            receiver.write().take()
        };
        async move {
            let Some(mut receiver) = receiver else { return };
            while let Ok(tap) = receiver.recv().await {
                match tap {
                    Tap::Doors(doors) => on_doors.call(doors),
                    Tap::Area(area) => on_area.call(area),
                }
            }
        }
    });
    use_signal(move || sender.read().clone())
}

/// MapLibre's own words, in our language.
fn own_texts(label: &str) -> String {
    serde_json::json!({
        "Map.Title": label,
        "CooperativeGesturesHandler.WindowsHelpText": t!("map-gesture-ctrl"),
        "CooperativeGesturesHandler.MacHelpText": t!("map-gesture-cmd"),
        "CooperativeGesturesHandler.MobileHelpText": t!("map-gesture-fingers"),
    })
    .to_string()
}

fn words(reason: NoMap) -> String {
    match reason {
        NoMap::NoWebgl => t!("map-no-webgl"),
        NoMap::NotLoaded => t!("map-not-loaded"),
        NoMap::NotHere => t!("map-not-here"),
    }
}
