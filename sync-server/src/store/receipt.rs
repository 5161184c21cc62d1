//! Receipts: what a server once said about an event, under its own key.
//!
//! HMAC-SHA-256 over log ‖ event id ‖ hash ‖ effective ‖ received_at (ids as 16 bytes, numbers big-endian), the first 16
//! bytes. Whoever offers an event with a valid receipt gets its stamps back, so a restored server reads the same.

use hmac::{Hmac, KeyInit, Mac};
use nfv::{
    domain::{
        event::Hash,
        ids::{EventId, LogId},
        stamp::Stamp,
    },
    sync::messages::Receipt,
};
use sha2::Sha256;
use std::fmt;

/// The server's key for receipts.
#[derive(Clone)]
pub struct Secret(Hmac<Sha256>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The key in the database does not have 32 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a key for receipts")]
pub struct BadSecret;

impl Secret {
    /// From the bytes kept in the database.
    ///
    /// # Errors
    /// When there are not 32 of them.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, BadSecret> {
        let key: &[u8; 32] = bytes.try_into().map_err(|_| BadSecret)?;
        Hmac::new_from_slice(key).map(Self).map_err(|_| BadSecret)
    }

    /// Signs what is fixed about an event when it is first stored.
    #[must_use]
    pub fn issue(&self, log: LogId, id: EventId, hash: &Hash, effective: Stamp, received_at: u64) -> Receipt {
        let mut mac = self.0.clone();
        mac.update(log.as_bytes());
        mac.update(id.as_bytes());
        mac.update(hash);
        mac.update(&effective.0.to_be_bytes());
        mac.update(&received_at.to_be_bytes());
        let full = mac.finalize().into_bytes();
        let mut short = [0; 16];
        short.copy_from_slice(&full[..16]);
        Receipt { effective, received_at, mac: short }
    }

    /// Whether this server issued the receipt for this very event.
    #[must_use]
    pub fn verify(&self, log: LogId, id: EventId, hash: &Hash, receipt: &Receipt) -> bool {
        let mine = self.issue(log, id, hash, receipt.effective, receipt.received_at);
        // No early exit: how long it takes says nothing about how much matched.
        mine.mac.iter().zip(receipt.mac).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
    }
}
