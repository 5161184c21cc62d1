//! The thread: the only place that has the database and its key. It opens it, answers the pages and syncs.
//!
//! What the worker is in a browser. A locked app has a thread that knows no key: the one before was ended.

use std::{rc::Rc, thread::JoinHandle};

use futures_channel::mpsc::UnboundedSender;
use tokio::{
    runtime::Builder,
    sync::{mpsc, oneshot},
    task::{JoinSet, LocalSet, spawn_local},
};

use super::{
    folder::{self, Claim},
    slots::FileSlots,
};
use crate::{
    device::{
        Device,
        lock::{self, Opening},
        messages::{Answer, Failure, Notice, Request},
    },
    platform::{
        native::{HttpTransport, SystemClock, SystemRng, set_aside},
        news::{News, StorageState},
    },
    store::{DatabaseKey, Place, Store, StoreError},
};

/// The encrypted database in the folder.
const DATABASE: &str = "nfv-sealed.db";
/// What SQLite keeps beside it.
const SIDECARS: [&str; 3] = ["-wal", "-shm", ""];

type WindowDevice = Device<HttpTransport, SystemClock, SystemRng>;
type Vault = lock::Vault<FileSlots, SystemClock, SystemRng>;
type ToPages = UnboundedSender<News>;

enum Asked {
    Request(Box<Request>, oneshot::Sender<Answer>),
    Server(String),
}

/// The handle by which the pages ask.
pub(super) struct HostThread {
    requests: mpsc::UnboundedSender<Asked>,
    thread: JoinHandle<()>,
}

impl HostThread {
    /// Starts a thread, which waits until the one before has closed the database.
    pub(super) fn start(before: Option<Self>, server: &str, news: ToPages) -> Result<Self, std::io::Error> {
        let (requests, inbox) = mpsc::unbounded_channel();
        let server = server.to_owned();
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let thread = std::thread::Builder::new().name("device".into()).spawn(move || {
            if let Some(Self { requests, thread }) = before {
                drop(requests);
                // One that panicked has said why by itself.
                let _ended = thread.join();
            }
            LocalSet::new().block_on(&runtime, run(server, news, inbox));
        })?;
        Ok(Self { requests, thread })
    }

    /// Asks; the answer comes by the receiver, or never if the thread is gone.
    pub(super) fn ask(&self, request: Request) -> oneshot::Receiver<Answer> {
        let (sender, answer) = oneshot::channel();
        let _gone = self.requests.send(Asked::Request(Box::new(request), sender));
        answer
    }

    /// From now on this server is meant.
    pub(super) fn use_server(&self, origin: &str) {
        let _gone = self.requests.send(Asked::Server(origin.to_owned()));
    }
}

async fn run(server: String, news: ToPages, inbox: mpsc::UnboundedReceiver<Asked>) {
    let say = |state| {
        let _closing = news.unbounded_send(News::Storage(state));
    };
    let host = match Host::prepare(&server, news.clone()).await {
        Ok(host) => host,
        Err(code) => {
            say(StorageState::Unusable { code: code.clone() });
            return refuse(&code, inbox).await;
        }
    };
    let opened = match host.vault.now().open_key() {
        None => {
            say(StorageState::Locked);
            None
        }
        Some(key) => match host.open(&key).await {
            Ok(device) => Some(device),
            Err(code) => {
                say(StorageState::Unusable { code: code.clone() });
                return refuse(&code, inbox).await;
            }
        },
    };
    serve(Rc::new(host), opened, inbox).await;
}

struct Host {
    vault: Rc<Vault>,
    transport: HttpTransport,
    news: ToPages,
    _claim: Claim,
}

impl Host {
    /// The key file, when this window may have the folder at all.
    async fn prepare(server: &str, news: ToPages) -> Result<Self, String> {
        let claim = folder::claim()?;
        let transport = HttpTransport::new(server).map_err(|_| "no_network_library")?;
        let slots = FileSlots::new(folder::path());
        let code = |failure| code_of(&failure);
        let (vault, is_new) = Vault::load(slots, SystemClock, SystemRng).await.map_err(code)?;
        if vault.now().wipe {
            wipe().map_err(|_| "no_folder")?;
            vault.renew().await.map_err(code)?;
        } else if is_new {
            if folder::path().join(DATABASE).exists() {
                return Err("key_lost".into());
            }
            vault.change(|_| ()).await.map_err(code)?;
        }
        Ok(Self { vault: Rc::new(vault), transport, news, _claim: claim })
    }

