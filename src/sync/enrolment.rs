//! Coming in: accounts, invitations, enrolment of a device, sign-in.
//!
//! Looking at an invitation spends nothing; only [`EnrolRequest`] does, after the device has probed its storage. A sign-in
//! with name and password enrols the browser it comes from in the same way. The device token is opaque; the server keeps
//! only its SHA-256.

use serde::{Deserialize, Serialize};

use super::{evidence::PledgeServer, messages::Epoch, relay::ServerKey};
use crate::domain::{
    area::Class,
    ids::{AccountId, AreaId, DeviceId, LogId},
};

/// What an account is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// County: townships side by side, rule sets, titles.
    County,
    /// Township reviewer: coverage, rosters, accounts and devices.
    Reviewer,
    /// Village committee: its own village.
    Committee,
    /// Grid worker: visits.
    Worker,
    /// Police officer: visits and cases.
    Police,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 5] = [Self::County, Self::Reviewer, Self::Committee, Self::Worker, Self::Police];

    /// The name on the wire and in tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::County => "county",
            Self::Reviewer => "reviewer",
            Self::Committee => "committee",
            Self::Worker => "worker",
            Self::Police => "police",
        }
    }

    /// The role of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

/// `GET /v1/invitations/{code}`: what it is for. Spends nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitationInfo {
    /// Whom it invites.
    pub name: String,
    /// As what.
    pub role: Role,
    /// Name of the area.
    pub area: String,
    /// `open`, `spent`, `expired`.
    pub state: String,
    /// Unix milliseconds.
    pub expires_at: u64,
}

/// `POST /v1/enrol`: spends the invitation and registers the device's key. Repeating it with the same device and key
/// within the invitation's life gives a fresh token (a lost reply must not lose the invitation).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnrolRequest {
    /// The invitation's code.
    pub code: String,
    /// Made on the device.
    pub device: DeviceId,
    /// Ed25519 public key, hex.
    #[serde(with = "hex::serde")]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub key: [u8; 32],
    /// For people: e.g. `Chrome on Android`.
    pub label: String,
}

/// `POST /v1/sign-in`: name and password, enrols this browser as a device of the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignInRequest {
    /// Account name.
    pub name: String,
    /// Password.
    pub password: String,
    /// Made on the device.
    pub device: DeviceId,
    /// Ed25519 public key, hex.
    #[serde(with = "hex::serde")]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub key: [u8; 32],
    /// For people.
    pub label: String,
}

/// Reply to both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Enrolled {
    /// Bearer token for everything else; shown once.
    pub token: String,
    /// The account.
    pub account: AccountId,
    /// Its display name.
    pub name: String,
    /// Its role.
    pub role: Role,
    /// The area it belongs to; doors, lists and maps start there.
    pub area: AreaId,
    /// The logs that the device subscribes to, with the right to each: all that the account may read, but for a county.
    pub grants: Vec<Grant>,
    /// The server's epoch.
    pub epoch: Epoch,
    /// Unix milliseconds; the device's clock starts here.
    pub server_time: u64,
    /// Minutes east of UTC of the installation.
    pub zone_minutes: i32,
    /// To whom relay files are sealed; older servers have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_key: Option<ServerKey>,
    /// With which key the server answers for pledges; older servers do not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pledges: Option<PledgeServer>,
}

/// The right to one log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Grant {
    /// The log.
    pub log: LogId,
    /// Its area.
    pub area: AreaId,
    /// Its class.
    pub class: Class,
    /// Write as well as read.
    pub write: bool,
}

/// `GET /v1/accounts`: those of the caller's area and below; `POST /v1/accounts` adds one ([`NewAccount`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountInfo {
    /// The account.
    pub id: AccountId,
    /// Display name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Its area.
    pub area: AreaId,
    /// Devices enrolled and not revoked.
    pub devices: u32,
}

/// `POST /v1/accounts`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewAccount {
    /// Display name, unique.
    pub name: String,
    /// Role; not above the caller's.
    pub role: Role,
    /// The caller's area or one below it.
    pub area: AreaId,
}

/// `POST /v1/accounts/{id}`: another role, another area, or both; the reply is the account as it is then
/// ([`AccountInfo`]). What it may read and write follows at once, its devices hear of it with their next sync.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountChange {
    /// The next role: neither it nor the present one above the caller's. None: as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The next area: the caller's or one below it. None: as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaId>,
}

/// `POST /v1/invitations`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewInvitation {
    /// Whom to invite.
    pub account: AccountId,
}

/// Reply to [`NewInvitation`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invitation {
    /// The code; the link is `<origin>/join/<code>`.
    pub code: String,
    /// Unix milliseconds.
    pub expires_at: u64,
}

/// `GET /v1/devices`: of the caller's area and below; `POST /v1/devices/{id}/revoke` ends one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeviceInfo {
    /// The device.
    pub id: DeviceId,
    /// Its account.
    pub account: AccountId,
    /// Display name of the account.
    pub name: String,
    /// What it calls itself.
    pub label: String,
    /// Unix milliseconds.
    pub enrolled_at: u64,
    /// Unix milliseconds; none before the first sync.
    pub last_heard: Option<u64>,
    /// Unix milliseconds.
    pub revoked_at: Option<u64>,
    /// Unix milliseconds at which its session ends unless it is heard of again; none = never, or it has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_until: Option<u64>,
}

/// `POST /v1/password`: changes the own password; the account's other sessions end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasswordChange {
    /// The present one.
    pub old: String,
    /// The next one: 10 to 128 characters, not the account's name.
    pub new: String,
}

/// Reply to `POST /v1/accounts/{id}/password`: a new password, told once. All sessions of the account end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewPassword {
    /// The password.
    pub password: String,
}
