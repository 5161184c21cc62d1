//! One tab owns the database: a Web Lock, and a channel on which another tab can ask for it.
//!
//! The lock is held for the worker's life. A worker that is asked to give up closes itself between two tasks; no
//! transaction spans two tasks, so everything called saved is committed, and the browser releases lock and files.

use futures_channel::oneshot;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::{BroadcastChannel, MessageEvent};

use crate::{platform::web::ports::WebClock, sync::ports::Clock};

const NAME: &str = "nfv-db";
const GIVE_UP: &str = "give-up";
/// A worker of a page that was just reloaded may still be closing.
const ATTEMPTS: u32 = 12;
const PAUSE_MS: u64 = 250;

/// Takes the lock for the rest of this worker's life; `false` when another tab keeps it.
pub(super) async fn take() -> Result<bool, JsValue> {
    for attempt in 0..ATTEMPTS {
        if attempt > 0 {
            WebClock.sleep_ms(PAUSE_MS).await;
        }
        if try_take().await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Asks whichever tab holds the database to give it up.
pub(super) fn ask_for_it() -> Result<(), JsValue> {
    let channel = BroadcastChannel::new(NAME)?;
    channel.post_message(&GIVE_UP.into())?;
    channel.close();
    Ok(())
}

/// Calls `give_up` when another tab asks for the database.
pub(super) fn when_asked(give_up: impl Fn() + 'static) -> Result<(), JsValue> {
    let channel = BroadcastChannel::new(NAME)?;
    let asked = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        if event.data().as_string().as_deref() == Some(GIVE_UP) {
            give_up();
        }
    });
    channel.set_onmessage(Some(asked.as_ref().unchecked_ref()));
    // Both live as long as the worker.
    asked.forget();
    std::mem::forget(channel);
    Ok(())
}

async fn try_take() -> Result<bool, JsValue> {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into())?;
    let locks = Reflect::get(&navigator, &"locks".into())?;
    let request: Function = Reflect::get(&locks, &"request".into())?.dyn_into()?;
    let options = js_sys::Object::new();
    Reflect::set(&options, &"ifAvailable".into(), &JsValue::TRUE)?;
    let (sender, receiver) = oneshot::channel();
    let granted = Closure::once_into_js(move |lock: JsValue| -> JsValue {
        let taken = !lock.is_null() && !lock.is_undefined();
        let _gone = sender.send(taken);
        // The lock is held until this promise settles: never, for the lock lives as long as the worker.
        if taken { Promise::new(&mut |_, _| {}).into() } else { JsValue::UNDEFINED }
    });
    // This promise settles when the lock is released; what matters comes through the callback.
    let _held = request.call3(&locks, &NAME.into(), &options, &granted)?;
    Ok(receiver.await.unwrap_or(false))
}
