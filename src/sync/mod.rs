//! Sync: the messages, the pure planner, and the driver over ports.
//!
//! One protocol step, one file: request and reply beside each other, shared by device and server. The planner decides
//! and does no I/O; the driver does I/O and decides nothing. `docs/sync-protocol.md` lets others write a client.

pub mod audit;
pub mod blobs;
pub mod driver;
pub mod enrolment;
pub mod evidence;
#[cfg(test)]
mod examples;
mod flights;
pub mod held;
pub mod imports;
pub mod messages;
pub mod moves;
pub mod notices;
mod pace;
pub mod planner;
pub mod ports;
pub mod recordings;
pub mod relay;
pub mod release;
pub mod snapshot;
pub mod subscription;
