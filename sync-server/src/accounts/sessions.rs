//! Sessions: how long a device's token works, and how it ends.
//!
//! A token ends when its device signs out, when its account's password changes elsewhere, when the device is revoked, and
//! when nothing was heard of the device for [`Lifetime`]. Only revocation ends the device itself: after any other end, its
//! id and key stay known, so whoever signs in again on it (password or a new invitation) goes on with everything that
//! it holds, and a relay file of it is taken meanwhile. A phone that was long without network loses nothing but the token.

use nfv::domain::ids::{AccountId, DeviceId};

use crate::store::{StoreError, Tx};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// For how long a device may be silent before its token ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime(Option<u64>);

impl Lifetime {
    /// So many days; 0 = for ever.
    #[must_use]
    pub fn of_days(days: u32) -> Self {
        Self((days > 0).then_some(u64::from(days) * DAY_MS))
    }

    /// When a session ends that was last used at this moment (Unix milliseconds); none = never.
    #[must_use]
    pub fn end(self, last_used: u64) -> Option<u64> {
        self.0.map(|lifetime| last_used.saturating_add(lifetime))
    }
}

/// When a device last showed its token: when it got it, or was heard of.
#[must_use]
pub fn last_used(enrolled_at: u64, token_at: Option<u64>, last_heard: Option<u64>) -> u64 {
    enrolled_at.max(token_at.unwrap_or_default()).max(last_heard.unwrap_or_default())
}

/// Ends the session of a device.
///
/// # Errors
/// When the database fails.
pub fn end(tx: &Tx<'_>, device: DeviceId) -> Result<(), StoreError> {
    tx.execute("UPDATE device SET token_hash = NULL WHERE id = ?1", &[&device])?;
    Ok(())
}

/// Ends all sessions of an account but that of one device.
///
/// # Errors
/// When the database fails.
pub fn end_others(tx: &Tx<'_>, account: AccountId, but: Option<DeviceId>) -> Result<u64, StoreError> {
    let but = but.map_or([0; 16], |device| *device.as_bytes());
    tx.execute(include_str!("sql/sessions_end.sql"), &[&account, &but])
}
