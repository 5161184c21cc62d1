//! What is kept beside the database: its key, open or wrapped, the copy for the server, wrong PINs, an open request.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::pin::{Pin, Wrapped, wait_after};
use crate::{
    device::messages::{LockView, PinAnswer},
    store::DatabaseKey,
    sync::ports::Rng,
};

/// How the key lies there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeptKey {
    /// As it is: no PIN was chosen yet. The app says so.
    Open(#[serde(with = "hex::serde")] [u8; 32]),
    /// Under a PIN.
    Wrapped(Wrapped),
}

/// A request to release the key, as long as it is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Of the key pair that the answer is sealed to.
    #[serde(with = "hex::serde")]
    pub seed: [u8; 32],
}

/// The whole file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyFile {
    /// Counts writes; the greater one of two whole slots counts.
    pub generation: u64,
    /// The key.
    pub key: KeptKey,
    /// The copy that the server can open.
    #[serde(default, with = "hex::serde")]
    pub sealed: Vec<u8>,
    /// Wrong PINs in a row.
    #[serde(default)]
    pub wrong: u32,
    /// Unix milliseconds of the last of them.
    #[serde(default)]
    pub last_wrong: u64,
    /// The PIN is forgotten.
    #[serde(default)]
    pub asked: Option<Asked>,
    /// A reviewer released the key: a new PIN is due.
    #[serde(default)]
    pub pin_due: bool,
    /// Everything here is to be deleted before anything is opened again.
    #[serde(default)]
    pub wipe: bool,
}

/// One of the two places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// For odd generations.
    A,
    /// For even ones.
    B,
}

impl KeyFile {
    /// A new key, open.
    #[must_use]
    pub fn fresh(rng: &mut impl Rng) -> Self {
        Self {
            generation: 0,
            key: KeptKey::Open(rng.bytes()),
            sealed: Vec::new(),
            wrong: 0,
            last_wrong: 0,
            asked: None,
            pin_due: false,
            wipe: false,
        }
    }

    /// The key, where no PIN stands before it.
    #[must_use]
    pub const fn open_key(&self) -> Option<DatabaseKey> {
        match self.key {
            KeptKey::Open(key) => Some(DatabaseKey(key)),
            KeptKey::Wrapped(_) => None,
        }
    }

    /// The next generation: where it goes and its bytes. The other slot stays whole until these are flushed.
    #[must_use]
    pub fn next_slot(&mut self) -> (Slot, Vec<u8>) {
        self.generation += 1;
        let json = serde_json::to_vec(self).unwrap_or_default();
        let slot = if self.generation % 2 == 1 { Slot::A } else { Slot::B };
        (slot, [Sha256::digest(&json).as_slice(), &json].concat())
    }

    fn read(slot: &[u8]) -> Option<Self> {
        let (digest, json) = slot.split_at_checked(32)?;
        (Sha256::digest(json).as_slice() == digest).then(|| serde_json::from_slice(json).ok()).flatten()
    }

    /// What the pages may know.
    #[must_use]
    pub fn view(&self, now_ms: u64) -> LockView {
        LockView {
            pin: matches!(self.key, KeptKey::Wrapped(_)),
            releasable: !self.sealed.is_empty(),
            wait_ms: self.wait_ms(now_ms),
            pin_due: self.pin_due,
        }
    }

    /// Milliseconds until the next PIN is looked at. A clock that was put back waits the whole time again.
    #[must_use]
    pub fn wait_ms(&self, now_ms: u64) -> u64 {
        let wait = wait_after(self.wrong);
        (self.last_wrong.min(now_ms) + wait).saturating_sub(now_ms)
    }

    /// A try, noted as wrong until it has proved right; write it down before [`KeyFile::check`].
    ///
    /// # Errors
    /// The answer, when there is nothing to try.
    pub fn begin_try(&mut self, now_ms: u64) -> Result<(), PinAnswer> {
        if matches!(self.key, KeptKey::Open(_)) {
            return Err(PinAnswer::NotSet);
        }
        match self.wait_ms(now_ms) {
            0 => {
                self.wrong = self.wrong.saturating_add(1);
                self.last_wrong = now_ms;
                Ok(())
            }
            wait_ms => Err(PinAnswer::TooSoon { wait_ms }),
        }
    }

    /// The key, if the PIN is right; wrong ones are forgotten then.
    ///
    /// # Errors
    /// The answer, if it is wrong.
    pub fn check(&mut self, pin: &Pin, now_ms: u64) -> Result<DatabaseKey, PinAnswer> {
        let KeptKey::Wrapped(wrapped) = &self.key else { return Err(PinAnswer::NotSet) };
        let key = wrapped.open(pin).ok_or_else(|| PinAnswer::Wrong { wait_ms: self.wait_ms(now_ms) })?;
        self.wrong = 0;
        self.asked = None;
        Ok(key)
    }

    /// Puts the key under a PIN.
    pub fn wrap(&mut self, key: &DatabaseKey, pin: &Pin, rng: &mut impl Rng) {
        if let Some(wrapped) = Wrapped::of(key, pin, rng) {
            (self.key, self.wrong, self.pin_due, self.asked) = (KeptKey::Wrapped(wrapped), 0, false, None);
        }
    }

    /// The key came back from a reviewer: it lies open until a new PIN is chosen, so that nothing is lost in between.
    pub fn released(&mut self, key: &DatabaseKey) {
        (self.key, self.wrong, self.pin_due, self.asked) = (KeptKey::Open(key.0), 0, true, None);
    }
}

/// The newer whole one of two slots.
#[must_use]
pub fn newest(slots: [Option<Vec<u8>>; 2]) -> Option<KeyFile> {
    let files = slots.into_iter().flatten().filter_map(|slot| KeyFile::read(&slot));
    files.max_by_key(|file| file.generation)
}
