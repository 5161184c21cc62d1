//! The browser: the page on one side, the worker with the database on the other.
//!
//! `worker` runs in a dedicated worker, holds the only connection to the database and answers. `client` runs in the page
//! and asks. `channel` is what passes between them. `ports` and `fetch` are the clock, randomness and network of `sync`.

pub mod browser;
pub mod channel;
pub mod client;
pub mod fetch;
pub mod phone;
pub mod picture;
pub mod ports;
pub mod recording;
pub mod speech;
pub mod standpoint;
pub mod worker;

pub use ports::WebClock as HostClock;

use wasm_bindgen::JsCast;

/// Shows the pages.
pub fn launch(pages: fn() -> dioxus::prelude::Element) {
    dioxus::launch(pages);
}

/// Whether this code runs in the dedicated worker rather than in a page.
#[must_use]
pub fn in_worker() -> bool {
    js_sys::global().has_type::<web_sys::DedicatedWorkerGlobalScope>()
}
