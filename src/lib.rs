//! Door-to-door anti-fraud visits: facts recorded offline, synced, and scored per village.
//!
//! The map of the crate; arrows point downwards only:
//! `app → platform → device → store, sync → survey, geo → domain`.
//! `domain` is pure and imports nothing of the project. `device` holds the use cases of one device, the same natively
//! and in the browser. The server uses this crate without the features `web` and `desktop`.

#[cfg(any(all(feature = "web", target_arch = "wasm32"), all(feature = "desktop", not(target_arch = "wasm32"))))]
pub mod app;
pub mod device;
pub mod domain;
pub mod geo;
#[cfg(any(feature = "pages", test))]
pub mod language;
pub mod platform;
pub mod store;
pub mod sync;
