//! Invitations: a code that one device can spend once, within its life.
//!
//! Looking spends nothing. The device that spent it may repeat itself within the code's life and gets a fresh token,
//! because a lost reply must not lose the invitation.

use nfv::domain::ids::{AccountId, DeviceId};

use super::{
    AccountError,
    devices::{self, NewDevice},
    people::{self, Account},
    secrets::{SecretHash, hash_code},
};
use crate::store::{Tx, value::ToValue};

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
    tx: &Tx<'_>,
    code: &str,
    account: AccountId,
    by: Option<AccountId>,
    now_ms: u64,
    expires_at: u64,
) -> Result<(), AccountError> {
    let values: [&dyn ToValue; 5] = [&hash_code(code), &account, &by, &now_ms, &expires_at];
    tx.execute(include_str!("sql/invitation_keep.sql"), &values)?;
    Ok(())
}

/// What a code is for.
///
/// # Errors
/// [`AccountError::UnknownInvitation`], or when the database fails.
pub fn look(tx: &Tx<'_>, code: &str) -> Result<Stored, AccountError> {
    let found = tx.query_opt(include_str!("sql/invitation_look.sql"), &[&hash_code(code)], |row| {
        Ok(Stored { account: people::read(row)?, expires_at: row.get(4)?, spent_by: row.get(5)? })
    });
    found?.ok_or(AccountError::UnknownInvitation)
}

/// Spends a code: registers the device under the invited account, with the hash of its token.
///
/// # Errors
/// [`AccountError::UnknownInvitation`], [`AccountError::InvitationSpent`], [`AccountError::InvitationExpired`], those of
/// [`devices::register`], or when the database fails.
pub fn spend(
    tx: &Tx<'_>,
    code: &str,
    device: &NewDevice<'_>,
    token: &SecretHash,
    now_ms: u64,
) -> Result<Account, AccountError> {
    let invitation = look(tx, code)?;
    match invitation.spent_by {
        Some(by) if by != device.id => return Err(AccountError::InvitationSpent),
        _ if now_ms >= invitation.expires_at => return Err(AccountError::InvitationExpired),
        Some(_) => same_key(tx, device)?,
        None => {}
    }
    devices::register(tx, invitation.account.id, device, token, now_ms)?;
    tx.execute(include_str!("sql/invitation_spend.sql"), &[&hash_code(code), &now_ms, &device.id])?;
    Ok(invitation.account)
}

/// Somebody who merely knows the device's id is another device.
fn same_key(tx: &Tx<'_>, device: &NewDevice<'_>) -> Result<(), AccountError> {
    let key = tx.query_opt(include_str!("sql/device_by_id.sql"), &[&device.id], |row| row.get::<[u8; 32]>(1))?;
    if key == Some(device.key) { Ok(()) } else { Err(AccountError::InvitationSpent) }
}
