//! Small things a page asks of its browser: preferences, downloads, persistence, the document's language.
//!
//! Every call is harmless where the browser lacks the thing.

use js_sys::{Array, Function, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, Element, HtmlAnchorElement, Url, Worker};

/// Where the page says its worker lies (`data-worker` on `<html>`).
pub(super) fn worker_url() -> String {
    root().and_then(|root| root.get_attribute("data-worker")).unwrap_or_else(|| "/worker.js".into())
}

/// The worker that the page's script started, with what it said until now; none the second time.
pub(super) fn first_worker() -> Option<(Worker, Array)> {
    let take: Function = Reflect::get(&js_sys::global(), &"nfvFirstWorker".into()).ok()?.dyn_into().ok()?;
    let taken: Array = take.call0(&JsValue::UNDEFINED).ok()?.dyn_into().ok()?;
    Some((taken.get(0).dyn_into().ok()?, taken.get(1).dyn_into().ok()?))
}

fn root() -> Option<Element> {
    web_sys::window()?.document()?.document_element()
}

/// Sets an attribute of `<html>`.
pub fn set_root_attribute(name: &str, value: &str) {
    if let Some(root) = root() {
        let _invalid = root.set_attribute(name, value);
    }
}

/// Sets the document's title.
pub fn set_title(title: &str) {
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        document.set_title(title);
    }
}

/// A preference of this browser that must be known before the database opens (language, type size).
#[must_use]
pub fn preference(name: &str) -> Option<String> {
    web_sys::window()?.local_storage().ok()??.get_item(&format!("nfv-{name}")).ok()?
}

/// Keeps a preference or forgets it; lost where the browser keeps none.
pub fn keep_preference(name: &str, value: Option<&str>) {
    let Some(storage) = web_sys::window().and_then(|window| window.local_storage().ok().flatten()) else { return };
    let key = format!("nfv-{name}");
    let _full = match value {
        Some(value) => storage.set_item(&key, value),
        None => storage.remove_item(&key),
    };
}

/// The origin, for links to this installation.
#[must_use]
pub fn origin() -> String {
    web_sys::window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

/// Whether pages are to ask which server is meant: here it is the one that they came from.
pub const SERVER_IS_ASKED: bool = false;

/// Takes over the server of a link; in a browser that is settled, and nothing happens.
pub const fn use_server(_origin: &str) {}

/// Loads the page anew.
pub fn reload() {
    if let Some(window) = web_sys::window() {
        let _refused = window.location().reload();
    }
}

/// Puts the scroll position of the page back to its top.
pub fn scroll_to_top() {
    if let Some(window) = web_sys::window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}

/// A name for this device that people recognise in a list: browser and system.
#[must_use]
pub fn device_label() -> String {
    let agent = web_sys::window().and_then(|window| window.navigator().user_agent().ok()).unwrap_or_default();
    let find = |names: &[(&str, &str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map_or("", |(_, name)| *name).to_owned()
    };
    let browser = find(&[
        ("MicroMessenger", "WeChat"),
        ("HuaweiBrowser", "Huawei"),
        ("Edg/", "Edge"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = find(&[
        ("HarmonyOS", "HarmonyOS"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ]);
    format!("{browser} · {system}").trim_matches([' ', '·']).to_owned()
}

/// Whether the browser believes that it has a network.
#[must_use]
pub fn is_online() -> bool {
    web_sys::window().is_none_or(|window| window.navigator().on_line())
}

/// Calls back whenever `window` sees an event of this name, for the page's life.
pub fn on_window_event(name: &str, callback: impl Fn() + 'static) {
    let Some(window) = web_sys::window() else { return };
    let closure = Closure::<dyn Fn()>::new(callback);
    let _refused = window.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    closure.forget();
}

/// Asks the browser to keep the storage even when space is short; whether it promised.
pub async fn ask_to_persist() -> Option<bool> {
    let promise = web_sys::window()?.navigator().storage().persist().ok()?;
    JsFuture::from(promise).await.ok()?.as_bool()
}

/// Used and granted bytes of this origin's storage.
pub async fn storage_estimate() -> Option<(f64, f64)> {
    let promise = web_sys::window()?.navigator().storage().estimate().ok()?;
    let estimate = JsFuture::from(promise).await.ok()?;
    let number = |name: &str| Reflect::get(&estimate, &name.into()).ok()?.as_f64();
    Some((number("usage")?, number("quota")?))
}

/// Whether a new version waits (see `assets/web/boot.js`).
#[must_use]
pub fn update_is_ready() -> bool {
    Reflect::get(&js_sys::global(), &"nfvUpdateReady".into()).is_ok_and(|ready| ready.is_truthy())
}

/// Starts the new version; reloads the page.
pub fn apply_update() {
    let apply = Reflect::get(&js_sys::global(), &"nfvApplyUpdate".into());
    if let Ok(apply) = apply.and_then(wasm_bindgen::JsCast::dyn_into::<Function>) {
        let _failed = apply.call0(&JsValue::NULL);
    }
}

/// Puts a text on the clipboard; whether the browser did it.
pub async fn copy_text(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    let navigator = window.navigator();
    // Missing on insecure origins and in some embedded browsers.
    if !Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|clipboard| clipboard.is_truthy()) {
        return false;
    }
    JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}

/// Hands bytes to the user as a file.
///
/// # Errors
/// What the browser threw.
pub fn download(file_name: &str, content: &[u8], content_type: &str) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(content_type);
    let blob = Blob::new_with_u8_array_sequence_and_options(&Array::of1(&Uint8Array::from(content)), &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::UNDEFINED)?;
    let link: HtmlAnchorElement = document.create_element("a")?.dyn_into()?;
    link.set_href(&url);
    link.set_download(file_name);
    link.click();
    // Safari reads the blob after the click: give it time before the address goes.
    gloo_timers::callback::Timeout::new(60_000, move || {
        let _gone = Url::revoke_object_url(&url);
    })
    .forget();
    Ok(())
}

/// Where this page comes from, if a stranger's phone can open it too: over HTTPS, under a name and not an address.
#[must_use]
pub fn public_origin() -> Option<String> {
    crate::platform::origin::public(origin())
}

/// Opens the browser's printing.
pub fn print() {
    if let Some(window) = web_sys::window() {
        let _nothing_to_say = window.print();
    }
}
