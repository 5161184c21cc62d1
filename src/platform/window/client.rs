//! The pages' side: asks the thread and hands news on.
//!
//! Requests that come while the database is being opened wait in the thread. When the thread is gone, everything fails with
//! `worker_died`; what it had called saved is in the database.

use std::cell::RefCell;

use dioxus::prelude::spawn;
use futures_channel::mpsc;

use super::{browser, host::HostThread};
use crate::{
    device::messages::{Answer, Failure, Request},
    platform::news::{News, StorageState},
};

#[derive(Default)]
struct Client {
    thread: Option<HostThread>,
    news: Option<mpsc::UnboundedSender<News>>,
}

thread_local! {
    static CLIENT: RefCell<Client> = RefCell::default();
}

/// Starts the thread; `listener` hears all news from then on.
pub fn start(listener: impl Fn(News) + 'static) {
    let (sender, mut news) = mpsc::unbounded();
    CLIENT.with_borrow_mut(|client| client.news = Some(sender));
    connect();
    spawn(async move {
        while let Ok(heard) = news.recv().await {
            listener(heard);
        }
    });
    #[cfg(feature = "drive")]
    spawn(super::drive::follow());
}

/// Asks the device. The answer comes when the thread has done it; a saved record is durable then.
///
/// # Errors
/// As the request says, and `worker_died` when no answer can come any more.
pub async fn call(request: Request) -> Answer {
    let answer = CLIENT.with_borrow(|client| client.thread.as_ref().map(|thread| thread.ask(request)));
    let dead = || Err(Failure::StorageUnusable { code: "worker_died".into() });
    match answer {
        Some(answer) => answer.await.unwrap_or_else(|_| dead()),
        None => dead(),
    }
}

/// Tries again to get the folder that another window has.
pub fn take_over() {
    restart();
}

/// Ends the thread, and with it everything that it knew (the database's key), and starts a new one.
pub fn restart() {
    tell(News::Storage(StorageState::Opening));
    connect();
}

/// From now on the device talks to this server.
pub(super) fn use_server(origin: &str) {
    CLIENT.with_borrow(|client| {
        if let Some(thread) = &client.thread {
            thread.use_server(origin);
        }
    });
}

/// A file lies there now.
pub(super) fn saved(path: String) {
    tell(News::Saved { path });
}

fn connect() {
    let started = CLIENT.with_borrow_mut(|client| {
        let before = client.thread.take();
        let news = client.news.clone()?;
        client.thread = HostThread::start(before, &browser::origin(), news).ok();
        client.thread.as_ref().map(drop)
    });
    if started.is_none() {
        tell(News::Storage(StorageState::Unusable { code: "worker_died".into() }));
    }
}

fn tell(news: News) {
    CLIENT.with_borrow(|client| {
        if let Some(listener) = &client.news {
            let _closing = listener.unbounded_send(news);
        }
    });
}
