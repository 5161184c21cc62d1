//! What is, asked of the database when somebody looks.

use metrics::{describe_gauge, gauge};

use nfv::domain::ids::{DeviceId, LogId};
use std::collections::BTreeMap;

use crate::{
    handlers::health,
    http::App,
    store::{StoreError, tx::Tx},
};

const EVENTS: &str = "log_events";
const SILENT: &str = "log_last_received_age_seconds";
const UNSENT: &str = "device_oldest_unsent_age_seconds";
const UNHEARD: &str = "device_oldest_heard_age_seconds";
const DEVICES: &str = "devices";
const HELD: &str = "events_held";
const FREE: &str = "disk_free_bytes";

pub(super) fn describe() {
    describe_gauge!(EVENTS, "Events by log");
    describe_gauge!(SILENT, "Since an event last arrived, by log");
    describe_gauge!(UNSENT, "Since the oldest event was made that waits on a device which tried to send, by log");
    describe_gauge!(
        UNHEARD,
        "Since the most silent device of an area was heard of: work that was never sent may be as old"
    );
    describe_gauge!(DEVICES, "Devices by state: enrolled, revoked");
    describe_gauge!(HELD, "Events that wait for a reviewer");
    describe_gauge!(FREE, "Free space where the database lies");
}

/// Sets them all.
pub(super) fn update(app: &App) -> Result<(), StoreError> {
    let now = app.now_ms();
    if let Some(bytes) = health::disk_free(app) {
        gauge!(FREE).set(as_float(bytes));
    }
    app.store.read(|tx| {
        logs(tx, now, &waiting(app, tx, now)?)?;
        devices(tx, now)?;
        let held = tx.query("SELECT COUNT(*) FROM held", &[], |row| row.get::<u64>(0))?;
        gauge!(HELD).set(as_float(held.first().copied().unwrap_or_default()));
        Ok(())
    })
}

/// Since when something waits on a device, by log.
fn waiting(app: &App, tx: &Tx<'_>, now: u64) -> Result<BTreeMap<LogId, u64>, StoreError> {
    let sql = "SELECT id, last_heard FROM device WHERE last_heard IS NOT NULL";
    let heard = tx.query(sql, &[], |row| Ok((row.get::<DeviceId>(0)?, row.get::<u64>(1)?)))?;
    Ok(app.unsent.since(&heard.into_iter().collect(), now))
}

fn logs(tx: &Tx<'_>, now: u64, waiting: &BTreeMap<LogId, u64>) -> Result<(), StoreError> {
    // A log whose very first events cannot come is one to know of.
    let sql = "SELECT id, head_seq, last_received FROM log";
    let rows = tx.query(sql, &[], |row| Ok((row.get::<LogId>(0)?, row.get::<u64>(1)?, row.get::<u64>(2)?)))?;
    for (id, events, received) in rows {
        let log = id.to_string();
        gauge!(UNSENT, "log" => log.clone()).set(waiting.get(&id).map_or(0.0, |since| age(now, *since)));
        if events == 0 {
            continue;
        }
        gauge!(EVENTS, "log" => log.clone()).set(as_float(events));
        gauge!(SILENT, "log" => log).set(age(now, received));
    }
    Ok(())
}

fn devices(tx: &Tx<'_>, now: u64) -> Result<(), StoreError> {
    let count = |sql| tx.query(sql, &[], |row| row.get::<u64>(0)).map(|rows| rows.first().copied().unwrap_or_default());
    gauge!(DEVICES, "state" => "enrolled")
        .set(as_float(count("SELECT COUNT(*) FROM device WHERE revoked_at IS NULL")?));
    gauge!(DEVICES, "state" => "revoked")
        .set(as_float(count("SELECT COUNT(*) FROM device WHERE revoked_at IS NOT NULL")?));
    let sql = "SELECT account.area_id, MIN(COALESCE(device.last_heard, device.enrolled_at)) FROM device
               JOIN account ON account.id = device.account_id WHERE device.revoked_at IS NULL GROUP BY account.area_id";
    let rows = tx
        .query(sql, &[], |row| Ok((uuid::Uuid::from_bytes(row.get::<[u8; 16]>(0)?).to_string(), row.get::<u64>(1)?)))?;
    for (area, heard) in rows {
        gauge!(UNHEARD, "area" => area).set(age(now, heard));
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "figures to look at")]
fn age(now: u64, then: u64) -> f64 {
    now.saturating_sub(then) as f64 / 1000.0
}

#[expect(clippy::cast_precision_loss, reason = "figures to look at")]
fn as_float(number: u64) -> f64 {
    number as f64
}
