//! The store and the random source as handles: borrowed for one call, never while the network is waited for.
//!
//! So a save goes between two steps of a running sync, on one thread and one connection.

use std::{
    cell::{RefCell, RefMut},
    collections::BTreeMap,
    rc::Rc,
};

use crate::{
    domain::{
        ids::{Incarnation, LogId},
        photo::BlobHash,
    },
    store::{Store, StoreError},
    sync::{
        blobs::{NamedPhoto, PhotoFate, PhotoStore, WaitingPhoto},
        messages::{AccountNow, Cursor, Epoch, Offer, Page, Reset, Verdict},
        notices::Notices,
        ports::{Clock, Identity, PageOutcome, Rng, SyncStore},
    },
};

/// The device's store, shared between requests and sync.
pub(super) struct SharedStore<C> {
    store: Rc<RefCell<Store>>,
    clock: Rc<C>,
}

impl<C> Clone for SharedStore<C> {
    fn clone(&self) -> Self {
        Self { store: Rc::clone(&self.store), clock: Rc::clone(&self.clock) }
    }
}

impl<C> SharedStore<C> {
    pub(super) fn new(store: Store, clock: Rc<C>) -> Self {
        Self { store: Rc::new(RefCell::new(store)), clock }
    }

    /// The store, for one call; never kept across an await.
    pub(super) fn get(&self) -> RefMut<'_, Store> {
        self.store.borrow_mut()
    }
}

impl<C: Clock> SyncStore for SharedStore<C> {
    type Error = StoreError;

    fn identity(&self) -> Result<Option<Identity>, StoreError> {
        self.get().identity()
    }

    fn cursors(&self) -> Result<BTreeMap<LogId, Cursor>, StoreError> {
        self.get().cursors()
    }

    fn take_batch(&mut self, max_events: usize, max_bytes: usize) -> Result<Vec<Offer>, StoreError> {
        self.get().take_batch(max_events, max_bytes)
    }

    fn requeue_sent(&mut self) -> Result<(), StoreError> {
        self.get().requeue_sent()
    }

    fn requeue_lost(&mut self) -> Result<u64, StoreError> {
        self.get().requeue_lost()
    }

    fn apply_verdicts(&mut self, verdicts: &[Verdict]) -> Result<(), StoreError> {
        self.get().apply_verdicts(verdicts)
    }

    fn apply_part(&mut self, page: &Page, at_most: usize) -> Result<PageOutcome, StoreError> {
        self.get().apply_part(page, at_most)
    }

    fn apply_scope(&mut self, granted: &[LogId], removed: &[LogId], resets: &[Reset]) -> Result<(), StoreError> {
        self.get().apply_scope(granted, removed, resets)
    }

    fn oldest_unsent(&self) -> Result<BTreeMap<LogId, u64>, StoreError> {
        self.get().oldest_unsent()
    }

    fn apply_account(&mut self, account: &AccountNow, is_complete: bool) -> Result<bool, StoreError> {
        self.get().apply_account(account, is_complete)
    }

    fn notices_tag(&self) -> Result<Option<String>, StoreError> {
        self.get().notices_tag()
    }

    fn apply_notices(&mut self, notices: &Notices) -> Result<(), StoreError> {
        self.get().apply_notices(notices)
    }

    fn observe_server(&mut self, epoch: Epoch, server_time: u64) -> Result<(), StoreError> {
        let wall_ms = self.clock.wall_ms();
        let mut store = self.get();
        store.note_clock(wall_ms, server_time)?;
        store.observe_server(epoch, server_time)
    }

    fn note_complete(&mut self) -> Result<(), StoreError> {
        self.get().note_complete()
    }

    fn begin_incarnation(&mut self, incarnation: Incarnation) -> Result<(), StoreError> {
        self.get().begin_incarnation(incarnation)
    }
}

impl<C: Clock> PhotoStore for SharedStore<C> {
    type Error = StoreError;

    fn waiting_photos(&self, at_most: usize) -> Result<Vec<WaitingPhoto>, StoreError> {
        self.get().waiting_photos(at_most)
    }

    fn photo_chunk(&self, hash: &BlobHash, offset: u64, at_most: usize) -> Result<Vec<u8>, StoreError> {
        self.get().photo_chunk(hash, offset, at_most)
    }

    fn photo_done(&mut self, named: &NamedPhoto, fate: &PhotoFate) -> Result<(), StoreError> {
        self.get().photo_done(named, fate)
    }
}

/// The random source, shared in the same way.
pub(super) struct SharedRng<R>(Rc<RefCell<R>>);

impl<R> Clone for SharedRng<R> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<R> SharedRng<R> {
    pub(super) fn new(rng: R) -> Self {
        Self(Rc::new(RefCell::new(rng)))
    }
}

impl<R: Rng> Rng for SharedRng<R> {
    fn fill(&mut self, bytes: &mut [u8]) {
        self.0.borrow_mut().fill(bytes);
    }
}
