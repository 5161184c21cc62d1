//! Who and how this device is, and where its sync stands.

use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        area::Class,
        day::Day,
        ids::{AccountId, AreaId, DeviceId},
    },
    sync::enrolment::Role,
};

/// Who and how this device is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// None before enrolment.
    pub enrolled: Option<Enrolment>,
    /// Where sync stands.
    pub sync: SyncStatus,
    /// Whether the browser promised to keep the storage; none = unknown (native).
    pub persisted: Option<bool>,
    /// Revoked by the server.
    pub revoked: bool,
    /// Today, in the installation's zone.
    pub today: Day,
    /// Drafts waiting.
    pub drafts: u32,
    /// Other people's relay files waiting for a network, or refused.
    pub relay_files: u32,
}

/// Who is signed in here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// The account.
    pub account: AccountId,
    /// Display name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Its area.
    pub area: AreaId,
    /// Name of that area; empty until its definition arrived.
    pub area_name: String,
    /// This device.
    pub device: DeviceId,
    /// Classes of logs it may write somewhere.
    pub classes: Vec<Class>,
}

/// Where sync stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncStatus {
    /// What it is doing.
    pub phase: SyncPhase,
    /// Own records made on this device, ever.
    pub saved: u64,
    /// Of those, received by the server.
    pub received: u64,
    /// Of those, waiting to be sent.
    pub waiting: u64,
    /// Of those, refused by the server and kept apart.
    pub quarantined: u64,
    /// Held by the server for a reviewer.
    pub held: u64,
    /// Photos of own records that wait to be sent.
    pub photos_waiting: u64,
    /// Photos that the server refused; they stay here.
    pub photos_refused: u64,
    /// Bytes of the photo being sent, of all its bytes.
    pub photo_progress: Option<(u64, u64)>,
    /// Unix milliseconds of the oldest waiting record.
    pub oldest_waiting: Option<u64>,
    /// Unix milliseconds of the last completed sync.
    pub last_sync: Option<u64>,
    /// Events read so far of those known to exist on the server, while reading.
    pub progress: Option<(u64, u64)>,
    /// Code of the last problem: `offline`, `server_error`, `revoked`, `upgrade_needed`, `clock_off` …
    pub problem: Option<String>,
    /// Minutes by which this device's clock is ahead of the server's, if more than a few.
    pub clock_off_minutes: Option<i64>,
}

/// What sync is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SyncPhase {
    /// Waiting for the next time.
    #[default]
    Idle,
    /// Sending.
    Sending,
    /// Reading.
    Reading,
    /// No network.
    Offline,
}
