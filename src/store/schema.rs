//! The device's schema over time; see sql/device_v1.sql.

use rusqlite::Transaction;

use super::{error::Result, open::Schema, projection, search};

/// The database of one device.
pub struct DeviceSchema;

impl Schema for DeviceSchema {
    const VERSION: u32 = 1;

    fn create(&self, tx: &Transaction<'_>) -> Result<()> {
        Ok(tx.execute_batch(include_str!("sql/device_v1.sql"))?)
    }

    fn step(&self, _tx: &Transaction<'_>, _from: u32) -> Result<()> {
        // Version 1 is the first.
        Ok(())
    }

    fn finish(&self, tx: &Transaction<'_>) -> Result<()> {
        let refolded = projection::migrate(tx)?;
        search::refresh(tx, &refolded)
    }
}
