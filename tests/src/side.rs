//! One side of the work as its pages see it: a device over the real HTTP, asked like the app asks.

use std::path::Path;

use nfv::{
    device::{
        Device,
        messages::{Failure, Reply, Request, Status},
    },
    store::{Place, Store, StoreError},
    sync::driver::{Outcome, Stopped},
};

use crate::http::{Http, SystemClock, SystemRng};

/// A device and its use cases.
pub struct Side(pub Device<Http, SystemClock, SystemRng>);

impl Side {
    /// Over a database file; made if it is missing.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(database: &Path, origin: &str) -> Result<Self, Box<dyn std::error::Error>> {
        let store = Store::open(database, Place::Native)?;
        Ok(Self(Device::new(store, Http::to(origin)?, SystemClock, SystemRng, |_| {})))
    }

    /// Asks as a page would.
    ///
    /// # Errors
    /// As the device.
    pub fn ask(&self, request: Request) -> Result<Reply, Failure> {
        pollster::block_on(self.0.handle(request))
    }

    /// Spends an invitation.
    ///
    /// # Errors
    /// As the device.
    pub fn enrol(&self, code: &str) -> Result<Reply, Failure> {
        self.ask(Request::Enrol { code: code.into(), label: "test".into() })
    }

    /// Where it stands.
    ///
    /// # Errors
    /// As the device.
    pub fn status(&self) -> Result<Status, Failure> {
        match self.ask(Request::Status)? {
            Reply::Status(status) => Ok(*status),
            other => Err(Failure::Defect { detail: format!("{other:?}") }),
        }
    }

    /// Syncs once, and carries on as the running device does.
    ///
    /// # Errors
    /// As the driver.
    pub fn sync(&self) -> Result<Outcome, Stopped<StoreError>> {
        let outcome = pollster::block_on(self.0.sync_once())?;
        // What could not be carried waits, as in the running device.
        let _ = pollster::block_on(self.0.carry_on());
        Ok(outcome)
    }
}
