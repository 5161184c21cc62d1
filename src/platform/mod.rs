//! The one place that knows where it runs: a browser's page and worker, or a window and a thread of a native program.
//!
//! It implements the ports of `sync` and carries the messages of `device`. Nothing above it calls a browser interface
//! that touches storage, network, clock or randomness directly. The pages say `host`, and mean whichever of `web` and
//! `window` this program was built for: both offer the same.

#[cfg(feature = "pages")]
pub mod news;
#[cfg(any(feature = "pages", test))]
pub mod origin;
#[cfg(any(feature = "pages", test))]
pub mod standpoint;

#[cfg(all(feature = "web", target_arch = "wasm32"))]
pub mod web;
#[cfg(all(feature = "web", target_arch = "wasm32"))]
pub use web as host;

#[cfg(all(feature = "native-http", not(target_arch = "wasm32")))]
pub mod native;

#[cfg(all(feature = "desktop", not(target_arch = "wasm32")))]
pub mod window;
#[cfg(all(feature = "desktop", not(target_arch = "wasm32")))]
pub use window as host;
