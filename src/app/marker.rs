//! What this browser remembers outside the database, so that a database that vanished is noticed and said: that somebody
//! was enrolled here, and how many records had arrived. No names.

use crate::{
    device::messages::{Status, SyncStatus},
    platform::host::browser,
};

const KEPT: &str = "kept";
const ENDED: &str = "ended";

/// What is known of a database that is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gone {
    /// The browser or somebody deleted it.
    Vanished {
        /// Records made here.
        saved: u64,
        /// Of those, known to be at the server.
        received: u64,
    },
    /// The device was revoked and handed over so many records.
    Ended {
        /// How many.
        handed_over: u64,
    },
}

/// Remembers how an enrolled device stands.
pub(crate) fn keep(status: &Option<Status>, sync: &SyncStatus) {
    if status.as_ref().is_none_or(|status| status.enrolled.is_none()) {
        return;
    }
    let now = format!("{} {}", sync.saved, sync.received);
    if browser::preference(KEPT).as_deref() != Some(&now) {
        browser::keep_preference(KEPT, Some(&now));
        browser::keep_preference(ENDED, None);
    }
}

/// Nothing is to be missed: signed out, or read.
pub(crate) fn forget() {
    browser::keep_preference(KEPT, None);
    browser::keep_preference(ENDED, None);
}

/// The device was revoked.
pub(crate) fn ended(handed_over: u64) {
    browser::keep_preference(KEPT, None);
    browser::keep_preference(ENDED, Some(&handed_over.to_string()));
}

/// What is missing here, on a device that is not enrolled.
pub(crate) fn gone() -> Option<Gone> {
    if let Some(handed_over) = browser::preference(ENDED).and_then(|text| text.parse().ok()) {
        return Some(Gone::Ended { handed_over });
    }
    let kept = browser::preference(KEPT)?;
    let (saved, received) = kept.split_once(' ')?;
    Some(Gone::Vanished { saved: saved.parse().ok()?, received: received.parse().ok()? })
}
