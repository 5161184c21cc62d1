//! A device: the real store on a simulated disk, behind a handle whose process can end at any operation of it.
//!
//! When it ends, what was committed is there when the file is opened again, and nothing else.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
    sync::Arc,
};

use nfv::{
    domain::{
        ids::{Incarnation, LogId},
        photo::BlobHash,
    },
    store::{Place, Store, StoreError},
    sync::{
        blobs::{NamedPhoto, PhotoFate, PhotoStore, WaitingPhoto},
        messages::{Cursor, Epoch, Offer, Page, Reset, Verdict},
        notices::Notices,
        ports::{Identity, PageOutcome, SyncStore},
    },
};

use super::{Edition, Sabotage, Ungraceful, disk::Machine};

/// The file of a device's database.
pub(super) const FILE: &str = "device.db";

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

/// A handle on a device's process; a sync holds one, the world another.
#[derive(Clone)]
pub struct DeviceStore {
    machine: Arc<Machine>,
    process: Rc<RefCell<Option<Store>>>,
    edition: Edition,
    sabotage: Sabotage,
    /// How often it was started again.
    pub(super) starts: Rc<Cell<u32>>,
}

impl DeviceStore {
    /// Opens the database of a machine.
    pub fn open(machine: Arc<Machine>, edition: Edition, sabotage: Sabotage) -> Result<Self, StoreError> {
        let store = Store::open(&machine.path(FILE), Place::Native)?;
        Ok(Self { machine, process: Rc::new(RefCell::new(Some(store))), edition, sabotage, starts: Rc::default() })
    }

    /// Its machine.
    #[must_use]
    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    /// Runs against the store, unless the process is gone or goes meanwhile.
    pub fn with<T>(&self, call: impl FnOnce(&mut Store) -> Result<T, StoreError>) -> Result<T, DeviceError> {
        let mut process = self.process.borrow_mut();
        let result = call(process.as_mut().ok_or(DeviceError::Crashed)?);
        if self.machine.is_off() {
            *process = None;
            return Err(DeviceError::Crashed);
        }
        Ok(result?)
    }

    /// Whether the process is gone.
    #[must_use]
    pub fn is_down(&self) -> bool {
        self.process.borrow().is_none() || self.machine.is_off()
    }

    /// Ends the process, if it runs, and starts another on the same disk.
    pub fn restart(&self) -> Result<(), StoreError> {
        let mut process = self.process.borrow_mut();
        *process = None;
        self.machine.restart();
        *process = Some(Store::open(&self.machine.path(FILE), Place::Native)?);
        self.starts.set(self.starts.get() + 1);
        Ok(())
    }

    /// Ends the process; somebody works on its disk.
    pub fn stop(&self) {
        *self.process.borrow_mut() = None;
        self.machine.restart();
    }

    /// Copies the disk, as a backup of a phone would; both go on.
    pub fn clone_to(&self, machine: Arc<Machine>) -> Result<Self, Ungraceful> {
        machine.replace(self.machine.copy());
        Self::open(machine, self.edition, self.sabotage).map_err(Ungraceful::from_error)
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

    fn apply_part(&mut self, page: &Page, at_most: usize) -> Result<PageOutcome, DeviceError> {
        if self.sabotage == Sabotage::MovesTheCursorWithoutThePage {
            return self.with(|store| {
                let cursor = (page.next_seq.cast_signed(), page.print.0.cast_signed(), page.log.as_bytes());
                store.conn().execute("UPDATE subscription SET seq = ?1, print = ?2 WHERE log_id = ?3", cursor)?;
                Ok(PageOutcome::Applied)
            });
        }
        self.with(|store| store.apply_part(page, at_most))
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

    fn notices_tag(&self) -> Result<Option<String>, DeviceError> {
        if self.edition == Edition::First { Ok(None) } else { self.with(|store| store.notices_tag()) }
    }

    fn apply_notices(&mut self, notices: &Notices) -> Result<(), DeviceError> {
        self.with(|store| store.apply_notices(notices))
    }

    fn observe_server(&mut self, epoch: Epoch, server_time: u64) -> Result<(), DeviceError> {
        self.with(|store| store.observe_server(epoch, server_time))
    }

    fn note_complete(&mut self) -> Result<(), DeviceError> {
        self.with(SyncStore::note_complete)
    }

    fn begin_incarnation(&mut self, incarnation: Incarnation) -> Result<(), DeviceError> {
        self.with(|store| store.begin_incarnation(incarnation))
    }
}

impl PhotoStore for DeviceStore {
    type Error = DeviceError;

    fn waiting_photos(&self, at_most: usize) -> Result<Vec<WaitingPhoto>, DeviceError> {
        self.with(|store| store.waiting_photos(at_most))
    }

    fn photo_chunk(&self, hash: &BlobHash, offset: u64, at_most: usize) -> Result<Vec<u8>, DeviceError> {
        self.with(|store| store.photo_chunk(hash, offset, at_most))
    }

    fn photo_done(&mut self, named: &NamedPhoto, fate: &PhotoFate) -> Result<(), DeviceError> {
        self.with(|store| store.photo_done(named, fate))
    }
}
