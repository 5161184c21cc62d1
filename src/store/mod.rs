//! SQLite: opening and migrating, the event log with its outbox, projections, search. SQL stands in `.sql` files.
//!
//! The same code runs natively and in the browser: no threads, no clock and no randomness of its own; moments and random
//! bytes come with the call. Every writing call is one transaction and durable before it returns. `projection` serves
//! the server too.

mod append;
mod aside;
mod error;
mod evidence;
mod identity;
mod keep;
pub mod lines;
mod log;
mod noted;
mod notices;
mod open;
mod photos;
pub mod projection;
mod recordings;
mod records;
mod relay;
mod schema;
pub mod search;
mod sync;
#[cfg(test)]
pub(crate) mod tests;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::{
    cell::{Ref, RefCell},
    path::Path,
};

pub use append::NewFact;
pub use aside::Aside;
pub use error::{Result, StoreError};
pub use identity::{Account, DeviceKey, Holding, holding, unread};
pub use keep::Draft;
pub use log::StoredEvent;
pub use notices::area_notice;
pub use open::{DatabaseKey, Place, Schema, open, open_in_memory, open_sealed, plan_once, unlock};
pub use photos::PhotoFigures;
pub use recordings::{NextPiece, PieceFate};
pub use records::{Fate, OwnRecord, SyncFigures};
pub use relay::CarriedFile;
pub use schema::DeviceSchema;

/// The database of one device.
pub struct Store {
    conn: Connection,
    place: Place,
    listing: RefCell<search::Listing>,
}

impl Store {
    /// Opens, creates or upgrades the device's database.
    ///
    /// # Errors
    /// See [`StoreError`]: a newer schema and a damaged file leave the file untouched.
    pub fn open(path: &Path, place: Place) -> Result<Self> {
        Ok(Self { conn: open(path, place, &DeviceSchema)?, place, listing: RefCell::default() })
    }

    /// The same for a database that is encrypted with this key.
    ///
    /// # Errors
    /// As [`Store::open`], and [`StoreError::NoCipher`] where SQLite was built without it.
    pub fn open_sealed(path: &Path, place: Place, key: &DatabaseKey) -> Result<Self> {
        Ok(Self { conn: open_sealed(path, place, key, &DeviceSchema)?, place, listing: RefCell::default() })
    }

    /// A database in memory, for tests and the simulator's devices that never crash.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn in_memory() -> Result<Self> {
        Ok(Self { conn: open_in_memory(&DeviceSchema)?, place: Place::Native, listing: RefCell::default() })
    }

    /// The connection, for reading projections.
    #[must_use]
    pub const fn conn(&self) -> &Connection {
        &self.conn
    }

    /// The list of open doors in memory, as it stands now.
    fn listing(&self) -> Result<Ref<'_, search::Listing>> {
        self.listing.borrow_mut().bring_up_to_date(&self.conn)?;
        Ok(self.listing.borrow())
    }

    /// Runs in one transaction that takes the write lock at once; anything but `Ok` leaves no trace.
    pub(crate) fn write<T>(&mut self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&tx)?;
        tx.commit()?;
        Ok(done)
    }

    /// The same for what the server holds and says again when asked: after a crash it is there as a whole or not at all,
    /// but nobody waits until it has reached the disk. The next record of this device flushes it along with itself.
    pub(crate) fn write_fetched<T>(&mut self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        if self.place == Place::Browser {
            // Without a write-ahead log, less flushing could damage the file.
            return self.write(work);
        }
        self.conn.execute_batch("PRAGMA synchronous = NORMAL")?;
        let done = self.write(work);
        // Whatever became of it: what people record is durable when it is called saved.
        self.conn.execute_batch("PRAGMA synchronous = FULL")?;
        done
    }
}
