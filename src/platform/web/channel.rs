//! What passes between page and worker, as JSON text.
//!
//! The worker speaks first ([`ToPage::Storage`] with `Opening`): before that, its inbox may not be listening yet, and the
//! page holds its requests back.

use serde::{Deserialize, Serialize};

use crate::{
    device::messages::{Answer, Envelope, Notice, Request},
    platform::news::StorageState,
};

/// From the page to its worker.
#[derive(Debug, Serialize, Deserialize)]
pub enum ToWorker {
    /// A request with its number.
    Ask(Envelope<Request>),
    /// Ask the tab that holds the database to give it up, then open it here.
    TakeOver,
}

/// From the worker to its page.
#[derive(Debug, Serialize, Deserialize)]
pub enum ToPage {
    /// What became of a request.
    Answer(Envelope<Answer>),
    /// Unasked news from the device.
    Notice(Box<Notice>),
    /// Whether the database can be used.
    Storage(StorageState),
}
