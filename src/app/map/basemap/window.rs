//! No map, so none beneath it.

use dioxus::html::FileData;
use futures_channel::mpsc::UnboundedSender;

use super::{Basemap, NoBasemap};

/// A window draws none; the menu is not shown.
pub(super) const DRAWS: bool = false;

#[expect(clippy::unused_async, reason = "in a browser it takes a while")]
pub(super) async fn current() -> Option<Basemap> {
    None
}

#[expect(clippy::unused_async, reason = "in a browser it takes a while")]
pub(super) async fn keep(_file: &FileData, _progress: UnboundedSender<f64>) -> Result<Basemap, NoBasemap> {
    Err(NoBasemap::NotCopied)
}

#[expect(clippy::unused_async, reason = "in a browser it takes a while")]
pub(super) async fn remove() {}
