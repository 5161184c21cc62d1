//! The key file of a host: read once, written before anything follows from it.

use std::cell::RefCell;

use super::{Asked, KeyFile, Pin, Slot, newest};
use crate::{
    device::messages::{Failure, LockView, PinAnswer},
    store::DatabaseKey,
    sync::ports::{Clock, Rng},
};

/// The two places of the key file, wherever the host keeps them.
pub trait Slots {
    /// Both as they are; none for one that was never written.
    ///
    /// # Errors
    /// When they cannot be read: the host cannot keep anything then.
    fn read(&self) -> impl Future<Output = Result<[Option<Vec<u8>>; 2], Failure>>;

    /// Writes one; durable when it returns.
    ///
    /// # Errors
    /// When it could not be written, e.g. [`Failure::StorageFull`].
    fn write(&self, slot: Slot, bytes: &[u8]) -> impl Future<Output = Result<(), Failure>>;
}

/// One change at a time: whoever comes in between is told to wait this long.
const BUSY_MS: u64 = 500;

/// The key file.
pub struct Vault<S, C, R> {
    slots: S,
    clock: C,
    rng: R,
    /// None while a change is being written.
    file: RefCell<Option<KeyFile>>,
    /// How it was last; what is only looked at does not wait.
    shown: RefCell<KeyFile>,
}

impl<S: Slots, C: Clock, R: Rng + Clone> Vault<S, C, R> {
    /// As it lies there; a new one (not yet written) if there is none.
    ///
    /// # Errors
    /// When the slots cannot be read.
    pub async fn load(slots: S, clock: C, rng: R) -> Result<(Self, bool), Failure> {
        let found = newest(slots.read().await?);
        let is_new = found.is_none();
        let file = found.unwrap_or_else(|| KeyFile::fresh(&mut rng.clone()));
        Ok((Self { slots, clock, rng, shown: RefCell::new(file.clone()), file: RefCell::new(Some(file)) }, is_new))
    }

    /// As it was last written.
    #[must_use]
    pub fn now(&self) -> KeyFile {
        self.shown.borrow().clone()
    }

    pub(super) fn view(&self) -> LockView {
        self.shown.borrow().view(self.clock.wall_ms())
    }

    /// Changes the file; durable when it returns. None while another change is being written.
    ///
    /// # Errors
    /// When it could not be written; it is as before then.
    pub async fn change<T>(&self, work: impl FnOnce(&mut KeyFile) -> T) -> Result<Option<T>, Failure> {
        let Some(mut file) = self.file.take() else { return Ok(None) };
        let before = file.clone();
        let done = work(&mut file);
        let (slot, bytes) = file.next_slot();
        let written = self.slots.write(slot, &bytes).await;
        let kept = if written.is_ok() { file } else { before };
        self.shown.replace(kept.clone());
        self.file.replace(Some(kept));
        written.map(|()| Some(done))
    }

    /// A PIN is looked at: the try is on the disk before.
    pub(super) async fn check(&self, pin: &str) -> Result<Result<DatabaseKey, PinAnswer>, Failure> {
        let pin = parse(pin)?;
        let now = self.clock.wall_ms();
        match self.shown.borrow().clone().begin_try(now) {
            Ok(()) => {}
            Err(answer) => return Ok(Err(answer)),
        }
        match self.change(|file| file.begin_try(now)).await? {
            None => return Ok(Err(PinAnswer::TooSoon { wait_ms: BUSY_MS })),
            Some(Err(answer)) => return Ok(Err(answer)),
            Some(Ok(())) => {}
        }
        let mut tried = self.now();
        match tried.check(&pin, self.clock.wall_ms()) {
            Err(answer) => Ok(Err(answer)),
            Ok(key) => {
                self.change(|file| (file.wrong, file.asked) = (0, None)).await?;
                Ok(Ok(key))
            }
        }
    }

    /// Puts the key under a PIN; `sealed` is the copy for the server, where one can be made now.
    pub(super) async fn set_pin(&self, key: &DatabaseKey, pin: &str, sealed: Option<Vec<u8>>) -> Result<(), Failure> {
        let pin = parse(pin)?;
        let changed = self
            .change(|file| {
                file.wrap(key, &pin, &mut self.rng.clone());
                if let Some(sealed) = sealed {
                    file.sealed = sealed;
                }
            })
            .await;
        written(changed)
    }

    /// Keeps the copy for the server.
    pub(super) async fn keep_sealed(&self, sealed: Vec<u8>) -> Result<(), Failure> {
        written(self.change(|file| file.sealed = sealed).await)
    }

    /// The seed of the open request; a new one is durable before it is asked with.
    pub(super) async fn asked(&self) -> Result<[u8; 32], Failure> {
        if let Some(asked) = &self.shown.borrow().asked {
            return Ok(asked.seed);
        }
        let seed = self.rng.clone().bytes();
        written(self.change(|file| file.asked = Some(Asked { seed })).await)?;
        Ok(seed)
    }

    /// The request is over, without a key.
    pub(super) async fn forget_asked(&self) -> Result<(), Failure> {
        written(self.change(|file| file.asked = None).await)
    }

    /// A reviewer released the key.
    pub(super) async fn released(&self, key: &DatabaseKey) -> Result<(), Failure> {
        written(self.change(|file| file.released(key)).await)
    }

    /// Everything is deleted when a worker starts the next time.
    ///
    /// # Errors
    /// When that could not be written.
    pub async fn wipe_next(&self) -> Result<(), Failure> {
        written(self.change(|file| file.wipe = true).await)
    }

    /// Begins anew with another key.
    ///
    /// # Errors
    /// When it could not be written.
    pub async fn renew(&self) -> Result<(), Failure> {
        let renewed = |file: &mut KeyFile| {
            let generation = file.generation;
            *file = KeyFile { generation, ..KeyFile::fresh(&mut self.rng.clone()) };
        };
        // Both slots: the older one held the key of what was deleted.
        self.change(renewed).await?;
        self.change(|_| ()).await.map(|_| ())
    }
}

fn parse(pin: &str) -> Result<Pin, Failure> {
    Pin::parse(pin).ok_or_else(|| Failure::Invalid { code: "pin".into() })
}

fn written(changed: Result<Option<()>, Failure>) -> Result<(), Failure> {
    changed?.ok_or_else(|| Failure::Defect { detail: "the key file is being written".into() })
}
