//! What a sync comes to, how far it is, and why it stopped.

use crate::{
    domain::ids::LogId,
    sync::{planner, ports::NoAnswer},
};

/// More failures than these make no wait longer where nobody answered: 64 seconds at most.
const SILENT_FAILURES: u32 = 6;

/// What a sync came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Own events that the server has now, stored or found there.
    pub acknowledged: u64,
    /// Events that the server holds for a reviewer.
    pub held: u64,
    /// Events refused, now in quarantine.
    pub quarantined: u64,
    /// Events read.
    pub read: u64,
    /// Whether the server told something besides events.
    pub noticed: bool,
    /// Whether the server is still adding up what it has to tell: ask again soon.
    pub counting: bool,
    /// Requests made.
    pub round_trips: u32,
    /// By how many milliseconds this device's clock is ahead of the server's.
    pub clock_ahead_ms: i64,
}

/// Why a sync stopped before its end. Everything unacknowledged is still queued.
#[derive(Debug, thiserror::Error)]
pub enum Stopped<E: std::error::Error> {
    /// No account is signed in here.
    #[error("not enrolled")]
    NotEnrolled,
    /// No network, or the server did not answer in time.
    #[error(transparent)]
    NoAnswer(#[from] NoAnswer),
    /// The server cannot now; after how many seconds it said, if it did.
    #[error("the server is busy ({status})")]
    Busy {
        /// HTTP status.
        status: u16,
        /// Seconds.
        retry_after: Option<u32>,
    },
    /// The token is not known any more: sign in again.
    #[error("signed out")]
    SignedOut,
    /// This device was revoked: what is unsent can be exported.
    #[error("revoked")]
    Revoked,
    /// The server speaks a newer protocol.
    #[error("upgrade needed")]
    UpgradeNeeded,
    /// Refused with a stable code that this version does not know how to mend.
    #[error("refused: {status} {code}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// Code of the error reply.
        code: String,
    },
    /// The answer could not be understood; nothing of it was applied.
    #[error("garbled answer: {0}")]
    Garbled(String),
    /// A log's pages do not lead to the server's own print, even read from the beginning.
    #[error("log {0} does not match its print")]
    Diverged(LogId),
    /// The device's database failed.
    #[error("store: {0}")]
    Store(E),
}

impl<E: std::error::Error> Stopped<E> {
    /// Stable code for the screen.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotEnrolled => "not_enrolled",
            Self::NoAnswer(_) => "offline",
            Self::Busy { .. } | Self::Garbled(_) => "server_error",
            Self::SignedOut => "signed_out",
            Self::Revoked => "revoked",
            Self::UpgradeNeeded => "upgrade_needed",
            Self::Refused { .. } => "refused",
            Self::Diverged(_) => "diverged",
            Self::Store(_) => "storage",
        }
    }

    /// When to try again by itself, in milliseconds after so many failures in a row; none when only a person can help.
    /// `chance` is any random number.
    #[must_use]
    pub fn wait_ms(&self, failures: u32, chance: u64) -> Option<u64> {
        match self {
            Self::NotEnrolled | Self::SignedOut | Self::Revoked | Self::UpgradeNeeded => None,
            // Who hears nothing burdens no server, and the network may be back at the next corner.
            Self::NoAnswer(_) => Some(planner::wait_ms(failures.min(SILENT_FAILURES), None, chance)),
            Self::Busy { retry_after, .. } => Some(planner::wait_ms(failures, *retry_after, chance)),
            _ => Some(planner::wait_ms(failures, None, chance)),
        }
    }
}

/// How far a sync is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// So many own events were received by the server in this sync.
    Sending {
        /// Events.
        acknowledged: u64,
    },
    /// So many events are here of those known to exist on the server.
    Reading {
        /// Here.
        read: u64,
        /// Of so many.
        of: u64,
    },
}

/// Is told how far a sync is.
pub trait Observer {
    /// Called after each reply was applied.
    fn progress(&mut self, progress: Progress);

    /// Whether somebody works on this device and may save at any moment: what is read then goes in short transactions.
    fn is_working(&self) -> bool {
        true
    }
}

/// For those who do not want to know.
impl Observer for () {
    fn progress(&mut self, _: Progress) {}
}
