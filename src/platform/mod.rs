//! The one place that knows where it runs: a browser's page and worker, or a thread of a native program.
//!
//! It implements the ports of `sync` and carries the messages of `device`. Nothing above it calls a browser interface
//! that touches storage, network, clock or randomness directly.

#[cfg(all(feature = "web", target_arch = "wasm32"))]
pub mod web;

#[cfg(all(feature = "native-http", not(target_arch = "wasm32")))]
pub mod native;
