//! What pages hear unasked from whichever host carries the device.

use serde::{Deserialize, Serialize};

use crate::device::messages::Notice;

/// What the pages hear unasked.
#[derive(Clone, Debug)]
pub enum News {
    /// From the device.
    Notice(Notice),
    /// Whether the database can be used.
    Storage(StorageState),
    /// A file was put where the pages could not see it happen: a host without a list of downloads says where.
    Saved {
        /// The whole path.
        path: String,
    },
}

/// Whether this tab or window has the database.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum StorageState {
    /// Being opened; requests wait.
    #[default]
    Opening,
    /// Closed: the PIN is needed. Only requests of the lock are answered.
    Locked,
    /// Open.
    Ready,
    /// Cannot be used here; the code is that of [`crate::device::messages::Failure::StorageUnusable`].
    Unusable {
        /// Which way.
        code: String,
    },
}
