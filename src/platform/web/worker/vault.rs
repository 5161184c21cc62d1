//! The key file of this worker: read once, written before anything follows from it.

use std::cell::RefCell;

use wasm_bindgen::JsValue;

use super::slots;
use crate::{
    device::{
        lock::{Asked, KeyFile, Pin, newest},
        messages::{Failure, LockView, PinAnswer},
    },
    platform::web::ports::{WebClock, WebRng},
    store::DatabaseKey,
    sync::ports::{Clock, Rng},
};

/// One change at a time: whoever comes in between is told to wait this long.
const BUSY_MS: u64 = 500;

/// The key file.
pub(super) struct Vault {
    /// None while a change is being written.
    file: RefCell<Option<KeyFile>>,
    /// How it was last; what is only looked at does not wait.
    shown: RefCell<KeyFile>,
}

impl Vault {
    /// As it lies there; a new one (not yet written) if there is none.
    pub(super) async fn load() -> Result<(Self, bool), JsValue> {
        let found = newest(slots::read().await?);
        let is_new = found.is_none();
        let file = found.unwrap_or_else(|| KeyFile::fresh(&mut WebRng));
        Ok((Self { shown: RefCell::new(file.clone()), file: RefCell::new(Some(file)) }, is_new))
    }

    /// As it was last written.
    pub(super) fn now(&self) -> KeyFile {
        self.shown.borrow().clone()
    }

    pub(super) fn view(&self) -> LockView {
        self.shown.borrow().view(WebClock.wall_ms())
    }

    /// Changes the file; durable when it returns. None while another change is being written.
    pub(super) async fn change<T>(&self, work: impl FnOnce(&mut KeyFile) -> T) -> Result<Option<T>, JsValue> {
        let Some(mut file) = self.file.take() else { return Ok(None) };
        let before = file.clone();
        let done = work(&mut file);
        let (slot, bytes) = file.next_slot();
        let written = slots::write(slot, &bytes).await;
        let kept = if written.is_ok() { file } else { before };
        self.shown.replace(kept.clone());
        self.file.replace(Some(kept));
        written.map(|()| Some(done))
    }

    /// A PIN is looked at: the try is on the disk before.
    pub(super) async fn check(&self, pin: &str) -> Result<Result<DatabaseKey, PinAnswer>, Failure> {
        let pin = parse(pin)?;
        let now = WebClock.wall_ms();
        match self.shown.borrow().clone().begin_try(now) {
            Ok(()) => {}
            Err(answer) => return Ok(Err(answer)),
        }
        match self.change(|file| file.begin_try(now)).await.map_err(unwritable)? {
            None => return Ok(Err(PinAnswer::TooSoon { wait_ms: BUSY_MS })),
            Some(Err(answer)) => return Ok(Err(answer)),
            Some(Ok(())) => {}
        }
        let mut tried = self.now();
        match tried.check(&pin, WebClock.wall_ms()) {
            Err(answer) => Ok(Err(answer)),
            Ok(key) => {
                self.change(|file| (file.wrong, file.asked) = (0, None)).await.map_err(unwritable)?;
                Ok(Ok(key))
            }
        }
    }

    /// Puts the key under a PIN; `sealed` is the copy for the server, where one can be made now.
    pub(super) async fn set_pin(&self, key: &DatabaseKey, pin: &str, sealed: Option<Vec<u8>>) -> Result<(), Failure> {
        let pin = parse(pin)?;
        let changed = self
            .change(|file| {
                file.wrap(key, &pin, &mut WebRng);
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
        let seed = WebRng.bytes();
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
    pub(super) async fn wipe_next(&self) -> Result<(), Failure> {
        written(self.change(|file| file.wipe = true).await)
    }

    /// Begins anew with another key.
    pub(super) async fn renew(&self) -> Result<(), JsValue> {
        let renewed = |file: &mut KeyFile| {
            let generation = file.generation;
            *file = KeyFile { generation, ..KeyFile::fresh(&mut WebRng) };
        };
        // Both slots: the older one held the key of what was deleted.
        self.change(renewed).await?;
        self.change(|_| ()).await.map(|_| ())
    }
}

fn parse(pin: &str) -> Result<Pin, Failure> {
    Pin::parse(pin).ok_or_else(|| Failure::Invalid { code: "pin".into() })
}

fn written(changed: Result<Option<()>, JsValue>) -> Result<(), Failure> {
    changed.map_err(unwritable)?.ok_or_else(|| Failure::Defect { detail: "the key file is being written".into() })
}

fn unwritable(error: JsValue) -> Failure {
    web_sys::console::error_1(&error);
    Failure::StorageFull
}
