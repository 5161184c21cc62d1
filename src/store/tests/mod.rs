//! What the store promises, tested on files and in memory.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod durable;
mod opening;
mod projections;
mod searching;
mod syncing;
pub(crate) mod world;
