//! A PIN, what it is stretched to, and how long wrong ones wait.
//!
//! Argon2id with 32 MiB and three passes: 0.3 to 1 s on a phone. That makes trying all PINs on a copied file slow, not
//! impossible: what a PIN of four digits protects from is a finder, not a laboratory.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::{ChaCha20Poly1305, KeyInit, Nonce, aead::Aead};
use serde::{Deserialize, Serialize};

use crate::{store::DatabaseKey, sync::ports::Rng};

const MEMORY_KIB: u32 = 32 * 1024;
const PASSES: u32 = 3;
/// A phone does one thing at a time here.
const LANES: u32 = 1;

/// Waits after the third, fourth, fifth wrong PIN in a row, and after every further one.
const WAITS_MS: [u64; 4] = [1_000, 5_000, 30_000, 300_000];
/// Anybody mistypes: the first two wait no longer than it takes to see it.
const FREE: u32 = 2;

/// 4 to 6 digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(String);

impl Pin {
    /// None unless it is 4 to 6 ASCII digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (4..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| Self(text.to_owned()))
    }
}

impl std::fmt::Debug for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pin")
    }
}

/// Milliseconds from a wrong PIN until the next one is looked at, after so many wrong ones in a row.
#[must_use]
pub fn wait_after(wrong: u32) -> u64 {
    match wrong.checked_sub(FREE + 1) {
        None => 0,
        Some(step) => WAITS_MS[usize::try_from(step).unwrap_or(usize::MAX).min(WAITS_MS.len() - 1)],
    }
}

/// A key under a PIN. The parameters are kept with it: a later version may choose others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wrapped {
    #[serde(with = "hex::serde")]
    salt: [u8; 16],
    #[serde(with = "hex::serde")]
    nonce: [u8; 12],
    #[serde(with = "hex::serde")]
    content: Vec<u8>,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Wrapped {
    /// Wraps a key. None only if the library refuses its own parameters.
    #[must_use]
    pub fn of(key: &DatabaseKey, pin: &Pin, rng: &mut impl Rng) -> Option<Self> {
        Self::with(key, pin, (MEMORY_KIB, PASSES, LANES), rng)
    }

    pub(super) fn with(
        key: &DatabaseKey,
        pin: &Pin,
        (memory_kib, passes, lanes): (u32, u32, u32),
        rng: &mut impl Rng,
    ) -> Option<Self> {
        let (salt, nonce) = (rng.bytes(), rng.bytes());
        let mut wrapped = Self { salt, nonce, content: Vec::new(), memory_kib, passes, lanes };
        wrapped.content = wrapped.cipher(pin)?.encrypt(&Nonce::from(nonce), key.0.as_slice()).ok()?;
        Some(wrapped)
    }

    /// The key, if the PIN is right.
    #[must_use]
    pub fn open(&self, pin: &Pin) -> Option<DatabaseKey> {
        let plain = self.cipher(pin)?.decrypt(&Nonce::from(self.nonce), self.content.as_slice()).ok()?;
        Some(DatabaseKey(plain.try_into().ok()?))
    }

    fn cipher(&self, pin: &Pin) -> Option<ChaCha20Poly1305> {
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(32)).ok()?;
        let mut stretched = [0; 32];
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        argon.hash_password_into(pin.0.as_bytes(), &self.salt, &mut stretched).ok()?;
        Some(ChaCha20Poly1305::new(&stretched.into()))
    }
}
