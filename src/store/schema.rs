//! The device's schema over time; one file per version in sql/.

use rusqlite::Transaction;

use super::{aside, error::Result, open::Schema, projection, search};

/// The database of one device.
pub struct DeviceSchema;

impl Schema for DeviceSchema {
    const VERSION: u32 = 2;

    fn create(&self, tx: &Transaction<'_>) -> Result<()> {
        tx.execute_batch(include_str!("sql/device_v1.sql"))?;
        self.step(tx, 1)
    }

    fn step(&self, tx: &Transaction<'_>, from: u32) -> Result<()> {
        // Version 1 was the first.
        match from {
            1 => Ok(tx.execute_batch(include_str!("sql/device_v2.sql"))?),
            _ => Ok(()),
        }
    }

    fn finish(&self, tx: &Transaction<'_>) -> Result<()> {
        let refolded = projection::migrate(tx)?;
        search::refresh(tx, &refolded)?;
        aside::retry_after_upgrade(tx, env!("CARGO_PKG_VERSION"))
    }
}
