//! The worker: the only place that has the database. It opens it, answers the page and syncs.
//!
//! Nothing here decides anything: requests go to the device as they come, in their order.

mod lock;
mod storage;

use std::{cell::RefCell, path::Path, rc::Rc};

use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::{
    channel::{StorageState, ToPage, ToWorker},
    fetch::FetchTransport,
    ports::{WebClock, WebRng},
};
use crate::{
    device::{
        Device,
        messages::{Envelope, Failure, Request},
    },
    store::{Place, Store},
};

/// Starts the worker: listens first, then opens the database.
pub fn start() {
    std::panic::set_hook(Box::new(|panic| {
        web_sys::console::error_1(&panic.to_string().into());
        say(&ToPage::Storage(StorageState::Unusable { code: "worker_died".into() }));
    }));
    let host = Rc::new(Host::default());
    listen(&host);
    say(&ToPage::Storage(StorageState::Opening));
    spawn_local(async move { host.open().await });
}

type WebDevice = Device<FetchTransport, WebClock, WebRng>;

#[derive(Default)]
struct Host {
    device: RefCell<Option<Rc<WebDevice>>>,
    /// Requests that came while the database was being opened.
    early: RefCell<Vec<Envelope<Request>>>,
}

impl Host {
    async fn open(self: Rc<Self>) {
        match open_device().await {
            Ok(device) => {
                let device = Rc::new(device);
                *self.device.borrow_mut() = Some(Rc::clone(&device));
                say(&ToPage::Storage(StorageState::Ready));
                for envelope in self.early.take() {
                    answer(Rc::clone(&device), envelope);
                }
                device.run().await;
            }
            Err(code) => say(&ToPage::Storage(StorageState::Unusable { code })),
        }
    }

    fn hear(&self, message: ToWorker) {
        match message {
            ToWorker::Ask(envelope) => match &*self.device.borrow() {
                Some(device) => answer(Rc::clone(device), envelope),
                None => self.early.borrow_mut().push(envelope),
            },
            ToWorker::TakeOver => {
                if let Err(error) = lock::ask_for_it() {
                    web_sys::console::error_1(&error);
                }
            }
        }
    }
}

/// Requests begin in the order in which they came; those that use the network end when they do.
fn answer(device: Rc<WebDevice>, envelope: Envelope<Request>) {
    spawn_local(async move {
        let message = device.handle(envelope.message).await;
        say(&ToPage::Answer(Envelope { id: envelope.id, message }));
    });
}

/// The device over its database, or why it cannot be.
async fn open_device() -> Result<WebDevice, String> {
    storage::is_allowed()?;
    if !lock::take().await.map_err(|_| "no_opfs")? {
        return Err("other_tab".into());
    }
    lock::when_asked(give_up).map_err(|_| "no_opfs")?;
    storage::prepare().await?;
    let store = Store::open(Path::new(storage::DATABASE), Place::Browser).map_err(|error| {
        web_sys::console::error_1(&error.to_string().into());
        match Failure::from(error) {
            Failure::StorageUnusable { code } => code,
            Failure::StorageFull => "full".into(),
            _ => "corrupt".into(),
        }
    })?;
    let tell = |notice| say(&ToPage::Notice(Box::new(notice)));
    let device = Device::new(store, FetchTransport, WebClock, WebRng, tell);
    device.set_persisted(storage::is_persisted().await);
    Ok(device)
}

/// Another tab asked for the database. This runs between two tasks, so no transaction is open.
fn give_up() {
    say(&ToPage::Storage(StorageState::Unusable { code: "other_tab".into() }));
    scope().close();
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

fn say(message: &ToPage) {
    if let Ok(text) = serde_json::to_string(message)
        && let Err(error) = scope().post_message(&JsValue::from_str(&text))
    {
        web_sys::console::error_1(&error);
    }
}

fn listen(host: &Rc<Host>) {
    let host = Rc::clone(host);
    let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let text = event.data().as_string().unwrap_or_default();
        match serde_json::from_str(&text) {
            Ok(message) => host.hear(message),
            Err(error) => web_sys::console::error_1(&error.to_string().into()),
        }
    });
    scope().set_onmessage(Some(heard.as_ref().unchecked_ref()));
    heard.forget();
}
