//! The kept file in a browser: `assets/web/basemap.js` behind `map-shim.js`.

use dioxus::html::FileData;
use futures_channel::mpsc::UnboundedSender;
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue, prelude::*};

use super::{Basemap, NoBasemap};

/// A browser draws it.
pub(super) const DRAWS: bool = true;

#[wasm_bindgen(module = "/assets/web/map-shim.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = currentBasemap)]
    async fn current_basemap() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = keepBasemap)]
    async fn keep_basemap(file: &web_sys::File, on_progress: &Closure<dyn FnMut(f64)>) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = removeBasemap)]
    async fn remove_basemap() -> Result<(), JsValue>;
}

/// The kept file, if there is one that can be read.
pub(super) async fn current() -> Option<Basemap> {
    current_basemap().await.inspect_err(web_sys::console::warn_1).ok().and_then(|kept| basemap(&kept))
}

/// Keeps a file in place of the one before; `progress` receives the share that was copied.
///
/// # Errors
/// Why it was not; the one before is kept then.
pub(super) async fn keep(file: &FileData, progress: UnboundedSender<f64>) -> Result<Basemap, NoBasemap> {
    let file = file.inner().downcast_ref::<web_sys::File>().ok_or(NoBasemap::NotCopied)?;
    let heard = Closure::<dyn FnMut(f64)>::new(move |share| {
        let _left = progress.unbounded_send(share);
    });
    let kept = keep_basemap(file, &heard).await.map_err(|error| why(&error))?;
    basemap(&kept).ok_or(NoBasemap::NotCopied)
}

/// Removes the kept file.
pub(super) async fn remove() {
    if let Err(error) = remove_basemap().await {
        web_sys::console::warn_1(&error);
    }
}

fn basemap(kept: &JsValue) -> Option<Basemap> {
    let field = |name: &str| Reflect::get(kept, &name.into()).ok();
    Some(Basemap { name: field("name")?.as_string()?, bytes: field("bytes")?.as_f64()? })
}

fn why(error: &JsValue) -> NoBasemap {
    let message = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
    match message.as_deref() {
        Some("not_pmtiles") => NoBasemap::NotPmtiles,
        Some("cut_off") => NoBasemap::CutOff,
        Some("foreign_tiles") => NoBasemap::ForeignTiles,
        Some("no_room") => NoBasemap::NoRoom,
        _ => {
            web_sys::console::warn_1(error);
            NoBasemap::NotCopied
        }
    }
}
