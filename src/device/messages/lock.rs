//! The lock: what came of a PIN, and where a forgotten one stands.
//!
//! These requests are answered by the host, which holds the database's key, and not by the device: they must work while
//! the database is closed.

use serde::{Deserialize, Serialize};

/// What came of a PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PinAnswer {
    /// It was right; a locked database is being opened.
    Right,
    /// It was wrong.
    Wrong {
        /// The next one is not looked at before so many milliseconds have passed.
        wait_ms: u64,
    },
    /// It was not looked at: too soon after a wrong one.
    TooSoon {
        /// Milliseconds from now.
        wait_ms: u64,
    },
    /// No PIN was chosen here: there is nothing to check.
    NotSet,
}

/// How the database's key is kept; for the lock screen and for Me.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockView {
    /// A PIN protects the key.
    pub pin: bool,
    /// A copy is sealed to the server's key: a reviewer can release it when the PIN is forgotten.
    pub releasable: bool,
    /// Milliseconds until the next PIN is looked at.
    pub wait_ms: u64,
    /// The key came from a reviewer: a new PIN is due.
    pub pin_due: bool,
}

/// Where a request to release the key stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseView {
    /// What the reviewer types in; groups of four.
    pub code: String,
    /// How far it is.
    pub state: ReleaseState,
}

/// How far a release is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReleaseState {
    /// The server does not know of it yet: no network.
    Unsent,
    /// A reviewer has to decide.
    Waiting,
    /// The key is here again; the database is being opened.
    Released,
    /// A reviewer refused, or the device was ended.
    Refused,
}
