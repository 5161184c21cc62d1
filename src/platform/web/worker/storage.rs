//! Whether this browser can keep data, found out by trying; never by its name.
//!
//! The origin private file system with synchronous handles is the only place where a record survives a killed tab. Where
//! it is missing the app says so; there is no half-safe mode.

use js_sys::{Function, Promise, Reflect};
use sqlite_wasm_vfs::sahpool::{OpfsSAHError, OpfsSAHPoolCfgBuilder, OpfsSAHPoolUtil, install};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::{platform::web::ports::WebClock, sync::ports::Clock};

/// The encrypted database's name inside the pool.
pub(super) const DATABASE: &str = "nfv-sealed.db";
/// What it was called by versions that did not encrypt.
pub(super) const PLAIN: &str = "nfv.db";
const DIRECTORY: &str = ".nfv";
/// Where the page keeps the map beneath.
const BASEMAP: &str = ".nfv-basemap";
/// Database, journal, and room for a second pair when a broken one is set aside.
const SLOTS: usize = 8;
const ATTEMPTS: u32 = 8;
const PAUSE_MS: u64 = 250;

/// Whether the address is one for which browsers keep data. Asked first, since elsewhere locks are missing too.
///
/// # Errors
/// The code for [`crate::device::messages::Failure::StorageUnusable`].
pub(super) fn is_allowed() -> Result<(), String> {
    if is_truthy(&js_sys::global(), "isSecureContext") { Ok(()) } else { Err("insecure_origin".into()) }
}

/// Makes SQLite keep its files in the origin private file system.
///
/// # Errors
/// The code for [`crate::device::messages::Failure::StorageUnusable`].
pub(super) async fn prepare() -> Result<OpfsSAHPoolUtil, String> {
    probe().await.map_err(|error| {
        web_sys::console::warn_1(&error);
        "no_opfs".to_owned()
    })?;
    let config = OpfsSAHPoolCfgBuilder::new().directory(DIRECTORY).initial_capacity(SLOTS).build();
    let mut attempt = 0;
    loop {
        match install::<sqlite_wasm_rs::WasmOsCallback>(&config, true).await {
            Ok(pool) => return Ok(pool),
            Err(OpfsSAHError::NotSupported) => return Err("no_opfs".into()),
            // The files of a tab that is just closing are released a moment after its lock.
            Err(error) if attempt == ATTEMPTS => {
                web_sys::console::warn_1(&error.to_string().into());
                return Err(if error.to_string().contains("Quota") { "full" } else { "no_opfs" }.into());
            }
            Err(_) => attempt += 1,
        }
        WebClock.sleep_ms(PAUSE_MS).await;
    }
}

/// `navigator.storage.getDirectory()` exists in browsers that refuse it (private windows, some embedded ones): call it.
async fn probe() -> Result<(), JsValue> {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into())?;
    let storage = Reflect::get(&navigator, &"storage".into())?;
    let get_directory: Function = Reflect::get(&storage, &"getDirectory".into())?.dyn_into()?;
    let promise: Promise = get_directory.call0(&storage)?.dyn_into()?;
    JsFuture::from(promise).await?;
    Ok(())
}

/// Removes the map beneath (see `assets/web/basemap.js`). One that stays holds no person's data: it stops nothing.
pub(super) async fn remove_basemap() {
    if let Err(error) = try_remove_basemap().await
        && Reflect::get(&error, &"name".into()).is_ok_and(|name| name != "NotFoundError")
    {
        web_sys::console::warn_1(&error);
    }
}

async fn try_remove_basemap() -> Result<(), JsValue> {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into())?;
    let storage = Reflect::get(&navigator, &"storage".into())?;
    let get_directory: Function = Reflect::get(&storage, &"getDirectory".into())?.dyn_into()?;
    let root = JsFuture::from(get_directory.call0(&storage)?.dyn_into::<Promise>()?).await?;
    let remove: Function = Reflect::get(&root, &"removeEntry".into())?.dyn_into()?;
    let whole = js_sys::Object::new();
    Reflect::set(&whole, &"recursive".into(), &JsValue::TRUE)?;
    JsFuture::from(remove.call2(&root, &BASEMAP.into(), &whole)?.dyn_into::<Promise>()?).await.map(|_| ())
}

/// Whether the browser promised to keep the storage; none where it does not say.
pub(super) async fn is_persisted() -> Option<bool> {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into()).ok()?;
    let storage = Reflect::get(&navigator, &"storage".into()).ok()?;
    let persisted: Function = Reflect::get(&storage, &"persisted".into()).ok()?.dyn_into().ok()?;
    let promise: Promise = persisted.call0(&storage).ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()?.as_bool()
}

fn is_truthy(object: &JsValue, name: &str) -> bool {
    Reflect::get(object, &name.into()).is_ok_and(|value| value.is_truthy())
}
