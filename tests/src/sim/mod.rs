//! The simulator: devices with the real store and the real sync driver against the real server store and sync code.
//!
//! One seed is one history in virtual time: records, syncs that interleave, lost, doubled, late and half replies, clocks
//! off by years, cloned and restored phones, relay files, a server set back to a copy. The databases lie on simulated disks that lose
//! power at any operation and fill up. At its end the faults stop, everybody syncs, and `check` looks whether anything
//! that may never happen has. A failing seed replays. [`Sabotage`] breaks what surrounds the engine on purpose, to see
//! that the simulator notices; `cargo xtask sim --mutants` breaks the engine itself.

pub mod check;
mod damage;
mod desk;
pub mod device;
pub mod dice;
mod disaster;
pub mod disk;
mod ending;
mod facts;
mod happening;
pub mod network;
mod objects;
mod people;
mod photos;
mod ports;
mod receipts;
mod relay;
pub mod rule;
pub mod server;
mod sweep;
mod vfs;
mod world;

use std::hash::{DefaultHasher, Hash, Hasher};

pub use rule::{Rule, Ungraceful};
pub use sweep::{Sweep, sweep};

/// What histories may contain. A seed keeps its story in the edition in which it once failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Edition {
    /// Records, syncs, crashes, disasters; the server below its HTTP edge.
    First,
    /// Photos, snapshots, the desk's moves and decisions, lost phones, damaged replies too; the server behind its routes,
    /// with accounts and notices.
    #[default]
    Second,
}

/// Ways to break what surrounds the engine. Each must make some seed fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sabotage {
    /// None: the engine as it ships.
    #[default]
    None,
    /// The device forgets to queue again what was sent and not answered.
    ForgetsToQueueAgain,
    /// The server acknowledges an event that it did not store.
    AcknowledgesWithoutStoring,
    /// The device notes that it has read a page without keeping its events.
    MovesTheCursorWithoutThePage,
    /// The device does not read again what the server asks it to.
    IgnoresResets,
    /// The device believes every acknowledgement for ever, even after the server's database was copied back.
    TrustsEveryAcknowledgement,
    /// The disks say that something is on the platter when it is not.
    DisksLie,
}

/// What a history came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Records that a screen called saved.
    pub saved: usize,
    /// Events on the server at the end.
    pub events: usize,
    /// Rounds of syncs until nothing moved any more.
    pub rounds: usize,
    /// What happened, in order.
    pub trace: Vec<String>,
}

impl Summary {
    /// A number that another history of the same seed must have too.
    #[must_use]
    pub fn digest(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.saved, self.events, self.rounds, &self.trace).hash(&mut hasher);
        hasher.finish()
    }
}

/// A history that must not happen.
#[derive(Debug, thiserror::Error)]
#[error("seed {seed}: {what}")]
pub struct Failure {
    /// Replays it.
    pub seed: u64,
    /// Which rule was broken, and how.
    pub what: Ungraceful,
    /// What happened before, in order.
    pub trace: Vec<String>,
}

/// Runs the history of a seed and checks its end.
///
/// # Errors
/// [`Failure`] with what was broken.
pub fn run(seed: u64, sabotage: Sabotage) -> Result<Summary, Failure> {
    run_in(Edition::default(), seed, sabotage)
}

/// The same, in an edition.
///
/// # Errors
/// [`Failure`] with what was broken.
pub fn run_in(edition: Edition, seed: u64, sabotage: Sabotage) -> Result<Summary, Failure> {
    let mut trace = Vec::new();
    let result = world::World::new(edition, seed, sabotage).and_then(|mut world| {
        let result = world.live();
        trace = std::mem::take(&mut world.trace);
        result
    });
    match result {
        Ok(summary) => Ok(Summary { trace, ..summary }),
        Err(what) => Err(Failure { seed, what, trace }),
    }
}
