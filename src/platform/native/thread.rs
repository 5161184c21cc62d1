//! The thread, and the handle by which others ask it.

use std::{
    path::{Path, PathBuf},
    rc::Rc,
    thread::JoinHandle,
};

use tokio::{
    runtime::Builder,
    sync::{mpsc, oneshot},
    task::LocalSet,
};

use super::{HttpTransport, SystemClock, SystemRng};
use crate::{
    device::{
        Device,
        messages::{Answer, Failure, Notice, Request},
    },
    store::{Place, Store, StoreError},
    sync::ports::NoAnswer,
};

type NativeDevice = Device<HttpTransport, SystemClock, SystemRng>;
type Asked = (Request, oneshot::Sender<Answer>);

/// A device in a thread of its own.
pub struct DeviceThread {
    requests: Option<mpsc::UnboundedSender<Asked>>,
    thread: Option<JoinHandle<()>>,
}

impl DeviceThread {
    /// Opens the database in a new thread and keeps the device syncing with a server.
    ///
    /// A damaged file is set aside (see [`set_aside`]), and every request answers so until the next start, which begins
    /// anew: nothing is recreated silently.
    ///
    /// # Errors
    /// When the operating system gives no thread.
    pub fn spawn(
        path: &Path,
        server: &str,
        listener: impl Fn(Notice) + Send + 'static,
    ) -> Result<Self, std::io::Error> {
        let (requests, inbox) = mpsc::unbounded_channel();
        let (path, server) = (path.to_owned(), server.to_owned());
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let thread = std::thread::Builder::new().name("device".into()).spawn(move || {
            LocalSet::new().block_on(&runtime, async move {
                match start(path, &server, listener) {
                    Ok(device) => serve(Rc::new(device), inbox).await,
                    Err(failure) => refuse(&failure, inbox).await,
                }
            });
        })?;
        Ok(Self { requests: Some(requests), thread: Some(thread) })
    }

    /// Asks the device and waits for its answer.
    ///
    /// # Errors
    /// What the device answers; [`Failure::Defect`] when its thread has died.
    pub fn call(&self, request: Request) -> Answer {
        let (sender, answer) = oneshot::channel();
        let dead = || Failure::StorageUnusable { code: "worker_died".into() };
        let requests = self.requests.as_ref().ok_or_else(dead)?;
        requests.send((request, sender)).map_err(|_| dead())?;
        answer.blocking_recv().map_err(|_| dead())?
    }
}

impl Drop for DeviceThread {
    fn drop(&mut self) {
        self.requests = None;
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has said why by itself.
            let _ = thread.join();
        }
    }
}

fn start(path: PathBuf, server: &str, listener: impl Fn(Notice) + 'static) -> Result<NativeDevice, Failure> {
    let store = match Store::open(&path, Place::Native) {
        Err(error @ StoreError::Corrupt(_)) => {
            set_aside(&path).map_err(|error| Failure::Defect { detail: error.to_string() })?;
            return Err(error.into());
        }
        other => other?,
    };
    let transport = HttpTransport::new(server).map_err(|NoAnswer(detail)| Failure::Defect { detail })?;
    Ok(Device::new(store, transport, SystemClock, SystemRng, listener))
}

async fn serve(device: Rc<NativeDevice>, mut inbox: mpsc::UnboundedReceiver<Asked>) {
    let syncing = {
        let device = Rc::clone(&device);
        tokio::task::spawn_local(async move { device.run().await })
    };
    let mut tasks = tokio::task::JoinSet::new();
    while let Some((request, answer)) = inbox.recv().await {
        let device = Rc::clone(&device);
        tasks.spawn_local(async move {
            // Whoever asked may have gone; what was asked is done all the same.
            let _ = answer.send(device.handle(request).await);
        });
        while tasks.try_join_next().is_some() {}
    }
    while tasks.join_next().await.is_some() {}
    syncing.abort();
}

async fn refuse(failure: &Failure, mut inbox: mpsc::UnboundedReceiver<Asked>) {
    while let Some((_, answer)) = inbox.recv().await {
        let _ = answer.send(Err(failure.clone()));
    }
}

/// Moves a damaged database out of the way, with its log, under the first free name `<file>.damaged-<n>`. It stays for
/// salvage. Returns where it is now.
///
/// # Errors
/// When the files cannot be moved.
pub fn set_aside(path: &Path) -> Result<PathBuf, std::io::Error> {
    let with = |tail: &str| PathBuf::from(format!("{}{tail}", path.display()));
    let free = (1_u32..).map(|n| format!(".damaged-{n}")).find(|tail| !with(tail).exists()).unwrap_or_default();
    for part in ["", "-wal", "-shm"] {
        if with(part).exists() {
            std::fs::rename(with(part), with(&format!("{free}{part}")))?;
        }
    }
    Ok(with(&free))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{device::messages::Reply, store::tests::world::TempFile};

    /// Nobody listens there.
    const NOWHERE: &str = "http://127.0.0.1:9";

    #[test]
    fn a_thread_answers_and_keeps_what_it_was_told() {
        let file = TempFile::new("thread");
        let device = DeviceThread::spawn(&file.0, NOWHERE, |_| {}).unwrap();
        assert!(matches!(device.call(Request::Status), Ok(Reply::Status(status)) if status.enrolled.is_none()));
        let enrol = Request::Enrol { code: "abc".into(), label: "test".into() };
        assert_eq!(device.call(enrol), Err(Failure::Offline));
        let keep = Request::KeepSetting { name: "language".into(), value: "en".into() };
        assert_eq!(device.call(keep), Ok(Reply::Done));
        drop(device);
        let device = DeviceThread::spawn(&file.0, NOWHERE, |_| {}).unwrap();
        let setting = device.call(Request::Setting { name: "language".into() });
        assert_eq!(setting, Ok(Reply::Setting(Some("en".into()))));
    }

    #[test]
    fn a_damaged_file_is_set_aside_and_said() {
        let file = TempFile::new("thread-damaged");
        std::fs::write(&file.0, "a letter, not a database ".repeat(300)).unwrap();
        let device = DeviceThread::spawn(&file.0, NOWHERE, |_| {}).unwrap();
        let corrupt = Failure::StorageUnusable { code: "corrupt".into() };
        assert_eq!(device.call(Request::Status), Err(corrupt.clone()));
        assert_eq!(device.call(Request::Today), Err(corrupt), "until the next start");
        drop(device);
        let aside = PathBuf::from(format!("{}.damaged-1", file.0.display()));
        assert!(std::fs::read_to_string(&aside).unwrap().starts_with("a letter"));
        std::fs::remove_file(aside).unwrap();
        let device = DeviceThread::spawn(&file.0, NOWHERE, |_| {}).unwrap();
        assert!(device.call(Request::Status).is_ok(), "the next start begins anew");
    }
}
