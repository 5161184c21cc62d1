//! One device: its use cases over store and sync, the same natively and in the browser.
//!
//! [`messages`] is everything the pages can ask for and hear. `service` answers; `platform` carries the messages to it:
//! over a worker on the web, over a thread natively. Every answer comes from the local database; only the requests
//! marked *online* there use the network, and fail with [`messages::Failure::Offline`] without it.

pub mod figures;
pub mod messages;
