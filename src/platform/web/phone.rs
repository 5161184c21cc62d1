//! What a page asks of a telephone: whether it can call, and handing a text to another app.

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::ShareData;

use super::browser;

/// Whether a number that is tapped is likely to be called: the device is held in a hand. Elsewhere numbers are read off the
/// screen, so they are large in any case.
#[must_use]
pub fn can_call() -> bool {
    let held = web_sys::window().and_then(|window| window.match_media("(pointer: coarse)").ok().flatten());
    held.is_some_and(|held| held.matches())
}

/// What became of a text that was to be shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// Another app took it.
    Passed,
    /// It is on the clipboard.
    Copied,
    /// The user closed the list of apps.
    Cancelled,
    /// The browser does neither.
    Impossible,
}

/// Hands a text to another app; where the browser cannot, puts it on the clipboard.
pub async fn share_text(text: &str) -> Shared {
    let Some(window) = web_sys::window() else { return Shared::Impossible };
    let navigator = window.navigator();
    if js_sys::Reflect::get(&navigator, &"share".into()).is_ok_and(|share| share.is_function()) {
        let data = ShareData::new();
        data.set_text(text);
        match JsFuture::from(navigator.share_with_data(&data)).await {
            Ok(_) => return Shared::Passed,
            Err(refused) if is_abort(&refused) => return Shared::Cancelled,
            Err(_) => {}
        }
    }
    if browser::copy_text(text).await { Shared::Copied } else { Shared::Impossible }
}

fn is_abort(refused: &JsValue) -> bool {
    js_sys::Reflect::get(refused, &"name".into()).ok().and_then(|name| name.as_string()).as_deref()
        == Some("AbortError")
}
