//! The page's side of the channel: asks the worker and hands news on.
//!
//! Requests wait until the worker has said that it listens. When the worker dies, everything that waits fails with
//! `worker_died`; what it had called saved is in the database, and a reload starts a new worker.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
};

use futures_channel::oneshot;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

use super::{
    browser,
    channel::{ToPage, ToWorker},
};
use crate::{
    device::messages::{Answer, Envelope, Failure, Request},
    platform::news::{News, StorageState},
};

type Listener = Box<dyn Fn(News)>;

#[derive(Default)]
struct Client {
    worker: RefCell<Option<Worker>>,
    listening: Cell<bool>,
    held_back: RefCell<Vec<String>>,
    waiting: RefCell<HashMap<u32, oneshot::Sender<Answer>>>,
    next: Cell<u32>,
    listener: RefCell<Option<Listener>>,
}

thread_local! {
    static CLIENT: Client = Client::default();
}

/// Starts the worker; `listener` hears all news from then on.
pub fn start(listener: impl Fn(News) + 'static) {
    CLIENT.with(|client| *client.listener.borrow_mut() = Some(Box::new(listener)));
    connect();
}

/// Asks the device. The answer comes when the worker has done it; a saved record is durable then.
///
/// # Errors
/// As the request says, and `worker_died` when no answer can come any more.
pub async fn call(request: Request) -> Answer {
    let (sender, receiver) = oneshot::channel();
    CLIENT.with(|client| {
        if client.worker.borrow().is_none() {
            return;
        }
        let id = client.next.get();
        client.next.set(id.wrapping_add(1));
        client.waiting.borrow_mut().insert(id, sender);
        client.post(&ToWorker::Ask(Envelope { id, message: request }));
    });
    receiver.await.unwrap_or_else(|_| Err(Failure::StorageUnusable { code: "worker_died".into() }))
}

/// Starts a new worker, which asks the tab that holds the database to give it up.
pub fn take_over() {
    restart();
    CLIENT.with(|client| client.post(&ToWorker::TakeOver));
}

/// Ends the worker, and with it everything that it knew (the database's key), and starts a new one.
pub fn restart() {
    CLIENT.with(|client| {
        client.end();
        client.tell(News::Storage(StorageState::Opening));
    });
    connect();
}

fn connect() {
    match browser::first_worker().map_or_else(new_worker, Ok) {
        Ok((worker, said)) => {
            listen(&worker);
            CLIENT.with(|client| *client.worker.borrow_mut() = Some(worker));
            said.iter().for_each(|data| hear(&data));
        }
        Err(error) => {
            web_sys::console::error_1(&error);
            lost("worker_died");
        }
    }
}

impl Client {
    fn post(&self, message: &ToWorker) {
        let Ok(text) = serde_json::to_string(message) else { return };
        if !self.listening.get() {
            self.held_back.borrow_mut().push(text);
            return;
        }
        if let Some(worker) = &*self.worker.borrow()
            && let Err(error) = worker.post_message(&JsValue::from_str(&text))
        {
            web_sys::console::error_1(&error);
        }
    }

    fn hear(&self, message: ToPage) {
        match message {
            ToPage::Answer(answer) => {
                if let Some(sender) = self.waiting.borrow_mut().remove(&answer.id) {
                    // Nobody waits any more when the page was left.
                    let _left = sender.send(answer.message);
                }
            }
            ToPage::Notice(notice) => self.tell(News::Notice(*notice)),
            ToPage::Storage(StorageState::Unusable { code }) => lost(&code),
            ToPage::Storage(state) => {
                self.release();
                self.tell(News::Storage(state));
            }
        }
    }

    /// The worker listens: what was held back goes now.
    fn release(&self) {
        self.listening.set(true);
        let held_back = self.held_back.take();
        if let Some(worker) = &*self.worker.borrow() {
            for text in held_back {
                let _gone = worker.post_message(&JsValue::from_str(&text));
            }
        }
    }

    /// Ends the worker; dropping the senders fails everything that waits.
    fn end(&self) {
        if let Some(worker) = self.worker.take() {
            worker.terminate();
        }
        self.listening.set(false);
        self.held_back.take();
        self.waiting.borrow_mut().clear();
    }

    fn tell(&self, news: News) {
        if let Some(listener) = &*self.listener.borrow() {
            listener(news);
        }
    }
}

/// A worker that has said nothing yet.
fn new_worker() -> Result<(Worker, Array), JsValue> {
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    Ok((Worker::new_with_options(&browser::worker_url(), &options)?, Array::new()))
}

fn listen(worker: &Worker) {
    let heard = Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| hear(&event.data()));
    worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    heard.forget();
    let died = Closure::<dyn Fn(JsValue)>::new(|_| lost("worker_died"));
    worker.set_onerror(Some(died.as_ref().unchecked_ref()));
    died.forget();
}

fn hear(data: &JsValue) {
    let text = data.as_string().unwrap_or_default();
    match serde_json::from_str(&text) {
        Ok(message) => CLIENT.with(|client| client.hear(message)),
        Err(error) => web_sys::console::error_1(&error.to_string().into()),
    }
}

/// No answer will come any more.
fn lost(code: &str) {
    CLIENT.with(|client| {
        client.end();
        client.tell(News::Storage(StorageState::Unusable { code: code.into() }));
    });
}
