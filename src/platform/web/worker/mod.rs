//! The worker: the only place that has the database. It opens it, answers the page and syncs.
//!
//! Nothing here decides anything: requests go to the device as they come, in their order.

mod lock;
mod storage;

use std::{cell::RefCell, rc::Rc};

use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::channel::{StorageState, ToPage, ToWorker};
use crate::device::messages::{Envelope, Failure, Request};

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

#[derive(Default)]
struct Host {
    /// Requests that came while the database was being opened.
    early: RefCell<Option<Vec<Envelope<Request>>>>,
}

impl Host {
    async fn open(self: Rc<Self>) {
        match open_database().await {
            Ok(()) => {
                say(&ToPage::Storage(StorageState::Ready));
                for envelope in self.early.take().unwrap_or_default() {
                    self.answer(envelope);
                }
            }
            Err(code) => say(&ToPage::Storage(StorageState::Unusable { code })),
        }
    }

    fn hear(self: &Rc<Self>, message: ToWorker) {
        match message {
            ToWorker::Ask(envelope) => match &mut *self.early.borrow_mut() {
                Some(early) => early.push(envelope),
                None => self.answer(envelope),
            },
            ToWorker::TakeOver => {
                if let Err(error) = lock::ask_for_it() {
                    web_sys::console::error_1(&error);
                }
            }
        }
    }

    fn answer(self: &Rc<Self>, envelope: Envelope<Request>) {
        let message = Err(Failure::Defect { detail: "no device".into() });
        say(&ToPage::Answer(Envelope { id: envelope.id, message }));
    }
}

async fn open_database() -> Result<(), String> {
    if !lock::take().await.map_err(|_| "no_opfs")? {
        return Err("other_tab".into());
    }
    lock::when_asked(give_up).map_err(|_| "no_opfs")?;
    storage::prepare().await
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
