//! Where the device stands, asked once: one point, when somebody taps for it. Nothing here watches.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

use crate::platform::standpoint::{NoStandpoint, Standpoint};

/// How long the device may look for itself, in ms.
const PATIENCE_MS: f64 = 15_000.0;
/// The browser's code for "the user does not want that".
const DENIED: f64 = 1.0;

/// One point, now.
///
/// # Errors
/// Why there is none.
pub async fn standpoint() -> Result<Standpoint, NoStandpoint> {
    let position = JsFuture::from(asked().map_err(|_| NoStandpoint::Nowhere)?).await.map_err(|refused| {
        if number(&refused, "code") == Some(DENIED) { NoStandpoint::Denied } else { NoStandpoint::Nowhere }
    })?;
    let coords = Reflect::get(&position, &"coords".into()).map_err(|_| NoStandpoint::Nowhere)?;
    let of = |name| number(&coords, name).ok_or(NoStandpoint::Nowhere);
    Standpoint::of_degrees(of("longitude")?, of("latitude")?, of("accuracy")?).ok_or(NoStandpoint::Nowhere)
}

fn asked() -> Result<Promise, JsValue> {
    let geolocation = web_sys::window().ok_or(JsValue::UNDEFINED)?.navigator().geolocation()?;
    let ask: Function = Reflect::get(&geolocation, &"getCurrentPosition".into())?.dyn_into()?;
    let options = Object::new();
    Reflect::set(&options, &"enableHighAccuracy".into(), &JsValue::TRUE)?;
    Reflect::set(&options, &"timeout".into(), &PATIENCE_MS.into())?;
    Reflect::set(&options, &"maximumAge".into(), &JsValue::from_f64(0.0))?;
    Ok(Promise::new(&mut |resolve, reject| {
        if let Err(thrown) = ask.call3(&geolocation, &once(resolve), &once(reject.clone()), &options) {
            let _nobody_waits = reject.call1(&JsValue::NULL, &thrown);
        }
    }))
}

fn once(answer: Function) -> JsValue {
    Closure::once_into_js(move |value: JsValue| {
        let _nobody_waits = answer.call1(&JsValue::NULL, &value);
    })
}

fn number(object: &JsValue, name: &str) -> Option<f64> {
    Reflect::get(object, &name.into()).ok()?.as_f64()
}
