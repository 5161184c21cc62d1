//! The native host of a device: a thread that owns it, behind one message channel.
//!
//! What the worker is in a browser. Requests overlap on the thread; dropping the handle lets those on their way finish,
//! then ends the thread and closes the database.

mod http;
mod ports;
mod thread;

pub use http::HttpTransport;
pub use ports::{SystemClock, SystemRng};
pub use thread::{DeviceThread, set_aside};
