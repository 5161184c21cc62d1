//! What the store promises, tested on files and in memory.

mod durable;
mod opening;
mod photos;
mod projections;
mod protocol;
mod searching;
mod syncing;
pub(crate) mod world;
