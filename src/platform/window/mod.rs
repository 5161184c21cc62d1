//! A window of its own: the pages drawn by the system's webview, the device in a thread of this program.
//!
//! It offers what `web` offers, so that no page knows the difference. What a window lacks it says: no voice, no telephone,
//! no map; files go to the downloads folder, and the pages say where.

pub mod browser;
pub mod client;
#[cfg(feature = "drive")]
mod drive;
mod folder;
mod host;
pub mod phone;
pub mod picture;
mod preferences;
pub mod recording;
mod show;
mod slots;
pub mod speech;
pub mod standpoint;

pub use super::native::SystemClock as HostClock;
pub use show::launch;
