//! The worker: the only place that has the database and its key. It opens it, answers the page and syncs.
//!
//! Requests of the lock are answered here, all others go to the device as they come, in their order. A locked app has no
//! such worker: the page ends it and starts another one, which finds the key wrapped and waits for the PIN.

mod files;
mod lock;
mod slots;
mod storage;

use std::{cell::RefCell, rc::Rc};

use sqlite_wasm_vfs::sahpool::OpfsSAHPoolUtil;

use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::{
    channel::{ToPage, ToWorker},
    fetch::FetchTransport,
    ports::{WebClock, WebRng},
};
use crate::{
    device::{
        Device,
        lock::{self as keeping, Opening},
        messages::{Answer, Envelope, Failure, Notice, Request},
    },
    platform::news::StorageState,
    store::DatabaseKey,
};
use slots::OpfsSlots;

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
type Vault = keeping::Vault<OpfsSlots, WebClock, WebRng>;

#[derive(Default)]
struct Host {
    opened: RefCell<Opened>,
    /// Requests that came while the database was being opened.
    early: RefCell<Vec<Envelope<Request>>>,
}

/// How far this worker is.
#[derive(Default)]
enum Opened {
    /// Nothing is here yet.
    #[default]
    Nothing,
    /// The key file, and the pool of the database, which is closed.
    Locked(Rc<Vault>, OpfsSAHPoolUtil),
    /// The database.
    Ready(Rc<Vault>, Rc<WebDevice>),
}

impl Host {
    async fn open(self: Rc<Self>) {
        match prepare().await {
            Ok((vault, pool)) => {
                let key = vault.now().open_key();
                let locked = Opened::Locked(Rc::new(vault), pool);
                *self.opened.borrow_mut() = locked;
                match key {
                    Some(key) => self.unlock(&key).await,
                    None => self.stay_locked(),
                }
            }
            Err(code) => say(&ToPage::Storage(StorageState::Unusable { code })),
        }
    }

    fn stay_locked(self: &Rc<Self>) {
        say(&ToPage::Storage(StorageState::Locked));
        for envelope in self.early.take() {
            self.ask(envelope);
        }
    }

    /// Opens the database with its key, and runs the device from then on.
    async fn unlock(self: &Rc<Self>, key: &DatabaseKey) {
        let Opened::Locked(vault, pool) = self.opened.take() else { return };
        let store = match files::open(&pool, key) {
            Ok(store) => store,
            Err(code) => return say(&ToPage::Storage(StorageState::Unusable { code })),
        };
        let device = Device::new(store, FetchTransport, WebClock, WebRng, self.listener(&vault));
        device.set_persisted(storage::is_persisted().await);
        let device = Rc::new(device);
        *self.opened.borrow_mut() = Opened::Ready(Rc::clone(&vault), Rc::clone(&device));
        if vault.now().sealed.is_empty()
            && let Err(failure) = keeping::keep_sealed(&vault, &device, key).await
        {
            web_sys::console::warn_1(&failure.to_string().into());
        }
        say(&ToPage::Storage(StorageState::Ready));
        for envelope in self.early.take() {
            self.ask(envelope);
        }
        device.run().await;
    }

    /// What the device says goes to the page; before it may say that it was ended, the end is written down.
    fn listener(&self, vault: &Rc<Vault>) -> impl Fn(Notice) + 'static {
        let vault = Rc::clone(vault);
        move |notice| {
            let vault = Rc::clone(&vault);
            if !matches!(notice, Notice::Ended { .. }) {
                return say(&ToPage::Notice(Box::new(notice)));
            }
            spawn_local(async move {
                if let Err(failure) = vault.wipe_next().await {
                    web_sys::console::error_1(&failure.to_string().into());
                }
                say(&ToPage::Notice(Box::new(notice)));
            });
        }
    }

    fn hear(self: &Rc<Self>, message: ToWorker) {
        match message {
            ToWorker::Ask(envelope) => self.ask(envelope),
            ToWorker::TakeOver => {
                if let Err(error) = lock::ask_for_it() {
                    web_sys::console::error_1(&error);
                }
            }
        }
    }

    /// Requests begin in the order in which they came; those that use the network end when they do.
    fn ask(self: &Rc<Self>, envelope: Envelope<Request>) {
        if matches!(*self.opened.borrow(), Opened::Nothing) {
            return self.early.borrow_mut().push(envelope);
        }
        let host = Rc::clone(self);
        spawn_local(async move {
            let (message, key) = host.answer(envelope.message).await;
            say(&ToPage::Answer(Envelope { id: envelope.id, message }));
            if let Some(key) = key {
                host.unlock(&key).await;
            }
        });
    }

    /// The answer, and the key if the database is to be opened after it was given.
    async fn answer(&self, request: Request) -> (Answer, Opening) {
        let (vault, device) = match &*self.opened.borrow() {
            Opened::Nothing => return (Err(keeping::locked()), None),
            Opened::Locked(vault, _) => (Rc::clone(vault), None),
            Opened::Ready(vault, device) => (Rc::clone(vault), Some(Rc::clone(device))),
        };
        keeping::answer(&vault, device.as_deref(), &FetchTransport, request).await
    }
}

/// The key file and the pool, when this tab may have the database at all.
async fn prepare() -> Result<(Vault, OpfsSAHPoolUtil), String> {
    storage::is_allowed()?;
    if !lock::take().await.map_err(|_| "no_opfs")? {
        return Err("other_tab".into());
    }
    lock::when_asked(give_up).map_err(|_| "no_opfs")?;
    let pool = storage::prepare().await?;
    let unwritable = |failure: Failure| {
        web_sys::console::warn_1(&failure.to_string().into());
        "no_opfs".to_owned()
    };
    let (vault, is_new) = Vault::load(OpfsSlots, WebClock, WebRng).await.map_err(unwritable)?;
    if vault.now().wipe {
        files::wipe(&pool)?;
        storage::remove_basemap().await;
        vault.renew().await.map_err(unwritable)?;
    } else if is_new {
        if files::has_database(&pool)? {
            return Err("key_lost".into());
        }
        vault.change(|_| ()).await.map_err(unwritable)?;
    }
    Ok((vault, pool))
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
