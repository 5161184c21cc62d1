//! The simulator: devices with the real store and the real sync driver against the real server store and sync code.
//!
//! One seed is one history in virtual time: records, syncs that interleave, lost, doubled, late and half replies, crashes,
//! clocks off by years, cloned phones, a server set back to a copy. At its end the faults stop, everybody syncs, and
//! `check` looks whether anything that may never happen has. A failing seed replays. [`Sabotage`] breaks the engine on
//! purpose, to see that the simulator notices.

pub mod check;
pub mod device;
pub mod dice;
mod facts;
pub mod network;
pub mod server;
mod world;

/// Ways to break the engine. Each must make some seed fail.
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

/// A history that must not happen.
#[derive(Debug, thiserror::Error)]
#[error("seed {seed}: {what}")]
pub struct Failure {
    /// Replays it.
    pub seed: u64,
    /// Which rule was broken.
    pub what: String,
    /// What happened before, in order.
    pub trace: Vec<String>,
}

/// Something went wrong that no history contains.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Ungraceful(pub String);

impl Ungraceful {
    fn from_error(error: impl std::fmt::Display) -> Self {
        Self(error.to_string())
    }
}

/// Runs the history of a seed and checks its end.
///
/// # Errors
/// [`Failure`] with what was broken.
pub fn run(seed: u64, sabotage: Sabotage) -> Result<Summary, Failure> {
    let mut trace = Vec::new();
    let result = world::World::new(seed, sabotage).and_then(|mut world| {
        let result = world.live();
        trace = std::mem::take(&mut world.trace);
        result
    });
    match result {
        Ok(summary) => Ok(Summary { trace, ..summary }),
        Err(Ungraceful(what)) => Err(Failure { seed, what, trace }),
    }
}