    /// Opens the database with its key; the device syncs from then on.
    async fn open(&self, key: &DatabaseKey) -> Result<Rc<WindowDevice>, String> {
        let path = folder::path().join(DATABASE);
        let store = Store::open_sealed(&path, Place::Native, key).map_err(|error| {
            if matches!(error, StoreError::Corrupt(_)) {
                // It stays for salvage; the next start begins anew.
                let _stays_where_it_is = set_aside(&path);
            }
            code_of(&Failure::from(error))
        })?;
        let device = Device::new(store, self.transport.clone(), SystemClock, SystemRng, self.listener());
        device.set_persisted(Some(true));
        let device = Rc::new(device);
        if self.vault.now().sealed.is_empty() {
            // Where it cannot be made now, the next start tries again.
            let _later = lock::keep_sealed(&self.vault, &device, key).await;
        }
        let _closing = self.news.unbounded_send(News::Storage(StorageState::Ready));
        Ok(device)
    }

    /// What the device says goes to the pages; before it may say that it was ended, the end is written down.
    fn listener(&self) -> impl Fn(Notice) + 'static {
        let (vault, news) = (Rc::clone(&self.vault), self.news.clone());
        move |notice| {
            let (vault, news) = (Rc::clone(&vault), news.clone());
            if !matches!(notice, Notice::Ended { .. }) {
                let _closing = news.unbounded_send(News::Notice(notice));
                return;
            }
            spawn_local(async move {
                let _at_the_next_start = vault.wipe_next().await;
                let _closing = news.unbounded_send(News::Notice(notice));
            });
        }
    }
}

/// Requests begin in the order in which they came; those that use the network end when they do.
async fn serve(host: Rc<Host>, opened: Option<Rc<WindowDevice>>, mut inbox: mpsc::UnboundedReceiver<Asked>) {
    let mut device = opened;
    let mut syncing = device.clone().map(sync);
    let (keys, mut released) = mpsc::unbounded_channel::<DatabaseKey>();
    let mut tasks = JoinSet::new();
    loop {
        tokio::select! {
            biased;
            Some(key) = released.recv() => {
                match host.open(&key).await {
                    Ok(opened) => {
                        syncing = Some(sync(Rc::clone(&opened)));
                        device = Some(opened);
                    }
                    Err(code) => {
                        let _closing = host.news.unbounded_send(News::Storage(StorageState::Unusable { code }));
                    }
                }
            }
            asked = inbox.recv() => match asked {
                None => break,
                Some(Asked::Server(origin)) => host.transport.use_server(&origin),
                Some(Asked::Request(request, answer)) => {
                    tasks.spawn_local(reply(Rc::clone(&host), device.clone(), *request, answer, keys.clone()));
                }
            },
            Some(_) = tasks.join_next(), if !tasks.is_empty() => {}
        }
    }
    while tasks.join_next().await.is_some() {}
    if let Some(syncing) = syncing {
        syncing.abort();
    }
}

fn sync(device: Rc<WindowDevice>) -> tokio::task::JoinHandle<()> {
    spawn_local(async move { device.run().await })
}

async fn reply(
    host: Rc<Host>,
    device: Option<Rc<WindowDevice>>,
    request: Request,
    answer: oneshot::Sender<Answer>,
    keys: mpsc::UnboundedSender<DatabaseKey>,
) {
    let (said, key): (Answer, Opening) = lock::answer(&host.vault, device.as_deref(), &host.transport, request).await;
    // Whoever asked may have gone; what was asked is done all the same.
    let _left = answer.send(said);
    if let Some(key) = key {
        let _closing = keys.send(key);
    }
}

async fn refuse(code: &str, mut inbox: mpsc::UnboundedReceiver<Asked>) {
    while let Some(asked) = inbox.recv().await {
        if let Asked::Request(_, answer) = asked {
            let _left = answer.send(Err(Failure::StorageUnusable { code: code.to_owned() }));
        }
    }
}

/// Deletes the database.
fn wipe() -> std::io::Result<()> {
    for sidecar in SIDECARS {
        let file = folder::path().join(format!("{DATABASE}{sidecar}"));
        if file.exists() {
            std::fs::remove_file(file)?;
        }
    }
    Ok(())
}

fn code_of(failure: &Failure) -> String {
    match failure {
        Failure::StorageUnusable { code } => code.clone(),
        Failure::StorageFull => "full".into(),
        _ => "corrupt".into(),
    }
}
