//! Relay files as the pages see them.

use serde::{Deserialize, Serialize};

/// What became of a relay file that was handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivered {
    /// The server has it.
    Taken {
        /// How many records were in it.
        events: u64,
    },
    /// It is kept here and goes by itself when the server can be reached.
    Waiting,
}

/// A relay file that somebody handed over and that is still here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedFile {
    /// Names it here.
    pub id: i64,
    /// As it was called.
    pub name: String,
    /// Unix milliseconds at which it was handed over.
    pub at: u64,
    /// Why the server refused it; none while it waits.
    pub code: Option<String>,
}
