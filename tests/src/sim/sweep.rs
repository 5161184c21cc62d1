//! Every crash point: one short history, again and again, in which a process ends at its first operation, then at its
//! second, until it ends at none.
//!
//! Between two operations on the disk a process has changed nothing that outlives it, so these are all the moments there
//! are: before a transaction, between its statements, in the middle of its commit, and after it before anybody heard.

use super::{
    Edition, Failure, Sabotage, Ungraceful, disaster::Disasters, disk::End, facts::VILLAGES, network::Weather,
    rule::Rule, world::World,
};

/// Which process ends, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sweep {
    /// The device that records first.
    Device(End),
    /// The server.
    Server(End),
}

impl Sweep {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Device(End::Killed),
        Self::Device(End::PowerLost),
        Self::Server(End::Killed),
        Self::Server(End::PowerLost),
    ];
}

/// Most operations that the history may take.
const MOST: u64 = 5_000;

/// Ends the process at every `stride`-th operation. Returns at how many it ended.
///
/// # Errors
/// [`Failure`]; its seed is the operation.
pub fn sweep(which: Sweep, stride: usize) -> Result<u64, Failure> {
    for (ended, operation) in (0..MOST).step_by(stride.max(1)).enumerate() {
        let mut trace = Vec::new();
        let result =
            World::empty(Edition::Second, operation, Sabotage::None, Disasters::Restores).and_then(|mut world| {
                let result = world.crash_at(which, operation);
                trace = std::mem::take(&mut world.trace);
                result
            });
        match result {
            Ok(true) => {}
            Ok(false) => return Ok(ended as u64),
            Err(what) => return Err(Failure { seed: operation, what: what.of(&format!("{which:?}")), trace }),
        }
    }
    let what = Ungraceful::from_error("the history never ends");
    Err(Failure { seed: MOST, what, trace: Vec::new() })
}

/// Something that somebody does.
type Step = fn(&mut World) -> Result<(), Ungraceful>;

impl World {
    /// The history, with a process that ends at an operation of it. Whether it did.
    fn crash_at(&mut self, which: Sweep, operation: u64) -> Result<bool, Ungraceful> {
        self.weather.set(Weather::Calm);
        self.enrol(&VILLAGES)?;
        self.enrol(&VILLAGES)?;
        match which {
            Sweep::Device(end) => self.devices[0].store.machine().plan(operation, end, operation),
            Sweep::Server(end) => self.server.borrow().machine().plan(operation, end, operation),
        }
        let mut ended = false;
        let steps: [Step; 9] = [
            |world| world.record(0),
            |world| world.record(0),
            |world| world.try_sync(0),
            |world| world.record(1),
            |world| {
                world.server.borrow_mut().back_up();
                world.try_sync(1)
            },
            |world| world.try_sync(0),
            |world| world.server.borrow_mut().restore(None).map(drop),
            |world| world.try_sync(1),
            |world| world.try_sync(0),
        ];
        for step in steps {
            step(self)?;
            let device = self.devices[0].store.is_down();
            let server = self.server.borrow().is_down();
            ended |= device || server;
            if device {
                self.start_again(0)?;
            }
            if server {
                self.start_server_again()?;
            }
            if device || server {
                step(self)?;
            }
        }
        let summary = self.end()?;
        Rule::SavedIsThere.ensure(summary.saved >= 3, "nothing was tried")?;
        Ok(ended)
    }

    /// A sync that a crash may stop.
    fn try_sync(&mut self, which: usize) -> Result<(), Ungraceful> {
        let done = self.sync_through(which, &std::rc::Rc::default()).map(|(outcome, _)| outcome);
        let crashed = self.server.borrow().is_down() || self.devices[which].store.is_down();
        self.note(format!("device {which} has synced: {done:?}"));
        if crashed { Ok(()) } else { done.map(drop) }
    }
}
