//! Invitations: a code that one device can spend once, within its life.
//!
//! Looking spends nothing. The device that spent it may repeat itself within the code's life and gets a fresh token,
//! because a lost reply must not lose the invitation.

use nfv::domain::ids::{AccountId, DeviceId};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    AccountError,
    devices::{self, NewDevice},
    people::{self, Account, id},
    secrets::{SecretHash, hash_code},
};

/// How an invitation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Can be spent.
    Open,
    /// Was spent.
    Spent,
    /// Too late.
    Expired,
}

impl State {
    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Spent => "spent",
            Self::Expired => "expired",
        }
    }
}

/// An invitation as stored.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Whom it invites.
    pub account: Account,
    /// Unix milliseconds; at this moment it is too late.
    pub expires_at: u64,
    /// The device that spent it.
    pub spent_by: Option<DeviceId>,
}

impl Stored {
    /// How it stands at a moment.
    #[must_use]
    pub fn state(&self, now_ms: u64) -> State {
        match self.spent_by {
            Some(_) => State::Spent,
            None if now_ms >= self.expires_at => State::Expired,
            None => State::Open,
        }
    }
}

/// Keeps a new invitation.
///
/// # Errors
/// When the database fails.
pub fn keep(
    conn: &Connection,
    code: &str,
    account: AccountId,
    by: Option<AccountId>,
    now_ms: u64,
    expires_at: u64,
) -> Result<(), AccountError> {
    let by = by.map(|by| *by.as_bytes());
    conn.prepare_cached(include_str!("sql/invitation_keep.sql"))?.execute(params![
        hash_code(code),
        account.as_bytes(),
        by,
        now_ms.cast_signed(),
        expires_at.cast_signed()
    ])?;
    Ok(())
}

/// What a code is for.
///
/// # Errors
/// [`AccountError::UnknownInvitation`], or when the database fails.
pub fn look(conn: &Connection, code: &str) -> Result<Stored, AccountError> {
    let mut statement = conn.prepare_cached(include_str!("sql/invitation_look.sql"))?;
    let found = statement.query_row([hash_code(code)], |row| {
        Ok(Stored {
            account: people::read(row)?,
            expires_at: row.get::<_, i64>(4)?.cast_unsigned(),
            spent_by: row.get::<_, Option<[u8; 16]>>(5)?.map(|bytes| DeviceId(uuid::Uuid::from_bytes(bytes))),
        })
    });
    found.optional()?.ok_or(AccountError::UnknownInvitation)
}

/// Spends a code: registers the device under the invited account, with the hash of its token.
///
/// # Errors
/// [`AccountError::UnknownInvitation`], [`AccountError::InvitationSpent`], [`AccountError::InvitationExpired`], those of
/// [`devices::register`], or when the database fails.
pub fn spend(
    conn: &Connection,
    code: &str,
    device: &NewDevice<'_>,
    token: &SecretHash,
    now_ms: u64,
) -> Result<Account, AccountError> {
    let invitation = look(conn, code)?;
    match invitation.spent_by {
        Some(by) if by != device.id => return Err(AccountError::InvitationSpent),
        _ if now_ms >= invitation.expires_at => return Err(AccountError::InvitationExpired),
        Some(_) => same_key(conn, device)?,
        None => {}
    }
    devices::register(conn, invitation.account.id, device, token, now_ms)?;
    let mut statement = conn.prepare_cached(include_str!("sql/invitation_spend.sql"))?;
    statement.execute(params![hash_code(code), now_ms.cast_signed(), device.id.as_bytes()])?;
    Ok(invitation.account)
}

/// Somebody who merely knows the device's id is another device.
fn same_key(conn: &Connection, device: &NewDevice<'_>) -> Result<(), AccountError> {
    let mut statement = conn.prepare_cached(include_str!("sql/device_by_id.sql"))?;
    let key = statement.query_row([device.id.as_bytes()], |row| {
        id(row, 0)?;
        row.get::<_, [u8; 32]>(1)
    })?;
    if key == device.key { Ok(()) } else { Err(AccountError::InvitationSpent) }
}
