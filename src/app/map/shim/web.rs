//! The map as the browser draws it: what `assets/web/map-shim.js` offers, and nothing more of MapLibre.
//!
//! Taps come back through a channel, for they arrive outside any component.

use dioxus::prelude::MountedData;
use futures_channel::mpsc::UnboundedSender;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue, prelude::*};
use web_sys::Element;

use super::{Gestures, NoMap, Tap};
use crate::{
    geo::bounds::{Bounds, degrees},
    platform::standpoint::Standpoint,
};

#[wasm_bindgen(module = "/assets/web/map-shim.js")]
extern "C" {
    type AreaMap;

    #[wasm_bindgen(catch, js_name = createMap)]
    async fn create_map(container: &Element, options: &Object) -> Result<JsValue, JsValue>;

    /// Loads the library: for a page that shows a map once its data has come. What fails is told when the map is drawn.
    #[wasm_bindgen(js_name = prepareMap)]
    pub(crate) fn prepare_map();

    #[wasm_bindgen(method, js_name = setAreas)]
    fn set_areas(this: &AreaMap, geojson: &str);
    #[wasm_bindgen(method, js_name = setDoors)]
    fn set_doors(this: &AreaMap, points: &[u8]);
    #[wasm_bindgen(method, js_name = setSelection)]
    fn set_selection(this: &AreaMap, id: &str);
    #[wasm_bindgen(method)]
    fn fit(this: &AreaMap, west: f64, south: f64, east: f64, north: f64);
    #[wasm_bindgen(method, js_name = zoomBy)]
    fn zoom_by(this: &AreaMap, step: f64);
    #[wasm_bindgen(method, js_name = setWalk)]
    fn set_walk(this: &AreaMap, geojson: &str);
    #[wasm_bindgen(method, js_name = setHere)]
    fn set_here(this: &AreaMap, longitude: f64, latitude: f64, metres: f64);
    #[wasm_bindgen(method, js_name = setBasemap)]
    fn set_basemap(this: &AreaMap);
    #[wasm_bindgen(method)]
    fn destroy(this: &AreaMap);
}

/// A drawn map; gone when dropped.
pub(crate) struct DrawnMap {
    map: AreaMap,
    _doors: Closure<dyn FnMut(Array)>,
    _area: Closure<dyn FnMut(String)>,
}

impl DrawnMap {
    /// Draws an empty map into an element. `texts` is JSON of MapLibre's own texts.
    pub(crate) async fn draw(
        container: &MountedData,
        gestures: Gestures,
        texts: &str,
        taps: UnboundedSender<Tap>,
    ) -> Result<Self, NoMap> {
        let container = container.downcast::<Element>().ok_or(NoMap::NotLoaded)?;
        let on_area = taps.clone();
        let doors = Closure::<dyn FnMut(Array)>::new(move |ids: Array| {
            let ids = ids.iter().filter_map(|id| id.as_string()?.parse().ok()).collect();
            let _left = taps.unbounded_send(Tap::Doors(ids));
        });
        let area = Closure::<dyn FnMut(String)>::new(move |id: String| {
            if let Ok(id) = id.parse() {
                let _left = on_area.unbounded_send(Tap::Area(id));
            }
        });
        let options = Object::new();
        let entries: [(&str, &JsValue); 4] = [
            ("onDoors", doors.as_ref()),
            ("onArea", area.as_ref()),
            ("cooperative", &JsValue::from_bool(gestures == Gestures::Shared)),
            ("texts", &JsValue::from_str(texts)),
        ];
        for (name, value) in entries {
            let _plain_object = Reflect::set(&options, &name.into(), value);
        }
        let map = create_map(container, &options).await.map_err(|error| why(&error))?.unchecked_into();
        Ok(Self { map, _doors: doors, _area: area })
    }

    /// Areas as made by [`crate::geo::geojson::areas`].
    pub(crate) fn set_areas(&self, geojson: &str) {
        self.map.set_areas(geojson);
    }

    /// Doors as made by [`crate::geo::points::lines`].
    pub(crate) fn set_doors(&self, points: &str) {
        self.map.set_doors(points.as_bytes());
    }

    /// A walk as made by [`crate::geo::geojson::walk`]; an empty text is none.
    pub(crate) fn set_walk(&self, geojson: &str) {
        self.map.set_walk(geojson);
    }

    /// Where one stands.
    pub(crate) fn set_here(&self, here: Standpoint) {
        let (longitude, latitude) = here.at;
        self.map.set_here(degrees(longitude), degrees(latitude), f64::from(here.within_m));
    }

    /// Marks an area or a door; an empty id marks nothing.
    pub(crate) fn set_selection(&self, id: &str) {
        self.map.set_selection(id);
    }

    /// Shows a rectangle.
    pub(crate) fn fit(&self, bounds: Bounds) {
        self.map.fit(bounds.west, bounds.south, bounds.east, bounds.north);
    }

    /// Nearer (positive) or further.
    pub(crate) fn zoom_by(&self, step: f64) {
        self.map.zoom_by(step);
    }

    /// Draws the map beneath as it is kept now.
    pub(crate) fn set_basemap(&self) {
        self.map.set_basemap();
    }
}

impl Drop for DrawnMap {
    fn drop(&mut self) {
        self.map.destroy();
    }
}

fn why(error: &JsValue) -> NoMap {
    let message = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
    if message.as_deref() == Some("no_webgl") {
        return NoMap::NoWebgl;
    }
    web_sys::console::warn_1(error);
    NoMap::NotLoaded
}
