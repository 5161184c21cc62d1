//! A device: the real store on its own file, behind a handle that can crash before or after any call.
//!
//! A crash drops the process: what was committed is there when the file is opened again, nothing else.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    path::PathBuf,
    rc::Rc,
};

use nfv::{
    domain::ids::{Incarnation, LogId},
    store::{Place, Store, StoreError},
    sync::{
        messages::{Cursor, Epoch, Offer, Page, Reset, Verdict},
        ports::{Identity, PageOutcome, SyncStore},
    },
};

use super::Sabotage;

/// Why a call of the device's store did not come back well.
#[derive(Debug, thiserror::Error)]
pub enum DeviceError {
    /// The process is gone.
    #[error("crashed")]
    Crashed,
    /// The store said so.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// When the process goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crash {
    /// Not planned.
    Never,
    /// Before the call that is so many calls away: its transaction never was.
    Before(u32),
    /// After it: committed, but nobody heard of it.
    After(u32),
}

/// The process and its file.
pub struct Process {
    path: PathBuf,
    store: Option<Store>,
    crash: Crash,
}

/// A handle on a device's process; a sync holds one, the world another.
#[derive(Clone)]
pub struct DeviceStore {
    process: Rc<RefCell<Process>>,
    sabotage: Sabotage,
    /// How many calls went wrong for other reasons than a crash.
    pub(super) crashes: Rc<Cell<u32>>,
}

impl DeviceStore {
    /// Opens the file.
    pub fn open(path: PathBuf, sabotage: Sabotage) -> Result<Self, StoreError> {
        let store = Some(Store::open(&path, Place::Native)?);
        let process = Rc::new(RefCell::new(Process { path, store, crash: Crash::Never }));
        Ok(Self { process, sabotage, crashes: Rc::default() })
    }

    /// Runs against the store, unless the process is gone or goes now.
    pub fn with<T>(&self, call: impl FnOnce(&mut Store) -> Result<T, StoreError>) -> Result<T, DeviceError> {
        let mut process = self.process.borrow_mut();
        match &mut process.crash {
            Crash::Before(0) => {
                process.store = None;
                return Err(DeviceError::Crashed);
            }
            Crash::Before(left) => *left -= 1,
            Crash::After(left) if *left > 0 => *left -= 1,
            Crash::After(_) | Crash::Never => {}
        }
        let result = call(process.store.as_mut().ok_or(DeviceError::Crashed)?);
        if process.crash == Crash::After(0) {
            process.store = None;
            return Err(DeviceError::Crashed);
        }
        Ok(result?)
    }

    /// Plans a crash.
    pub fn plan(&self, crash: Crash) {
        self.process.borrow_mut().crash = crash;
    }

    /// Whether the process is gone.
    #[must_use]
    pub fn is_down(&self) -> bool {
        self.process.borrow().store.is_none()
    }

    /// Ends the process, if it runs, and starts another on the same file.
    pub fn restart(&self) -> Result<(), StoreError> {
        let mut process = self.process.borrow_mut();
        process.store = None;
        process.crash = Crash::Never;
        process.store = Some(Store::open(&process.path, Place::Native)?);
        self.crashes.set(self.crashes.get() + 1);
        Ok(())
    }

    /// Copies the file, as a backup of a phone would; both go on.
    pub fn clone_to(&self, path: PathBuf) -> Result<Self, super::Ungraceful> {
        {
            let mut process = self.process.borrow_mut();
            process.store = None;
            std::fs::copy(&process.path, &path).map_err(super::Ungraceful::from_error)?;
        }
        self.restart().map_err(super::Ungraceful::from_error)?;
        Self::open(path, self.sabotage).map_err(super::Ungraceful::from_error)
    }
}

impl SyncStore for DeviceStore {
    type Error = DeviceError;

    fn identity(&self) -> Result<Option<Identity>, DeviceError> {
        self.with(|store| SyncStore::identity(store))
    }

    fn cursors(&self) -> Result<BTreeMap<LogId, Cursor>, DeviceError> {
        self.with(|store| store.cursors())
    }

    fn take_batch(&mut self, max_events: usize, max_bytes: usize) -> Result<Vec<Offer>, DeviceError> {
        self.with(|store| store.take_batch(max_events, max_bytes))
    }

    fn requeue_sent(&mut self) -> Result<(), DeviceError> {
        if self.sabotage == Sabotage::ForgetsToQueueAgain {
            return Ok(());
        }
        self.with(SyncStore::requeue_sent)
    }

    fn apply_verdicts(&mut self, verdicts: &[Verdict]) -> Result<(), DeviceError> {
        self.with(|store| store.apply_verdicts(verdicts))
    }

    fn apply_page(&mut self, page: &Page) -> Result<PageOutcome, DeviceError> {
        if self.sabotage == Sabotage::MovesTheCursorWithoutThePage {
            return self.with(|store| {
                let cursor = (page.next_seq.cast_signed(), page.print.0.cast_signed(), page.log.as_bytes());
                store.conn().execute("UPDATE subscription SET seq = ?1, print = ?2 WHERE log_id = ?3", cursor)?;
                Ok(PageOutcome::Applied)
            });
        }
        self.with(|store| store.apply_page(page))
    }

    fn apply_scope(&mut self, granted: &[LogId], removed: &[LogId], resets: &[Reset]) -> Result<(), DeviceError> {
        let resets = if self.sabotage == Sabotage::IgnoresResets { &[] } else { resets };
        self.with(|store| store.apply_scope(granted, removed, resets))
    }

    fn requeue_lost(&mut self) -> Result<u64, DeviceError> {
        if self.sabotage == Sabotage::TrustsEveryAcknowledgement {
            return Ok(0);
        }
        self.with(SyncStore::requeue_lost)
    }

    fn observe_server(&mut self, epoch: Epoch, server_time: u64) -> Result<(), DeviceError> {
        self.with(|store| store.observe_server(epoch, server_time))
    }

    fn begin_incarnation(&mut self, incarnation: Incarnation) -> Result<(), DeviceError> {
        self.with(|store| store.begin_incarnation(incarnation))
    }
}
